"""The bell of the desk: what staff were told in this tenant, and what they want to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from flask import jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from builder.desk.place import Desk, desk_here, draw
from builder.desk.routes import at
from commerce.clients.queries import access_member
from commerce.orders.queries import order_number
from foundation.errors import Forbidden, NotFound
from foundation.web.components.paging import Keyset
from foundation.web.guards import clean_text, wants_json
from foundation.web.notices import tell
from foundation.web.routes import needs
from workspace.conversations.queries import access_thread
from workspace.notifications import actions, queries
from workspace.notifications.queries import Entry
from workspace.notifications.told import told


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of the list; its address notes that it was seen and leads on."""

    url: str
    icon: str
    title: str
    line: str
    at: datetime
    read: bool


def _shown(here: Desk, entries: Sequence[Entry]) -> list[Shown]:
    return [
        Shown(here.notifications(str(one.id)), words.icon, words.title, words.line, one.at, one.read)
        for one in entries
        if (words := told(one))
    ]


@at("/notifications", "GET")
@needs("order.read")
def list_entries() -> ResponseReturnValue:
    """Everything the viewer was told in this tenant."""
    here = desk_here()
    view = clean_text(request.args.get("view", ""), "view", most=20) or "all"
    cursor = clean_text(request.args.get("cursor", ""), "cursor", most=300) or None
    found = queries.list_notifications(here.viewer, view=cast(queries.View, view), cursor=cursor)
    path = here.notifications()
    return draw(
        "notifications.html",
        "Notifications",
        at="notifications",
        entries=_shown(here, found.entries),
        view=view,
        kinds=[("All", path, view == "all"), ("Unread", f"{path}?view=unread", view == "unread")],
        unread=queries.unread_count(here.viewer),
        all_url=path,
        read_url=here.notifications("read"),
        paging=Keyset(path, len(found.entries), found.next, found.previous, {"view": view if view != "all" else ""}),
    )


@at("/notifications/latest", "GET")
@needs("order.read")
def latest() -> ResponseReturnValue:
    """What the popover of the bell shows."""
    here = desk_here()
    found = queries.list_notifications(here.viewer, limit=queries.LATEST)
    return render_template(
        "parts/bell_latest.html",
        entries=_shown(here, found.entries),
        unread=queries.unread_count(here.viewer),
        read_url=here.notifications("read"),
        formats=here.formats,
    )


@at("/notifications/<uuid:notification_id>", "GET")
@needs("order.read")
def open_entry(notification_id: UUID) -> ResponseReturnValue:
    """Note that an entry was seen, and go where it leads. Going there twice changes nothing more."""
    here = desk_here()
    _, subject = actions.open_notification(here.viewer, notification_id)
    about, _, identity = subject.partition(":")
    try:
        if about == "order":
            return redirect(here.order(order_number(here.viewer, UUID(identity))))
        if about == "thread":
            return redirect(f"{here.root}/threads/{access_thread(here.viewer, UUID(identity)).id}")
        if about == "member":
            return redirect(here.client(access_member(here.viewer, UUID(identity)).client_id, "members"))
    except (NotFound, Forbidden):
        pass
    if about == "task":
        return redirect(f"{here.root}/tasks")
    return redirect(here.notifications())


@at("/notifications/read", "POST")
@needs("order.read")
def mark_all_read() -> ResponseReturnValue:
    """Note that the viewer has seen all there is."""
    here = desk_here()
    actions.mark_all_read(here.viewer)
    if wants_json():
        return jsonify({"unread": 0})
    return redirect(here.notifications(), 303)


@at("/notifications/choices", "GET")
@needs("order.read")
def show_choices() -> ResponseReturnValue:
    """What the viewer can be told here, and where they are."""
    here = desk_here()
    return draw(
        "notification_choices.html",
        "What you are told",
        at="notifications",
        rows=queries.choices(here.viewer, here.compiled),
        save_url=here.notifications("choices"),
        list_url=here.notifications(),
    )


@at("/notifications/choices", "POST")
@needs("order.read")
def choose() -> ResponseReturnValue:
    """Save what the viewer wants to be told, and where."""
    here = desk_here()
    wanted = {
        (kind, channel)
        for kind, _, channel in (clean_text(one, "on", most=80).partition(".") for one in request.form.getlist("on"))
    }
    actions.choose(here.viewer, wanted, here.compiled)
    tell("Saved. From now on you are told what you ticked.")
    return redirect(here.notifications("choices"), 303)
