"""Reading orders. ``access_order`` is the only way to one order, ``list_orders`` the only way to many; both take the viewer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from commerce.clients.person import fills
from commerce.orders import policies
from foundation.db import containing, row, rows
from foundation.db.keyset import Sorting, walk
from foundation.errors import NotFound, Refused
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope

View = Literal["open", "waiting_for_you", "done", "all"]
Sort = Literal["newest", "oldest", "due"]
Assignee = UUID | Literal["nobody"]

PAGE = 25
LARGEST_PAGE = 100
COUNT_LIMIT = 99
"""Counts stop here, so that they cost the same with any number of orders; a face writes ``99+``."""
SEARCH_LENGTH = 100

_OPEN = "o.status_kind in ('open', 'active', 'waiting_client')"
# What was cancelled is not done: it stands among all of them.
_DONE = "o.status_kind = 'done'"
_OWED = "o.payment_state in ('unpaid', 'pending') and o.state <> 'cancelled'"
# What a client is asked for: an answer the pipeline waits for, or a payment the order waits for.
_CLIENT_WAITS = "(o.status_kind = 'waiting_client' or (o.state = 'submitted' and o.payment_state = 'unpaid'))"
# What staff are asked for: orders nobody has begun.
_STAFF_WAITS = "o.status_kind = 'open'"


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order as stored; ``assignee_id`` is the staff person whose it is. Amounts are minor units of ``currency``, times the tenant's, UTC; ``number`` is what people call it."""

    id: UUID
    number: str
    client_id: UUID
    member_id: UUID | None
    placed_by: str
    contact_name: str
    contact_email: str
    title: str
    state: str
    status: str
    status_kind: str
    status_name: str
    status_since: datetime
    status_due_at: datetime | None
    pipeline: str
    pipeline_hash: str
    revision_ref: str
    currency: str
    net_minor: int
    tax_minor: int
    gross_minor: int
    po_number: str
    note: str
    terms: list[dict[str, str]]
    terms_accepted_at: datetime | None
    source: str
    payment_state: str
    payment_method: str
    due_at: datetime | None
    placed_at: datetime
    completed_at: datetime | None
    version: int
    assignee_id: UUID | None


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order as a row of a list or a card of a board. ``client_name`` is for staff."""

    id: UUID
    number: str
    title: str
    state: str
    status: str
    status_name: str
    status_kind: str
    payment_state: str
    payment_method: str
    currency: str
    gross_minor: int
    po_number: str
    due_at: datetime | None
    placed_at: datetime
    version: int
    client_id: UUID
    client_name: str
    contact_name: str
    member_id: UUID | None
    status_due_at: datetime | None
    due_rank: int
    assignee_id: UUID | None

    @property
    def expected_at(self) -> datetime | None:
        """When the next step is due: the client's answer where one is waited for, else the order."""
        return self.status_due_at if self.status_kind == "waiting_client" and self.status_due_at else self.due_at


@dataclass(frozen=True, slots=True)
class Page:
    """Some orders and where to go on. Cursors are opaque text for the next call; None: there is nothing there."""

    orders: tuple[OrderSummary, ...]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many orders each view has, at most ``COUNT_LIMIT`` + 1. ``beside`` are what rooms above count in the same statement."""

    open: int
    waiting_for_you: int
    all: int
    beside: Mapping[str, int] = field(default_factory=dict)


COLUMNS = ", ".join(f"o.{field.name}" for field in fields(OrderRecord))
SUMMARY = ", ".join(
    "c.name as client_name" if field.name == "client_name" else f"o.{field.name}" for field in fields(OrderSummary)
)
JOINED = "orders o join clients c on c.tenant_id = o.tenant_id and c.id = o.client_id"


def access_order(viewer: Viewer, number: str, *, lock: bool = False) -> OrderRecord:
    """The order of this number, when the viewer may read it; ``lock`` holds it until the transaction ends. Raises NotFound, the same for an
    order that is missing, another client's or another tenant's."""
    condition, parameters = policies.reach(viewer)
    if not number or len(number) > SEARCH_LENGTH:
        raise NotFound()
    found = row(
        f"select {COLUMNS} from orders o where o.tenant_id = %(tenant)s and o.number = %(number)s and ({condition}) is true"  # noqa: S608
        + (" for update" if lock else ""),
        tenant=current_scope().tenant_id,
        number=number,
        **parameters,
    )
    if found is None:
        raise NotFound()
    return OrderRecord(*found)


def order_number(viewer: Viewer, order_id: UUID) -> str:
    """What people call the order with this id, when the viewer may read it: for a link to it. Raises NotFound."""
    condition, parameters = policies.reach(viewer)
    found = row(
        f"select o.number from orders o where o.tenant_id = %(tenant)s and o.id = %(id)s and ({condition}) is true",  # noqa: S608
        tenant=current_scope().tenant_id,
        id=order_id,
        **parameters,
    )
    if found is None:
        raise NotFound()
    return str(found.number)


def lock_order(order_id: UUID) -> OrderRecord:
    """An order, held until the transaction ends, for a room above that acts on a right shown otherwise (a payment's capability). Never for a
    face. Raises NotFound."""
    found = row(
        f"select {COLUMNS} from orders o where o.tenant_id = %(tenant)s and o.id = %(id)s for update",  # noqa: S608
        tenant=current_scope().tenant_id,
        id=order_id,
    )
    if found is None:
        raise NotFound()
    return OrderRecord(*found)


def list_orders(
    viewer: Viewer,
    *,
    view: View = "all",
    status: str | None = None,
    client: UUID | None = None,
    assignee: Assignee | None = None,
    search: str = "",
    sort: Sort = "newest",
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page:
    """One page of the orders a viewer may read, in one statement whose cost does not grow with their number (``search`` aside).

    ``status`` is a status id, ``client`` narrows what the viewer may read to one client, ``assignee`` to a staff person's orders or to those of
    ``nobody``; ``search`` finds text in number, PO number and title; ``cursor`` comes from a page with the same arguments.
    Raises NotFound for somebody who reads no orders, Refused ``bad_cursor``, ``bad_view``, ``bad_sort``.
    """
    condition, parameters = policies.reach(viewer)
    conditions = ["o.tenant_id = %(tenant)s", condition, _view(viewer, view)]
    if status:
        conditions.append("o.status = %(status)s")
        parameters["status"] = status[:SEARCH_LENGTH]
    if client is not None:
        conditions.append("o.client_id = %(of_client)s")
        parameters["of_client"] = client
    if assignee is not None:
        conditions.append(assigned(assignee, parameters))
    if needle := " ".join(search.split())[:SEARCH_LENGTH]:
        conditions.append(
            "(o.number ilike %(needle)s or o.po_number ilike %(needle)s or o.title ilike %(needle)s)"
            if viewer.kind == "member"
            else "(o.number ilike %(needle)s or o.po_number ilike %(needle)s or o.title ilike %(needle)s"
            " or c.name ilike %(needle)s)"
        )
        parameters["needle"] = containing(needle)
    if sort not in _SORTINGS:
        raise Refused("bad_sort", "Sort by newest, oldest or due.", pointer="sort", status=400)
    at = walk(_SORTINGS[sort], cursor)
    size = max(1, min(limit, LARGEST_PAGE))
    found = [
        OrderSummary(*one)
        for one in rows(
            f"select {SUMMARY} from {JOINED} where {' and '.join([*conditions, *at.conditions])}"  # noqa: S608 - fixed fragments, values as parameters
            f" order by {at.order} limit %(limit)s",
            tenant=current_scope().tenant_id,
            limit=size + 1,
            **parameters,
            **at.parameters,
        )
    ]
    return Page(*at.page(found, size, lambda order: (order.due_rank if sort == "due" else order.placed_at, order.id)))


_beside: dict[str, str] = {}


def count_beside(name: str, select: str) -> None:
    """Let a room above count something in the statement that every page of the desk asks: ``select`` gives one whole number for ``%(me)s``, the viewer as
    an actor. Raises ValueError for a name that is taken."""
    if _beside.setdefault(name, select) != select:
        raise ValueError(f"two rooms count {name}")


def beside() -> Mapping[str, str]:
    """What rooms above count, for a statement of theirs that takes the place of ``order_counts``: name → select, about ``%(me)s``."""
    return dict(sorted(_beside.items()))


def order_counts(viewer: Viewer) -> Counts:
    """How many orders each view holds, and what rooms above ``count_beside``, in one statement. Raises NotFound."""
    # The order makes the planner walk an index and stop; without it, it may read the whole table to find the first hundred.
    condition, parameters = policies.reach(viewer)
    views: tuple[View, ...] = ("open", "waiting_for_you", "all")
    counted = ", ".join(
        f"(select count(*) from (select 1 from orders o where o.tenant_id = %(tenant)s and {condition}"  # noqa: S608
        f" and {_view(viewer, view)} order by o.placed_at desc, o.id desc limit {COUNT_LIMIT + 1}) x) as {view}_count"
        for view in views
    )
    beside = "".join(f", ({select}) as {name}" for name, select in sorted(_beside.items()))
    found = row(f"select {counted}{beside}", tenant=current_scope().tenant_id, me=viewer.actor, **parameters)
    assert found is not None
    known = found._asdict()
    open_, waiting, every = (int(known[f"{view}_count"]) for view in views)
    return Counts(open_, waiting, every, {name: int(known[name]) for name in _beside})


@fills("client.orders", room="orders")
def orders_of_clients(clients: Collection[UUID]) -> Mapping[UUID, Decimal]:
    """How many orders each client has placed, cancelled ones aside; counted up to 10,000. One statement."""
    found = rows(
        "select c.id, (select count(*) from (select 1 from orders o where o.tenant_id = %(tenant)s and o.client_id = c.id"
        " and o.state <> 'cancelled' limit 10000) x) as orders from unnest(%(clients)s::uuid[]) c(id)",
        tenant=current_scope().tenant_id,
        clients=list(clients),
    )
    return {one.id: Decimal(one.orders) for one in found}


def waiting_for_you(viewer: Viewer, *, limit: int = 6) -> tuple[OrderSummary, ...]:
    """Orders that wait for the viewer's side, newest first: for members an answer or a payment, for staff a beginning. Raises NotFound."""
    return list_orders(viewer, view="waiting_for_you", limit=limit).orders


def payment_due(viewer: Viewer, *, limit: int = 6) -> tuple[OrderSummary, ...]:
    """Orders that are not paid, newest first; announced transfers are among them with ``payment_state`` ``pending``. Raises NotFound."""
    condition, parameters = policies.reach(viewer)
    found = rows(
        f"select {SUMMARY} from {JOINED} where o.tenant_id = %(tenant)s and {condition} and {_OWED}"  # noqa: S608
        " order by o.placed_at desc, o.id desc limit %(limit)s",
        tenant=current_scope().tenant_id,
        limit=max(1, min(limit, LARGEST_PAGE)),
        **parameters,
    )
    return tuple(OrderSummary(*one) for one in found)


def open_orders_touching(*, statuses: Collection[str] = (), services: Collection[str] = ()) -> dict[str, int]:
    """Open orders of the entered tenant by status and by service, for those that are asked about: what a change of the document would meet. It counts for
    whoever may build the portal, whatever orders they may read."""
    found = rows(
        f"select o.status as id, count(*) as n from orders o where o.tenant_id = %(tenant)s and {_OPEN}"  # noqa: S608 - fixed names
        " and o.status = any(%(statuses)s) group by o.status union all"
        " select l.service_id, count(distinct o.id) from orders o join order_lines l on l.tenant_id = o.tenant_id and l.order_id = o.id"
        f" where o.tenant_id = %(tenant)s and {_OPEN} and l.service_id = any(%(services)s) group by l.service_id",
        tenant=current_scope().tenant_id,
        statuses=list(statuses),
        services=list(services),
    )
    return {each.id: each.n for each in found}


def assigned(assignee: Assignee, parameters: dict[str, Any]) -> str:
    """A condition on whose the orders are; its value joins ``parameters``."""
    if assignee == "nobody":
        return "o.assignee_id is null"
    parameters["assignee"] = assignee
    return "o.assignee_id = %(assignee)s"


def _view(viewer: Viewer, view: str) -> str:
    conditions = {
        "all": "true",
        "open": _OPEN,
        "done": _DONE,
        "waiting_for_you": _STAFF_WAITS if viewer.kind == "staff" else _CLIENT_WAITS,
    }
    if view not in conditions:
        raise Refused(
            "bad_view", "Choose one of the lists: open, waiting for you, done, all.", pointer="view", status=400
        )
    return conditions[view]


_SORTINGS = {
    "newest": Sorting("newest", "o.placed_at", datetime, True, "o.id"),
    "oldest": Sorting("oldest", "o.placed_at", datetime, False, "o.id"),
    "due": Sorting("due", "o.due_rank", int, False, "o.id"),
}
