"""What happens in conversations. A thread's row is locked first, so that its numbers follow one another; rooms are told in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, BinaryIO
from uuid import UUID

from commerce.clients.actions import bump
from commerce.orders.audiences import desk_of_client
from foundation import audit, clock, realtime
from foundation.db import execute, row, uuid7
from foundation.errors import Refused
from foundation.events import record
from foundation.identity import limits
from foundation.identity.viewer import NOTHING, Viewer
from foundation.tenancy import current_scope
from words import unsaid
from workspace.conversations import policies, queries, texts
from workspace.conversations.events import MessageChanged, MessagePosted, MessageRemoved
from workspace.conversations.queries import Message, Thread
from workspace.files import actions as files

ROOM = "messages"
KEY_LENGTH = 100
MESSAGES = 100
MESSAGES_WINDOW = timedelta(minutes=5)
"""What one person says and corrects in this time: a line every three seconds, which nobody types. Each is told to everybody concerned."""
HINTS = 150
"""How often in the same time a person is said to be writing: open pages tell it once in three seconds, and somebody may have two."""

_LOCK = "select 1 from threads where tenant_id = %(tenant)s and id = %(id)s for update"
_BEGIN = """
insert into threads (tenant_id, id, client_id, kind, order_id) values (%(tenant)s, %(id)s, %(client)s, %(kind)s, %(order)s)
on conflict do nothing
"""
# The thread is locked, so whoever sent the same key before has committed and is seen here. A mark that stood at the message before moves on with
# one's own words; one that stood further back stays, and the words are counted as one's own.
_POST = """
with raised as (
    update threads set last_seq = last_seq + 1, last_at = %(at)s, last_message_id = %(message)s,
        open_seq = open_seq + case when %(internal)s then 0 else 1 end,
        open_at = case when %(internal)s then open_at else %(at)s end,
        open_message_id = case when %(internal)s then open_message_id else %(message)s end,
        unanswered = case when %(internal)s then unanswered when %(side)s = 'client' then unanswered + 1 else 0 end,
        waiting_since = case when %(internal)s then waiting_since when %(side)s = 'client' then coalesce(waiting_since, %(at)s) end
    where tenant_id = %(tenant)s and id = %(id)s and not exists (
        select 1 from messages where tenant_id = %(tenant)s and thread_id = %(id)s and author = %(author)s and key = %(key)s)
    returning last_seq, open_seq
), written as (
    insert into messages (tenant_id, id, thread_id, seq, open_seq, author, author_name, side, text, internal, files, key, at)
    select %(tenant)s, %(message)s, %(id)s, last_seq, open_seq, %(author)s, %(name)s, %(side)s, %(text)s, %(internal)s, %(files)s, %(key)s,
        %(at)s from raised
), marked as (
    insert into thread_reads as r (tenant_id, id, thread_id, person, person_name, side, seq, open_seq, wrote, at)
    select %(tenant)s, %(mark)s, %(id)s, %(author)s, %(name)s, %(side)s, last_seq, open_seq, true, %(at)s from raised
    on conflict (tenant_id, thread_id, person) do update set wrote = true, opened = true, person_name = excluded.person_name,
        seq = case when {up_to_date} then excluded.seq else r.seq end,
        open_seq = case when {up_to_date} then excluded.open_seq else r.open_seq end,
        own_after = case when {up_to_date} then 0 else r.own_after + 1 end,
        at = case when {up_to_date} then excluded.at else r.at end
)
select last_seq, open_seq from raised
"""
# Numbers of a thread follow one another, so up to the one that is marked everything is seen here; what is said at this moment is not, and is
# already counted in the row.
_READ = """
insert into thread_reads as r (tenant_id, id, thread_id, person, person_name, side, seq, open_seq, own_after, at)
select %(tenant)s, %(mark)s, %(id)s, %(person)s, %(name)s, %(side)s, m.seq, m.open_seq,
    (select count(*) from messages own where own.tenant_id = %(tenant)s and own.thread_id = %(id)s and own.author = %(person)s
      and own.{column} > m.{column}), %(at)s
from (select m.seq, m.open_seq from messages m where m.tenant_id = %(tenant)s and m.thread_id = %(id)s and {visible}
    and m.{column} <= %(to)s order by m.{column} desc limit 1) m
on conflict (tenant_id, thread_id, person) do update set seq = excluded.seq, open_seq = excluded.open_seq,
    own_after = greatest(0, r.own_after - (select count(*) from messages own where own.tenant_id = %(tenant)s and own.thread_id = %(id)s
      and own.author = %(person)s and own.{column} > r.{column} and own.{column} <= excluded.{column})), opened = true, person_name = excluded.person_name, at = excluded.at
where r.{column} < excluded.{column}
returning new.seq, new.open_seq, coalesce(old.open_seq, 0) as open_before
"""


def post_message(
    viewer: Viewer,
    thread_id: UUID,
    *,
    text: str,
    file_ids: Sequence[UUID] = (),
    sent: Sequence[tuple[str, BinaryIO]] = (),
    internal: bool = False,
    key: str,
) -> Message:
    """Say something in a thread. ``key`` is the sender's own name for this message: sent again, it is said once, and what was said is returned.

    ``file_ids`` were uploaded before, ``sent`` come with it, each as (name, content). ``internal``: a note between staff. Raises NotFound, Forbidden, TooMany, Refused ``message_empty``, ``message_too_long``, ``bad_text``, ``key_missing``,
    ``key_used`` (the key belongs to other words), and what ``files.attach`` and ``files.store_uploads`` raise.
    """
    policies.require_write(viewer, internal=internal)
    said = texts.clean(text)
    if not said and not file_ids and not sent:
        raise Refused("message_empty", "Write something first.", pointer="text")
    if not key or len(key) > KEY_LENGTH:
        raise Refused(
            "key_missing", "This message came without its key. Load the page again.", pointer="key", status=400
        )
    thread = queries.access_thread(viewer, thread_id)
    _spend(viewer)
    # Before anybody else has to wait for the thread.
    along = [*file_ids, *(file.id for file in files.store_uploads(viewer, sent, client_id=thread.client_id))]
    _lock(thread)
    at, message_id, tenant = clock.now(), uuid7(), current_scope().tenant_id
    column, side = queries.coordinate(viewer), policies.side_of(viewer)
    written = row(
        _POST.format(up_to_date=f"r.{column} + r.own_after = excluded.{column} - 1"),
        tenant=tenant,
        id=thread.id,
        message=message_id,
        mark=uuid7(),
        author=viewer.actor,
        name=viewer.name,
        side=side,
        text=said,
        internal=internal,
        files=len(along),
        key=key,
        at=at,
    )
    if written is None:
        return _said_before(viewer, thread, key, said)
    files.attach(
        viewer,
        along,
        subject=f"message:{message_id}",
        client_id=thread.client_id,
        order_id=thread.order_id,
        internal=internal,
    )
    if not internal:
        bump(thread.client_id, ROOM)
    record(MessagePosted(**_about(viewer, thread, message_id, internal)))
    _tell(
        thread,
        "message.posted",
        message_id,
        internal,
        about={"who": viewer.actor},
        seq=written.last_seq,
        open_seq=written.open_seq,
    )
    return Message(
        id=message_id,
        seq=written.last_seq if column == "seq" else written.open_seq,
        author=viewer.actor,
        author_name=viewer.name,
        side=side,
        text=said,
        internal=internal,
        files=len(along),
        at=at,
        edited_at=None,
        removed_at=None,
    )


def edit_message(viewer: Viewer, thread_id: UUID, message_id: UUID, *, text: str) -> Message:
    """Correct one's own message while it is fresh. Raises NotFound, Forbidden, TooMany, Refused ``message_empty``, ``message_too_long``, ``bad_text``,
    ``message_final``, ``message_removed``."""
    thread, message = _own(viewer, thread_id, message_id)
    said = texts.clean(text)
    if not said and not message.files:
        raise Refused("message_empty", "A message needs words. To take it back, remove it.", pointer="text")
    if said == message.text:
        return message
    _spend(viewer)
    execute(
        "update messages set text = %(text)s, edited_at = %(at)s where tenant_id = %(tenant)s and id = %(id)s",
        text=said,
        at=clock.now(),
        tenant=current_scope().tenant_id,
        id=message.id,
    )
    _changed(viewer, thread, message, MessageChanged)
    return queries.message_of(viewer, thread, message.id)


def remove_message(viewer: Viewer, thread_id: UUID, message_id: UUID) -> Message:
    """Take back one's own message while it is fresh: its place stays, its text is gone. Raises NotFound, Forbidden, Refused ``message_final``,
    ``message_removed``."""
    thread, message = _own(viewer, thread_id, message_id)
    tenant = current_scope().tenant_id
    execute(
        "update messages set text = '', removed_at = %(at)s where tenant_id = %(tenant)s and id = %(id)s",
        at=clock.now(),
        tenant=tenant,
        id=message.id,
    )
    if message.files:
        files.remove_all_of(f"message:{message.id}", actor=viewer.actor, actor_name=viewer.name)
    if message.side == "client":
        # Words that were taken back wait for no answer. What is being said at this moment is waited for, and counted.
        _lock(thread)
        execute(_WAITING, tenant=tenant, id=thread.id)
    audit.record("message.remove", f"message:{message.id}", viewer.actor)
    _changed(viewer, thread, message, MessageRemoved)
    return queries.message_of(viewer, thread, message.id)


_WAITING = """
update threads t set unanswered = w.n, waiting_since = w.since from (
    select count(*) as n, min(m.at) as since from messages m
    where m.tenant_id = %(tenant)s and m.thread_id = %(id)s and m.side = 'client' and m.removed_at is null and m.seq > (
        select coalesce(max(s.seq), 0) from messages s
        where s.tenant_id = %(tenant)s and s.thread_id = %(id)s and s.side = 'seller' and not s.internal)
) w where t.tenant_id = %(tenant)s and t.id = %(id)s
"""


def mark_read(viewer: Viewer, thread_id: UUID, seq: int) -> bool:
    """Note that the viewer has read a thread up to a number, as the viewer counts. A mark never goes back: True when it went on.

    Raises NotFound.
    """
    thread = queries.access_thread(viewer, thread_id)
    column = queries.coordinate(viewer)
    marked = row(
        _READ.format(column=column, visible=queries.visible(viewer)),
        tenant=current_scope().tenant_id,
        mark=uuid7(),
        id=thread.id,
        person=viewer.actor,
        name=viewer.name,
        side=policies.side_of(viewer),
        to=seq,
        at=clock.now(),
    )
    if marked is None:
        return False
    if viewer.kind == "member":
        bump(thread.client_id, ROOM)
    who: dict[str, Any] = {"thread": thread.id, "who": viewer.actor}
    realtime.publish(_desk_rooms(thread), "thread.read", seq=marked.seq, **who)
    if marked.open_seq > marked.open_before:
        # Reading a note between staff is no news to the client.
        realtime.publish(_client_rooms(thread), "thread.read", seq=marked.open_seq, **who)
    return True


def typing(viewer: Viewer, thread_id: UUID, *, internal: bool = False) -> None:
    """Tell whoever has the thread open that the viewer is writing in it. Raises NotFound, Forbidden, TooMany."""
    policies.require_write(viewer, internal=internal)
    thread = queries.access_thread(viewer, thread_id)
    limits.spend("typing", viewer.actor, HINTS, MESSAGES_WINDOW, told=unsaid("That is faster than anybody types."))
    rooms = _desk_rooms(thread) if internal else (*_desk_rooms(thread), *_client_rooms(thread))
    realtime.hint(rooms, "typing", thread=thread.id, who=viewer.actor)


def begin_reading(client_id: UUID, member_id: UUID) -> None:
    """What was said before a member joined is not new to them."""
    execute(
        "insert into thread_reads (tenant_id, thread_id, person, person_name, side, seq, open_seq, opened, at)"
        " select t.tenant_id, t.id, %(person)s, m.name, 'client', t.last_seq, t.open_seq, false, %(at)s from threads t"
        " join members m on m.tenant_id = t.tenant_id and m.id = %(member)s"
        " where t.tenant_id = %(tenant)s and t.client_id = %(client)s on conflict (tenant_id, thread_id, person) do nothing",
        tenant=current_scope().tenant_id,
        client=client_id,
        member=member_id,
        person=f"member:{member_id}",
        at=clock.now(),
    )


def follow_orders(client_id: UUID) -> None:
    """Threads of orders that went to this client go with them."""
    execute(
        "update threads t set client_id = o.client_id from orders o where t.tenant_id = %(tenant)s and o.tenant_id = %(tenant)s"
        " and o.id = t.order_id and o.client_id = %(client)s and t.client_id <> o.client_id",
        tenant=current_scope().tenant_id,
        client=client_id,
    )
    bump(client_id, ROOM)


def _spend(viewer: Viewer) -> None:
    limits.spend(
        "message", viewer.actor, MESSAGES, MESSAGES_WINDOW, told=unsaid("You have sent very many messages just now.")
    )


def _lock(thread: Thread) -> None:
    parameters = {"tenant": current_scope().tenant_id, "id": thread.id}
    if row(_LOCK, **parameters) is None:
        execute(_BEGIN, client=thread.client_id, kind=thread.kind, order=thread.order_id, **parameters)
        row(_LOCK, **parameters)


def _said_before(viewer: Viewer, thread: Thread, key: str, said: str) -> Message:
    before = queries.message_under(viewer, thread, key)
    assert before is not None
    if before.text != said and before.edited_at is None and before.removed_at is None:
        raise Refused(
            "key_used", "Another message was sent under this key. Load the page again.", pointer="key", status=409
        )
    return before


def _own(viewer: Viewer, thread_id: UUID, message_id: UUID) -> tuple[Thread, Message]:
    thread = queries.access_thread(viewer, thread_id)
    message = queries.message_of(viewer, thread, message_id, lock=True)
    policies.require_own(
        viewer, author=message.author, at=message.at, removed=message.removed_at is not None, now=clock.now()
    )
    return thread, message


def _changed(viewer: Viewer, thread: Thread, message: Message, kind: type[MessageChanged | MessageRemoved]) -> None:
    if not message.internal:
        bump(thread.client_id, ROOM)
    record(kind(**_about(viewer, thread, message.id, message.internal)))
    _tell(thread, kind.name, message.id, message.internal)


def _about(viewer: Viewer, thread: Thread, message_id: UUID, internal: bool) -> dict[str, Any]:
    return {
        "subject": f"thread:{thread.id}",
        "actor": viewer.actor,
        "message": str(message_id),
        "client": str(thread.client_id),
        "order": str(thread.order_id) if thread.order_id else None,
        "internal": internal,
    }


def _client_rooms(thread: Thread) -> tuple[str, ...]:
    return realtime.client_rooms(thread.client_id, thread.orderer)


def _desk_rooms(thread: Thread) -> tuple[str, ...]:
    return realtime.desk_rooms(thread.assignee) if thread.order_id else desk_of_client(thread.client_id)


def _tell(
    thread: Thread,
    name: str,
    message_id: UUID,
    internal: bool,
    *,
    about: Mapping[str, Any] = NOTHING,
    seq: int | None = None,
    open_seq: int | None = None,
) -> None:
    """Each side is told in its own counting; what is internal is told to the desk alone."""
    ids: dict[str, Any] = {"thread": thread.id, "message": message_id, **about}
    realtime.publish(_desk_rooms(thread), name, internal=internal, **ids, **({"seq": seq} if seq else {}))
    if not internal:
        realtime.publish(_client_rooms(thread), name, **ids, **({"seq": open_seq} if open_seq else {}))
