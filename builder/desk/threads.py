"""Conversations at the desk: one thread as a page, its lines for script, what staff say in it."""

from __future__ import annotations

from uuid import UUID

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from builder.desk.files import DeskAddresses
from builder.desk.place import Desk, desk_here, draw
from builder.desk.routes import at
from commerce.orders.page import OrderPage
from foundation.db import db
from foundation.errors import Refused
from foundation.settings import settings
from foundation.web.guards import shown_again, wants_json
from foundation.web.routes import needs, waits
from foundation.web.sent_files import again_with_files, posted_files, posted_ids
from foundation.web.threads import draw_line, message_number, noted, said
from workspace.conversations import actions, lists, queries, shown
from workspace.conversations.queries import ThreadPage


def root(here: Desk, thread_id: UUID) -> str:
    """Where the addresses of a thread begin."""
    return f"{here.root}/threads/{thread_id}"


def conversation(
    here: Desk, thread_id: UUID, *, back: str, order: OrderPage | None = None, before: int | None = None
) -> shown.Conversation:
    """A thread as the present viewer sees it, for ``{{ thread(talk, csrf_field()) }}`` of ``components/thread.html``. A thread's id is its order's or
    its client's. ``back``: where a form without script returns to; ``order``: its order's page, where that was read already. Raises NotFound."""
    return _shown(here, queries.thread_page(here.viewer, thread_id, order=order, before=before), back=back)


def _shown(here: Desk, page: ThreadPage, *, back: str) -> shown.Conversation:
    return shown.conversation(
        page,
        here.viewer,
        here.formats,
        url=root(here, page.thread.id),
        back=back,
        draw=draw_line,
        files=shown.files_in(here.viewer, page.messages, DeskAddresses(here)),
        files_api=f"{here.root}/files/uploads",
        files_most=settings().file_limit,
        house=here.scope.portal_name,
        title=page.thread.client_name,
    )


@at("/threads/<uuid:thread_id>", "GET")
@needs("order.read")
def thread_show(thread_id: UUID) -> ResponseReturnValue:
    """One thread as a page of its own. ``?before=`` shows what was said before a message, for who reads without script."""
    return _page(desk_here(), thread_id)


def _page(here: Desk, thread_id: UUID, *, refused: Refused | None = None) -> str:
    page = queries.thread_page(here.viewer, thread_id, before=message_number("before"))
    return draw(
        "thread.html",
        page.thread.title or page.thread.client_name,
        talk=_shown(here, page, back=root(here, thread_id)),
        refused=again_with_files(refused.message) if refused else "",
        draft=request.form.get("text", "") if refused else "",
        noting=refused is not None and request.form.get("internal", "") == "yes",
        about=page.thread,
        order_url=here.order(page.thread.number) if page.thread.number else None,
        back_url=here.board,
        back_label="Board",
    )


@at("/threads/<uuid:thread_id>/lines", "GET")
@needs("order.read")
def thread_lines(thread_id: UUID) -> ResponseReturnValue:
    """Lines for an open page: those ``before`` a number, or those ``after`` one together with what has happened since ``told``."""
    here = desk_here()
    before, after, told = (message_number(name) for name in ("before", "after", "told"))
    page = queries.lines_page(here.viewer, thread_id, before=before, after=after, told=told)
    return render_template(
        "components/thread_lines.html",
        **shown.lines_told(
            page,
            here.viewer,
            here.formats,
            before=before,
            url=root(here, thread_id),
            house=here.scope.portal_name,
            draw=draw_line,
            files=shown.files_in(here.viewer, page.messages, DeskAddresses(here)),
        ),
    )


@at("/threads/<uuid:thread_id>/<uuid:message_id>", "GET")
@needs("order.read")
def thread_one(thread_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """One message, for a page on which it stands in older words."""
    here = desk_here()
    _, found = queries.one_message(here.viewer, thread_id, message_id)
    message = shown.message_shown(
        found,
        here.viewer,
        here.formats,
        url=root(here, thread_id),
        house=here.scope.portal_name,
        files=shown.files_in(here.viewer, (found,), DeskAddresses(here)),
    )
    return render_template("components/thread_message.html", said=message, formats=here.formats)


@at("/threads/<uuid:thread_id>", "POST")
@needs("message.write")
def thread_post(thread_id: UUID) -> ResponseReturnValue:
    """Say something, to the client or between staff."""
    return _post(thread_id)


@at("/threads/<uuid:thread_id>/files", "POST")
@needs("message.write")
@waits
def thread_post_with_files(thread_id: UUID) -> ResponseReturnValue:
    """Say something with files that come with this very form: how it is sent without script."""
    return _post(thread_id)


def _post(thread_id: UUID) -> ResponseReturnValue:
    here = desk_here()
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
    return said(message.id, message.seq, root(here, thread_id))


@at("/threads/<uuid:thread_id>/<uuid:message_id>", "POST")
@needs("message.write")
def thread_edit(thread_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """Correct one's own words."""
    here = desk_here()
    message = actions.edit_message(here.viewer, thread_id, message_id, text=request.form.get("text", ""))
    return said(message.id, message.seq, root(here, thread_id))


@at("/threads/<uuid:thread_id>/<uuid:message_id>/removal", "POST")
@needs("message.write")
def thread_remove(thread_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """Take one's own words back."""
    here = desk_here()
    message = actions.remove_message(here.viewer, thread_id, message_id)
    return said(message.id, message.seq, root(here, thread_id))


@at("/threads/<uuid:thread_id>/read", "POST")
@needs("order.read")
def thread_read(thread_id: UUID) -> ResponseReturnValue:
    """Note how far the viewer has read."""
    here = desk_here()
    actions.mark_read(here.viewer, thread_id, message_number("seq", request.form) or 0)
    return noted(root(here, thread_id))


@at("/threads/<uuid:thread_id>/typing", "POST")
@needs("message.write")
def thread_typing(thread_id: UUID) -> ResponseReturnValue:
    """Tell whoever has the thread open that the viewer is writing; a note between staff is told to staff."""
    actions.typing(desk_here().viewer, thread_id, internal=request.form.get("internal", "") == "yes")
    return "", 204


@at("/threads/unread", "GET")
@needs("order.read")
def thread_unread() -> ResponseReturnValue:
    """How much is new to the viewer, for the badge of an open page."""
    counts = lists.unread_counts(desk_here().viewer)
    return jsonify(threads=counts.threads, messages=counts.messages)
