"""Reading conversations. ``access_thread`` is the only way to one, ``list_threads`` and ``inbox`` the ways to many; all take the viewer.

A member counts in ``open_seq``, staff in ``seq`` (see ``models.Thread``): ``coordinate`` says which. Where nobody has written yet there is no row,
and a thread is read as an empty one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from commerce.orders.page import HistoryEntry, OrderPage
from foundation.db import row
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config import thaw_pipeline
from portal_config.compiled import Pipeline
from workspace.conversations import policies

PAGE = 50
LARGEST_PAGE = 200
HISTORY = 100
"""How many happenings of an order are told beside its messages, the latest first."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation that the viewer reads. ``orderer``: the member who placed the order; ``assignee``: the staff person whose
    it is; ``number`` and ``title`` are the order's, empty for a client's own thread. ``last`` is the number of the latest message in the viewer's counting, 0 where nothing was said."""

    id: UUID
    kind: str
    client_id: UUID
    client_name: str
    order_id: UUID | None
    orderer: UUID | None
    assignee: UUID | None
    number: str
    title: str
    last: int


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said. ``seq`` counts as the viewer counts; ``at`` is the tenant's time, UTC; ``files`` how many are attached."""

    id: UUID
    seq: int
    author: str
    author_name: str
    side: str
    text: str
    internal: bool
    files: int
    at: datetime
    edited_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Read:
    """How far somebody has read, in the viewer's counting."""

    person: str
    name: str
    side: str
    seq: int


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Some messages of a thread, oldest first, with what happened to its order between them.

    ``read_to`` is how far the viewer has read, ``unread`` how many messages of others came after it. ``earlier``: there are older ones;
    ``later``: newer ones than were asked for. ``context`` is the message before the first one, for whoever goes on from there.
    """

    thread: Thread
    messages: tuple[Message, ...]
    reads: tuple[Read, ...]
    read_to: int
    unread: int
    earlier: bool
    later: bool
    may_write: bool
    history: tuple[HistoryEntry, ...]
    pipeline: Pipeline | None
    context: Message | None = None


def coordinate(viewer: Viewer) -> str:
    """The column a viewer counts messages in."""
    return "seq" if viewer.kind == "staff" else "open_seq"


def visible(viewer: Viewer, prefix: str = "m.") -> str:
    """A condition on messages that the viewer may know of."""
    return "true" if viewer.kind == "staff" else f"not {prefix}internal"


def reached(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """A statement's part: the thread ``%(id)s`` about an order or a client, where the viewer reaches it. Raises NotFound for who reads none."""
    orders, parameters = policies.reach_orders(viewer)
    clients, more = policies.reach_clients(viewer)
    # `is true` keeps the condition out of the choice of an index.
    return (
        "select o.id, 'order' as kind, o.client_id, c.name as client_name, o.id as order_id, o.member_id, o.assignee_id, o.number, o.title, o.pipeline_hash"  # noqa: S608
        " from orders o join clients c on c.tenant_id = o.tenant_id and c.id = o.client_id"
        f" where o.tenant_id = %(tenant)s and o.id = %(id)s and ({orders}) is true"
        " union all select c.id, 'client', c.id, c.name, null, null, null, '', '', null from clients c"
        f" where c.tenant_id = %(tenant)s and c.id = %(id)s and ({clients}) is true",
        parameters | more,
    )


def access_thread(viewer: Viewer, thread_id: UUID) -> Thread:
    """A thread that the viewer reads. Raises NotFound, the same for one that is missing, another client's or another tenant's."""
    source, parameters = reached(viewer)
    found = row(
        f"select {_THREAD}, coalesce(t.{_last(viewer)}, 0) as last from ({source}) x {_JOINED}",  # noqa: S608
        tenant=current_scope().tenant_id,
        id=thread_id,
        **parameters,
    )
    if found is None:
        raise NotFound()
    return Thread(*found)


def thread_page(
    viewer: Viewer,
    thread_id: UUID,
    *,
    before: int | None = None,
    after: int | None = None,
    told_after: int = 0,
    limit: int = PAGE,
    order: OrderPage | None = None,
) -> ThreadPage:
    """Some messages of a thread with all that stands around them, in one statement: the latest, those ``before`` a number, or those ``after`` one.

    ``told_after``: what happened to the order up to this number of its history was told already. ``order``: the order's page where it has been read
    anyway; its history is not read again. Raises NotFound as ``access_thread`` does.
    """
    source, parameters = reached(viewer)
    size = max(1, min(limit, LARGEST_PAGE))
    column, scope = coordinate(viewer), current_scope()
    bound, direction, most = "true", "desc", size + 1
    if after is not None:
        bound, direction, most = f"m.{column} >= %(after)s", "asc", size + 2
    elif before is not None:
        bound, most = f"m.{column} <= %(before)s", size + 2
    history = _NO_HISTORY if order is not None else _HISTORY
    found = row(
        f"select {_THREAD}, coalesce(t.{_last(viewer)}, 0) as last, coalesce(t.unanswered, 0) as unanswered,"  # noqa: S608
        f" {_MESSAGES.format(column=column, visible=visible(viewer), bound=bound, direction=direction)},"
        f" {_READS.format(column=column)}, {history} from ({source}) x {_JOINED}",
        tenant=scope.tenant_id,
        portal=scope.portal_id,
        id=thread_id,
        before=before,
        after=after,
        told=told_after,
        seller=viewer.kind == "staff",  # whose an order is, is the seller's own matter
        happenings=HISTORY,
        most=most,
        **parameters,
    )
    if found is None:
        raise NotFound()
    thread = Thread(*found[: len(_FIELDS)])
    messages = [_message(one) for one in found.messages]
    mine = next((one for one in found.reads if one[0] == viewer.actor), None)
    context, earlier, later = None, False, False
    if after is not None:
        if messages and messages[0].seq <= after:
            context = messages.pop(0)
        later = len(messages) > size
        messages = messages[:size]
    else:
        if before is not None and messages and messages[-1].seq >= before:
            context = messages.pop()
        earlier = len(messages) > size
        messages = messages[-size:]
    return ThreadPage(
        thread=thread,
        messages=tuple(messages),
        reads=tuple(Read(*one[:4]) for one in found.reads if one[0] != viewer.actor and one[5]),
        read_to=mine[3] if mine else 0,
        unread=_unread(viewer, thread.last, mine, found.unanswered),
        earlier=earlier,
        later=later,
        may_write=policies.may_write(viewer),
        history=_history(order, found, told_after),
        pipeline=_pipeline(order, found),
        context=context,
    )


def lines_page(
    viewer: Viewer, thread_id: UUID, *, before: int | None, after: int | None, told: int | None
) -> ThreadPage:
    """What an open page asks for: the messages ``before`` a number, or else those ``after`` one together with what has happened since ``told``.
    Raises NotFound as ``access_thread`` does."""
    onwards = None if before is not None else after or 0
    return thread_page(viewer, thread_id, before=before, after=onwards, told_after=told or 0)


def one_message(viewer: Viewer, thread_id: UUID, message_id: UUID) -> tuple[Thread, Message]:
    """A message of a thread that the viewer reads. Raises NotFound; a note between staff is not there for a member."""
    thread = access_thread(viewer, thread_id)
    return thread, message_of(viewer, thread, message_id)


def message_of(viewer: Viewer, thread: Thread, message_id: UUID, *, lock: bool = False) -> Message:
    """A message of a thread that was found for this viewer; ``lock`` holds it until the transaction ends. Raises NotFound."""
    found = row(
        f"select {_COLUMNS.format(column=coordinate(viewer))} from messages m where m.tenant_id = %(tenant)s"  # noqa: S608
        f" and m.thread_id = %(thread)s and m.id = %(id)s and {visible(viewer)}" + (" for update" if lock else ""),
        tenant=current_scope().tenant_id,
        thread=thread.id,
        id=message_id,
    )
    if found is None:
        raise NotFound()
    return Message(*found)


def message_under(viewer: Viewer, thread: Thread, key: str) -> Message | None:
    """What the viewer has said in the thread under this key, or None."""
    found = row(
        f"select {_COLUMNS.format(column=coordinate(viewer))} from messages m where m.tenant_id = %(tenant)s"  # noqa: S608
        " and m.thread_id = %(thread)s and m.author = %(author)s and m.key = %(key)s",
        tenant=current_scope().tenant_id,
        thread=thread.id,
        author=viewer.actor,
        key=key,
    )
    return Message(*found) if found else None


_FIELDS = ("id", "kind", "client_id", "client_name", "order_id", "member_id", "assignee_id", "number", "title", "last")
_THREAD = ", ".join(f"x.{field}" for field in _FIELDS[:-1])
_JOINED = "left join threads t on t.tenant_id = %(tenant)s and t.id = x.id"
_COLUMNS = (
    "m.id, m.{column}, m.author, m.author_name, m.side, m.text, m.internal, m.files, m.at, m.edited_at, m.removed_at"
)
_MESSAGES = (
    f"(select coalesce(json_agg(json_build_array({_COLUMNS}) order by m.seq), '[]') from"  # noqa: S608
    " (select * from messages m where m.tenant_id = %(tenant)s and m.thread_id = x.id and {visible} and {bound}"
    " order by m.{column} {direction} limit %(most)s) m) as messages"
)
_READS = (
    "(select coalesce(json_agg(json_build_array(r.person, r.person_name, r.side, r.{column}, r.own_after, r.opened) order by r.at), '[]')"
    " from thread_reads r where r.tenant_id = %(tenant)s and r.thread_id = x.id) as reads"
)
_HISTORY = (
    "(select json_agg(json_build_array(h.seq, h.at, h.actor, h.actor_name, h.kind, h.from_state, h.to_state, h.from_status, h.to_status,"
    " h.note) order by h.seq) from (select * from order_history h where h.tenant_id = %(tenant)s and h.order_id = x.order_id"
    " and h.seq > %(told)s and (%(seller)s or h.kind <> 'assigned') order by h.seq desc limit %(happenings)s) h) as history,"
    " (select b.content from blobs b where b.portal_id = %(portal)s and b.hash = x.pipeline_hash) as pipeline"
)
_NO_HISTORY = "null as history, null as pipeline"


def _last(viewer: Viewer) -> str:
    return "last_seq" if viewer.kind == "staff" else "open_seq"


def _unread(viewer: Viewer, last: int, mine: Sequence[Any] | None, unanswered: int) -> int:
    if mine is not None:
        return max(0, last - int(mine[3]) - int(mine[4]))
    # Staff who never opened a thread are waited for where the client is; a member's first sight of a thread is all new.
    return unanswered if viewer.kind == "staff" else last


def _message(one: Sequence[Any]) -> Message:
    """A message from its row as JSON; one that says as little as most do is made once and then kept."""
    return _kept_message(*one) if len(one[5]) <= KEPT_TEXT else _made_message(*one)


def _made_message(
    message_id: str,
    seq: int,
    author: str,
    author_name: str,
    side: str,
    text: str,
    internal: bool,
    files: int,
    at: str,
    edited_at: str | None,
    removed_at: str | None,
) -> Message:
    return Message(
        UUID(message_id),
        seq,
        author,
        author_name,
        side,
        text,
        internal,
        files,
        datetime.fromisoformat(at),
        datetime.fromisoformat(edited_at) if edited_at else None,
        datetime.fromisoformat(removed_at) if removed_at else None,
    )


KEPT_TEXT = 500
_kept_message = lru_cache(maxsize=8_192)(_made_message)


def _history(order: OrderPage | None, found: Any, told_after: int) -> tuple[HistoryEntry, ...]:
    if order is not None:
        return tuple(entry for entry in order.history[-HISTORY:] if entry.seq > told_after)
    return tuple(
        HistoryEntry(one[0], datetime.fromisoformat(one[1]), *one[2:]) for one in found.history or () if one is not None
    )


def _pipeline(order: OrderPage | None, found: Any) -> Pipeline | None:
    if order is not None:
        return order.pipeline
    return thaw_pipeline(found.pipeline) if found.pipeline else None
