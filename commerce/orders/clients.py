"""Clients with what they ordered and owe, for staff: the list of them, and the figures of one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from commerce.clients.policies import reads_every_client
from foundation.db import containing, row, rows
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope

Sort = Literal["name", "newest", "ordered"]
COUNT_LIMIT = 99
SEARCH_LENGTH = 100

_ORDERS = {
    "name": "lower(c.name), c.id",
    "newest": "c.created_at desc, c.id",
    "ordered": "last.placed_at desc nulls last, lower(c.name), c.id",
}


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client of the list. ``members`` are those with access or invited; ``open`` is at most ``COUNT_LIMIT`` + 1; times are the tenant's."""

    id: UUID
    name: str
    number: str | None
    state: str
    created_at: datetime
    members: int
    open: int
    last_at: datetime | None
    last_number: str | None
    last_title: str | None


@dataclass(frozen=True, slots=True)
class Owed:
    """What is not paid yet in one currency, in minor units; ``announced`` is the part whose transfer is on its way."""

    currency: str
    minor: int
    announced: int
    orders: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a client has with the seller. ``open`` and ``all`` count orders."""

    open: int
    all: int
    last_at: datetime | None
    owed: tuple[Owed, ...]


def client_list(
    viewer: Viewer,
    *,
    search: str = "",
    state: str = "",
    among: Collection[UUID] | None = None,
    sort: Sort = "name",
    page: int = 1,
    limit: int = 50,
) -> tuple[tuple[ClientRow, ...], bool]:
    """One page of the clients, and whether another follows, in one statement. Without ``state`` all but closed ones; ``among``: only these; ``search`` finds text
    in name and number, and in the names and addresses of members. Raises NotFound for staff who do not read every client."""
    if not reads_every_client(viewer):
        raise NotFound()
    conditions = ["c.tenant_id = %(tenant)s", "c.state = %(state)s" if state else "c.state <> 'closed'"]
    needle = " ".join(search.split())[:SEARCH_LENGTH]
    if needle:
        conditions.append(
            "(c.name ilike %(needle)s or c.number ilike %(needle)s or exists (select 1 from members m where m.tenant_id = c.tenant_id"
            " and m.client_id = c.id and (m.name ilike %(needle)s or m.email ilike %(needle)s)))"
        )
    if among is not None:
        conditions.append("c.id = any(%(among)s)")
    found = rows(
        "select c.id, c.name, c.number, c.state, c.created_at,"  # noqa: S608 - fixed fragments, values as parameters
        " (select count(*) from members m where m.tenant_id = c.tenant_id and m.client_id = c.id and m.state <> 'disabled') as members,"
        " (select count(*) from (select 1 from orders o where o.tenant_id = c.tenant_id and o.client_id = c.id and o.status_kind in"
        f" ('open', 'active', 'waiting_client') order by o.placed_at limit {COUNT_LIMIT + 1}) x) as open,"
        " last.placed_at, last.number as last_number, last.title from clients c"
        " left join lateral (select o.placed_at, o.number, o.title from orders o where o.tenant_id = c.tenant_id and o.client_id = c.id"
        " order by o.placed_at desc, o.id desc limit 1) last on true"
        f" where {' and '.join(conditions)} order by {_ORDERS[sort]} limit %(limit)s offset %(offset)s",
        tenant=current_scope().tenant_id,
        state=state,
        needle=containing(needle),
        among=list(among or ()),
        limit=limit + 1,
        offset=(page - 1) * limit,
    )
    return tuple(ClientRow(*one) for one in found[:limit]), len(found) > limit


def client_figures(viewer: Viewer, client_id: UUID) -> Figures:
    """What one client ordered and owes, in one statement. Raises NotFound for staff who do not read every client."""
    if not reads_every_client(viewer):
        raise NotFound()
    found = row(
        "select count(*) filter (where o.status_kind in ('open', 'active', 'waiting_client')) as open, count(*) as every,"
        " max(o.placed_at) as last_at, (select coalesce(jsonb_agg(jsonb_build_array(x.currency, x.minor, x.announced, x.orders)"
        " order by x.currency), '[]') from (select p.currency, sum(p.gross_minor) as minor,"
        " coalesce(sum(p.gross_minor) filter (where p.payment_state = 'pending'), 0) as announced, count(*) as orders from orders p"
        " where p.tenant_id = %(tenant)s and p.client_id = %(client)s and p.payment_state in ('unpaid', 'pending')"
        " and p.state <> 'cancelled' group by p.currency) x) as owed"
        " from orders o where o.tenant_id = %(tenant)s and o.client_id = %(client)s",
        tenant=current_scope().tenant_id,
        client=client_id,
    )
    assert found is not None
    return Figures(found.open, found.every, found.last_at, tuple(Owed(*one) for one in found.owed))
