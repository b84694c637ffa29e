"""A conversation of the portal: its page, its lines for script, what is said in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commerce.orders.page import OrderPage
from foundation.db import db
from foundation.errors import Refused
from foundation.settings import settings
from foundation.web.guards import clean_text, shown_again, wants_json
from foundation.web.routes import SIGNED_IN, needs, waits
from foundation.web.sent_files import again_with_files, posted_files, posted_ids
from foundation.web.threads import draw_line, message_number, noted, said
from portal_config.compiled import Tab
from runtime import engines
from runtime.files.shown import ADDRESSES
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import Portal, draw, portal
from words import say
from workspace.conversations import actions, lists, queries, shown
from workspace.conversations.queries import ThreadPage

threads = Blueprint("threads", __name__)


def root(thread_id: UUID) -> str:
    """Where the addresses of a thread begin."""
    return url_for("threads.show", thread_id=thread_id)


def conversation(
    here: Portal, thread_id: UUID, *, back: str, order: OrderPage | None = None, before: int | None = None
) -> shown.Conversation:
    """A thread as the present viewer sees it. ``back``: where a form without script returns to; ``order``: its order's page, where that was read
    already. Raises NotFound."""
    page = queries.thread_page(here.viewer, thread_id, order=order, before=before)
    return _shown(here, page, back=back, beside=True)


def _shown(here: Portal, page: ThreadPage, *, back: str, beside: bool = False) -> shown.Conversation:
    """``beside``: its order stands on the same page."""
    thread = page.thread
    return shown.conversation(
        page,
        here.viewer,
        here.formats,
        url=root(page.thread.id),
        back=back,
        draw=draw_line,
        files=shown.files_in(here.viewer, page.messages, ADDRESSES),
        files_api=url_for("files.begin"),
        files_most=settings().file_limit,
        house=here.compiled.name,
        title=say("Conversation") if beside else thread.title or say("With {portal}", portal=here.compiled.name),
        about=(thread.number, url_for("orders.order", number=thread.number)) if thread.number and not beside else None,
    )


@engines.tab("messages")
def messages_tab(tab: Tab) -> ResponseReturnValue:
    """Every conversation of the viewer, and the first with something new open beside them; search and page are in the address."""
    here = portal()
    listed = lists.list_threads(
        here.viewer,
        search=clean_text(request.args.get("q", ""), "q", most=lists.SEARCH_LENGTH),
        cursor=clean_text(request.args.get("cursor", ""), "cursor", most=400) or None,
    )
    first = next((one for one in listed.threads if one.unread), listed.threads[0] if listed.threads else None)
    page = queries.thread_page(here.viewer, first.id) if first else None
    return _split(here, tab, listed, page, chosen=False)


def _split(
    here: Portal,
    tab: Tab,
    listed: lists.Threads,
    page: ThreadPage | None,
    *,
    chosen: bool,
    refused: Refused | None = None,
) -> str:
    """The list with a thread beside it. ``chosen``: somebody came for this thread, so a phone shows it and not the list."""
    search = request.args.get("q", "").strip()
    home = url_for("pages.tab", slug=tab.slug)
    shown_thread = page.thread if page else None
    return draw(
        "messages.html",
        (shown_thread.title or here.compiled.name) if chosen and shown_thread else tab.label,
        current=tab.id,
        heading=tab.label,
        talks=[_row(one, here, shown_thread.id if shown_thread else None) for one in listed.threads],
        more_url=f"{home}?{urlencode({'cursor': listed.next})}" if listed.next else None,
        home=home,
        q=search,
        searches=bool(tab.settings.get("search", True)),
        chosen=chosen,
        talk=_shown(here, page, back=root(page.thread.id)) if page else None,
        refused=_told(refused),
        draft=request.form.get("text", "") if refused else "",
    )


def _told(refused: Refused | None) -> str:
    return again_with_files(refused.message) if refused else ""


def _row(one: lists.ThreadSummary, here: Portal, open_now: UUID | None) -> dict[str, Any]:
    who, words = shown.last_words(one, here.viewer)
    return {
        "url": root(one.id),
        "id": one.id,
        "title": one.title or here.compiled.name,
        "number": one.number,
        "who": who,
        "words": words,
        "at": one.at,
        "unread": one.unread,
        "current": one.id == open_now,
    }


@threads.get("/messages/<uuid:thread_id>")
@needs(SIGNED_IN)
def show(thread_id: UUID) -> ResponseReturnValue:
    """One thread: beside the others where the viewer has the tab, else alone. ``?before=`` shows what was said before a message, for who reads
    without script."""
    return _page(portal(), thread_id)


def _page(here: Portal, thread_id: UUID, *, refused: Refused | None = None) -> str:
    page = queries.thread_page(here.viewer, thread_id, before=message_number("before"))
    tab = next((one for one in visible_tabs(here.compiled, here.viewer) if one.type == "messages"), None)
    if tab is not None:
        return _split(here, tab, lists.list_threads(here.viewer), page, chosen=True, refused=refused)
    order_url = url_for("orders.order", number=page.thread.number) if page.thread.number else None
    return draw(
        "thread.html",
        page.thread.title or here.compiled.name,
        talk=_shown(here, page, back=root(thread_id)),
        refused=_told(refused),
        draft=request.form.get("text", "") if refused else "",
        about=page.thread,
        order_url=order_url,
    )


@threads.get("/messages/<uuid:thread_id>/lines")
@needs(SIGNED_IN)
def lines(thread_id: UUID) -> ResponseReturnValue:
    """Lines for an open page: those ``before`` a number, or those ``after`` one together with what has happened since ``told``."""
    here = portal()
    before, after, told = (message_number(name) for name in ("before", "after", "told"))
    page = queries.lines_page(here.viewer, thread_id, before=before, after=after, told=told)
    return render_template(
        "components/thread_lines.html",
        **shown.lines_told(
            page,
            here.viewer,
            here.formats,
            before=before,
            url=root(thread_id),
            house=here.compiled.name,
            draw=draw_line,
            files=shown.files_in(here.viewer, page.messages, ADDRESSES),
        ),
    )


@threads.get("/messages/<uuid:thread_id>/<uuid:message_id>")
@needs(SIGNED_IN)
def one(thread_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """One message, for a page on which it stands in older words."""
    here = portal()
    _, found = queries.one_message(here.viewer, thread_id, message_id)
    message = shown.message_shown(
        found,
        here.viewer,
        here.formats,
        url=root(thread_id),
        house=here.compiled.name,
        files=shown.files_in(here.viewer, (found,), ADDRESSES),
    )
    return render_template("components/thread_message.html", said=message, formats=here.formats)


@threads.post("/messages/<uuid:thread_id>")
@needs("message.write")
def post(thread_id: UUID) -> ResponseReturnValue:
    """Say something."""
    return _post(thread_id)


@threads.post("/messages/<uuid:thread_id>/files")
@needs("message.write")
@waits
def post_with_files(thread_id: UUID) -> ResponseReturnValue:
    """Say something with files that come with this very form: how it is sent without script."""
    return _post(thread_id)


def _post(thread_id: UUID) -> ResponseReturnValue:
    here = portal()
    try:
        message = actions.post_message(
            here.viewer,
            thread_id,
            text=request.form.get("text", ""),
            file_ids=posted_ids("file_id"),
            sent=posted_files("file"),
            internal=request.form.get("internal", "") == "yes",
            key=request.form.get("key", ""),
        )
    except Refused as refused:
        if refused.status == 404 or wants_json():
            raise
        db.session.rollback()
        return shown_again(_page(here, thread_id, refused=refused), refused)
    return said(message.id, message.seq, root(thread_id))


@threads.post("/messages/<uuid:thread_id>/<uuid:message_id>")
@needs("message.write")
def edit(thread_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """Correct one's own words."""
    message = actions.edit_message(portal().viewer, thread_id, message_id, text=request.form.get("text", ""))
    return said(message.id, message.seq, root(thread_id))


@threads.post("/messages/<uuid:thread_id>/<uuid:message_id>/removal")
@needs("message.write")
def remove(thread_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """Take one's own words back."""
    message = actions.remove_message(portal().viewer, thread_id, message_id)
    return said(message.id, message.seq, root(thread_id))


@threads.post("/messages/<uuid:thread_id>/read")
@needs(SIGNED_IN)
def read(thread_id: UUID) -> ResponseReturnValue:
    """Note how far the viewer has read."""
    actions.mark_read(portal().viewer, thread_id, message_number("seq", request.form) or 0)
    return noted(root(thread_id))


@threads.post("/messages/<uuid:thread_id>/typing")
@needs("message.write")
def typing(thread_id: UUID) -> ResponseReturnValue:
    """Tell whoever has the thread open that the viewer is writing."""
    actions.typing(portal().viewer, thread_id)
    return "", 204


@threads.get("/messages/unread")
@needs(SIGNED_IN)
def unread() -> ResponseReturnValue:
    """How much is new to the viewer, for the badge of an open page."""
    counts = lists.unread_counts(portal().viewer)
    return jsonify(threads=counts.threads, messages=counts.messages)
