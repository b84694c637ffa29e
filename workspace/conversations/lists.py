"""Many conversations at once: a client's list, the desk's inbox, and how much of it is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.clients.viewer import bring
from commerce.orders.policies import sees_whole_client
from foundation.db import containing, row, rows
from foundation.db.keyset import bad_cursor, read_cursor, write_cursor
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from workspace.conversations import policies

PAGE = 25
LARGEST_PAGE = 100
RECENT = 500
"""Lists and counts look at this many threads, those with the latest words, so that they cost the same with any number. Older ones are found from
their order or client."""
SEARCH_LENGTH = 100


@dataclass(frozen=True, slots=True)
class ThreadSummary:
    """A conversation as a row of a list. ``at`` is when something was last said, None where nothing was; ``unread`` counts for the viewer;
    ``unanswered`` and ``waiting_since``: what the client said since the seller answered. ``assignee_id`` is whose the order is; ``mine``: the viewer
    has written here, has the order, or nobody has it. ``text`` is empty for a message that was taken back or
    only brought ``files``."""

    id: UUID
    kind: str
    client_id: UUID
    client_name: str
    order_id: UUID | None
    number: str
    title: str
    status_kind: str
    at: datetime | None
    unread: int
    unanswered: int
    waiting_since: datetime | None
    text: str
    author: str
    author_name: str
    side: str
    internal: bool
    files: int
    removed: bool
    assignee_id: UUID | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Threads:
    """One page of a list. ``next`` is opaque text for the call that goes on, None at the end."""

    threads: tuple[ThreadSummary, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """How many threads have something new for the viewer, and how many messages that is."""

    threads: int
    messages: int


def list_threads(viewer: Viewer, *, search: str = "", cursor: str | None = None, limit: int = PAGE) -> Threads:
    """The viewer's conversations in one statement: with the client as a whole first, then what has something new, then by the latest word.

    ``search`` finds orders by number and title, also those about which nobody has written. Raises NotFound for somebody who reads none, Refused
    ``bad_cursor``.
    """
    if needle := " ".join(search.split())[:SEARCH_LENGTH]:
        return _searched(viewer, needle, limit)
    found = _page(viewer, cursor, limit, first_client=viewer.kind == "member")
    if (
        viewer.kind != "member"
        or cursor
        or not sees_whole_client(viewer)
        or any(one.kind == "client" for one in found.threads)
    ):
        return found
    return Threads((_empty(viewer), *found.threads), found.next)


def inbox(viewer: Viewer, *, mine: bool, cursor: str | None = None, limit: int = PAGE) -> Threads:
    """The staff's conversations in one statement: what is new to the viewer first, then by the latest word. ``mine``: not those of orders that
    somebody else has, unless the viewer has written in them. Raises NotFound for somebody who is not staff or reads no orders, Refused ``bad_cursor``."""
    if viewer.kind != "staff":
        raise NotFound()
    return _page(viewer, cursor, limit, mine=mine)


def unread_counts(viewer: Viewer) -> Unread:
    """How much is new to the viewer, in one statement. Nothing for somebody who reads no conversation."""
    try:
        source, parameters = recent(viewer)
    except NotFound:
        return Unread(0, 0)
    found = row(
        f"select count(*) filter (where x.unread > 0) as threads, coalesce(sum(x.unread), 0)::bigint as messages from ({source}) x",  # noqa: S608
        **parameters,
    )
    assert found is not None
    return Unread(*found)


def unread_threads(viewer: Viewer, figures: Mapping[str, Any]) -> int:
    """How many threads have something new for a member, from what came with the viewer."""
    known = figures.get(FIGURE) or {}
    return int(known.get("company" if sees_whole_client(viewer) else "own") or 0)


def _page(viewer: Viewer, cursor: str | None, limit: int, *, first_client: bool = False, mine: bool = False) -> Threads:
    source, parameters = recent(viewer)
    size = max(1, min(limit, LARGEST_PAGE))
    order = "(x.kind = 'client' and %(client_first)s)::int"
    conditions = ["true"]
    if mine:
        conditions.append("x.mine")
    if cursor:
        conditions.append(f"({order}, (x.unread > 0)::int, x.at, x.id) < (%(first)s, %(new)s, %(at)s, %(after)s)")
        parameters |= _read_cursor(cursor)
    found = rows(
        f"select {_SHOWN} from ({source}) x {_LATEST}"  # noqa: S608
        f" where {' and '.join(conditions)} order by {order} desc, (x.unread > 0)::int desc, x.at desc, x.id desc limit %(limit)s",
        limit=size + 1,
        client_first=first_client,
        **parameters,
    )
    threads = tuple(ThreadSummary(*one) for one in found[:size])
    return Threads(threads, _cursor(threads[-1], first_client=first_client) if len(found) > size else None)


def recent(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """A statement's part: the viewer's threads with the latest words, each with what is new in it."""
    orders, parameters = policies.reach_orders(viewer)
    clients, more = policies.reach_clients(viewer)
    staff = viewer.kind == "staff"
    at, message = ("last_at", "last_message_id") if staff else ("open_at", "open_message_id")
    narrowed = "" if staff else " and t.client_id = %(client)s"
    return (
        f"select t.id, t.kind, t.client_id, c.name as client_name, t.order_id, o.number, o.title, o.status_kind, t.{at} as at,"  # noqa: S608
        f" {_unread(staff)} as unread, t.unanswered, t.waiting_since, t.{message} as message, o.assignee_id, (coalesce(r.wrote, false) or o.assignee_id is null or o.assignee_id = %(me)s) as mine"
        f" from (select * from threads t where t.tenant_id = %(tenant)s{narrowed} and t.{at} is not null"
        f" order by t.{at} desc, t.id desc limit {RECENT}) t"
        " cross join lateral (select * from clients c where c.tenant_id = t.tenant_id and c.id = t.client_id offset 0) c"
        " left join lateral (select * from orders o where o.tenant_id = t.tenant_id and o.id = t.order_id offset 0) o on true"
        " left join lateral (select * from thread_reads r where r.tenant_id = t.tenant_id and r.thread_id = t.id"
        " and r.person = %(person)s offset 0) r on true"
        f" where (t.kind = 'order' and ({orders})) or (t.kind = 'client' and ({clients}))",
        {
            "tenant": current_scope().tenant_id,
            "person": viewer.actor,
            "me": viewer.staff_id,
            "client": viewer.client_id,
        }
        | parameters
        | more,
    )


def _unread(staff: bool) -> str:
    if staff:
        return "case when r.id is null then t.unanswered else greatest(0, t.last_seq - r.seq - r.own_after) end"
    return "greatest(0, t.open_seq - coalesce(r.open_seq + r.own_after, 0))"


FIGURE = "unread_threads"
# Both answers, for at this point nobody knows yet how far the member may read.
bring(
    FIGURE,
    "select jsonb_build_object('company', count(*), 'own', count(*) filter (where o.member_id = m.id))"  # noqa: S608
    " from (select t.id, t.order_id, t.open_seq from threads t where t.tenant_id = %(tenant)s and t.client_id = c.id and t.open_at is not null"
    f" order by t.open_at desc, t.id desc limit {RECENT}) t"
    " left join thread_reads r on r.tenant_id = %(tenant)s and r.thread_id = t.id and r.person = 'member:' || m.id"
    " left join orders o on o.tenant_id = %(tenant)s and o.id = t.order_id"
    " where t.open_seq > coalesce(r.open_seq + r.own_after, 0)",
)

# The latest message is looked up for each thread: the planner cannot know how few these are, and would read every message of the tenant to join them.
_LATEST = "left join lateral (select * from messages m where m.tenant_id = %(tenant)s and m.id = x.message offset 0) m on true"
_SHOWN = (
    "x.id, x.kind, x.client_id, x.client_name, x.order_id, coalesce(x.number, '') as number, coalesce(x.title, '') as title,"
    " coalesce(x.status_kind, '') as status_kind, x.at, x.unread, x.unanswered, x.waiting_since, coalesce(left(m.text, 300), '') as text,"
    " coalesce(m.author, '') as author, coalesce(m.author_name, '') as author_name, coalesce(m.side, '') as side,"
    " coalesce(m.internal, false) as internal, coalesce(m.files, 0) as files, m.removed_at is not null as removed, x.assignee_id, x.mine"
)


def _searched(viewer: Viewer, needle: str, limit: int) -> Threads:
    condition, parameters = policies.reach_orders(viewer)
    staff = viewer.kind == "staff"
    at, message = ("last_at", "last_message_id") if staff else ("open_at", "open_message_id")
    by_client = " or c.name ilike %(needle)s" if staff else ""
    found = rows(
        f"select {_SHOWN} from (select o.id, 'order' as kind, o.client_id, c.name as client_name, o.id as order_id, o.number, o.title,"  # noqa: S608
        f" o.status_kind, t.{at} as at, case when t.id is null then 0 else {_unread(staff)} end as unread,"
        f" coalesce(t.unanswered, 0) as unanswered, t.waiting_since, t.{message} as message, o.placed_at, o.assignee_id,"
        " (coalesce(r.wrote, false) or o.assignee_id is null or o.assignee_id = %(me)s) as mine"
        " from orders o join clients c on c.tenant_id = o.tenant_id and c.id = o.client_id"
        " left join threads t on t.tenant_id = o.tenant_id and t.id = o.id"
        " left join thread_reads r on r.tenant_id = o.tenant_id and r.thread_id = o.id and r.person = %(person)s"
        f" where o.tenant_id = %(tenant)s and {condition} and (o.number ilike %(needle)s or o.title ilike %(needle)s{by_client})"
        " order by o.placed_at desc, o.id desc limit %(limit)s) x left join messages m on m.tenant_id = %(tenant)s and m.id = x.message"
        " order by (x.unread > 0)::int desc, x.at desc nulls last, x.placed_at desc, x.id desc",
        tenant=current_scope().tenant_id,
        person=viewer.actor,
        me=viewer.staff_id,
        needle=containing(needle),
        limit=max(1, min(limit, LARGEST_PAGE)),
        **parameters,
    )
    return Threads(tuple(ThreadSummary(*one) for one in found), None)


def _empty(viewer: Viewer) -> ThreadSummary:
    """The thread of the viewer's company before anybody has written in it."""
    assert viewer.client_id is not None
    values: dict[str, Any] = {"id": viewer.client_id, "kind": "client", "client_id": viewer.client_id}
    blank = {
        "order_id": None,
        "assignee_id": None,
        "at": None,
        "waiting_since": None,
        "unread": 0,
        "unanswered": 0,
        "files": 0,
    }
    flags = {"internal": False, "removed": False, "mine": True}
    texts = {field.name: "" for field in fields(ThreadSummary)}
    return ThreadSummary(**{**texts, **blank, **flags, **values, "client_name": viewer.client_name})


def _cursor(last: ThreadSummary, *, first_client: bool) -> str:
    assert last.at is not None
    return write_cursor(
        int(first_client and last.kind == "client"), int(last.unread > 0), last.at.isoformat(), str(last.id)
    )


def _read_cursor(cursor: str) -> dict[str, Any]:
    try:
        first, new, at, after = read_cursor(cursor)
        instant = datetime.fromisoformat(at)
        if first not in (0, 1) or new not in (0, 1) or instant.tzinfo is None:
            raise ValueError(cursor)
        return {"first": int(first), "new": int(new), "at": instant, "after": UUID(after)}
    except (ValueError, TypeError, AttributeError):
        raise bad_cursor() from None
