"""The bell: its newest entries, all of them, where each leads, and the address in a letter that ends letters like it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commerce.orders.queries import order_number
from foundation.errors import NotFound
from foundation.web.components.paging import Keyset
from foundation.web.guards import clean_text, wants_json
from foundation.web.notices import tell
from foundation.web.routes import PUBLIC, SIGNED_IN, needs, proven_by_address
from runtime.bell.shown import shown, subject_id
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import draw, portal, tab_url
from words import say
from workspace.conversations.queries import access_thread
from workspace.notifications import actions, links, queries

bell = Blueprint("bell", __name__)


@bell.get("/notifications")
@needs(SIGNED_IN)
def list_entries() -> ResponseReturnValue:
    """Everything the viewer was told; view and place are in the address."""
    here = portal()
    view = clean_text(request.args.get("view", ""), "view", most=20) or "all"
    cursor = clean_text(request.args.get("cursor", ""), "cursor", most=300) or None
    found = queries.list_notifications(here.viewer, view=cast(queries.View, view), cursor=cursor)
    path = url_for("bell.list_entries")
    unread = queries.unread_count(here.viewer)
    return draw(
        "notifications.html",
        say("Notifications"),
        current=path,
        entries=shown(found.entries),
        view=view,
        views=[(say("All"), path, view == "all"), (say("Unread"), f"{path}?view=unread", view == "unread")],
        unread=unread,
        all_url=path,
        read_url=url_for("bell.mark_read"),
        choices_url=url_for("account.own_account") + "#notifications",
        paging=Keyset(path, len(found.entries), found.next, found.previous, {"view": view if view != "all" else ""}),
    )


@bell.get("/notifications/latest")
@needs(SIGNED_IN)
def latest() -> ResponseReturnValue:
    """What the popover of the bell shows."""
    here = portal()
    found = queries.list_notifications(here.viewer, limit=queries.LATEST)
    return render_template(
        "parts/bell_latest.html",
        entries=shown(found.entries),
        unread=queries.unread_count(here.viewer),
        read_url=url_for("bell.mark_read"),
        formats=here.formats,
    )


@bell.get("/notifications/<uuid:notification_id>")
@needs(SIGNED_IN)
def open_entry(notification_id: UUID) -> ResponseReturnValue:
    """Note that an entry was seen, and go where it leads. Going there twice changes nothing more."""
    here = portal()
    _, subject = actions.open_notification(here.viewer, notification_id)
    return redirect(_leads_to(subject))


def _leads_to(subject: str) -> str:
    """The page an entry is about; the list where that is not there any more, or is not this person's to see now."""
    here = portal()
    about, identity = subject.partition(":")[0], subject_id(subject)
    try:
        if about == "order":
            return url_for("orders.order", number=order_number(here.viewer, identity))
        if about == "thread":
            thread = access_thread(here.viewer, identity)
            if thread.number:
                return url_for("orders.order", number=thread.number, _anchor="conversation")
            return url_for("threads.show", thread_id=thread.id)
    except NotFound:
        return url_for("bell.list_entries")
    wanted = {"member": "team"}.get(about)
    for position, tab in enumerate(visible_tabs(here.compiled, here.viewer)):
        if tab.type == wanted:
            return tab_url(tab, first=position == 0)
    return url_for("bell.list_entries")


@bell.post("/notifications/read")
@needs(SIGNED_IN)
def mark_read() -> ResponseReturnValue:
    """Note that the viewer has seen all there is."""
    actions.mark_all_read(portal().viewer)
    if wants_json():
        return {"unread": 0}
    return redirect(url_for("bell.list_entries"), 303)


@bell.post("/account/notifications")
@needs(SIGNED_IN)
def choose() -> ResponseReturnValue:
    """Save what the viewer wants to be told, and where."""
    wanted = {
        (kind, channel)
        for kind, _, channel in (clean_text(one, "on", most=80).partition(".") for one in request.form.getlist("on"))
    }
    here = portal()
    actions.choose(here.viewer, wanted, here.compiled)
    tell(say("Saved. From now on you are told what you ticked."))
    return redirect(url_for("account.own_account") + "#notifications", 303)


@bell.get("/-/mail/<token>")
@needs(PUBLIC)
def end_mails_page(token: str) -> ResponseReturnValue:
    """A button, because mail scanners open links too."""
    return _mails_end(token, done=False)


@bell.post("/-/mail/<token>")
@needs(PUBLIC)
@proven_by_address
def end_mails(token: str) -> ResponseReturnValue:
    """End mails of one kind, as a person presses the button or a mail program does it for them (RFC 8058)."""
    actions.end_mails(token)
    return _mails_end(token, done=True)


def _mails_end(token: str, *, done: bool) -> str:
    ending = links.read_ending(token)
    return draw(
        "mails_end.html",
        say("Fewer mails"),
        label=ending.kind.label,
        done=done,
        end_url=request.path,
        choices_url=links.choices_url(ending.recipient),
    )
