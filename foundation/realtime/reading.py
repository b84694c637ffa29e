"""What the hub asks the database, on a few connections of its own and on the event loop: never on a page's thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from foundation import clock
from foundation.db import connection_lost
from foundation.realtime.grant import Grant
from foundation.realtime.stream import Stream

MOST = 500
"""Entries of one room told one by one; whoever missed more is told to load the page again."""

CONNECTIONS = 3
OPTIONS = "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC"


@dataclass(frozen=True, slots=True)
class Heard:
    """A room as it is: its counter, and the entries after where the reader was, oldest first."""

    room: str
    last: int
    entries: tuple[Any, ...]


class Reader:
    """Reads entries behind the wall of their tenant, and whether rights still stand."""

    def __init__(self, dsn: str) -> None:
        self._pool = AsyncConnectionPool(
            dsn,
            min_size=1,
            max_size=CONNECTIONS,
            open=False,
            timeout=5,
            kwargs={
                "autocommit": True,
                "row_factory": namedtuple_row,
                "prepare_threshold": 0,
                "application_name": "portico live",
                "options": OPTIONS,
            },
        )

    async def open(self) -> None:
        await self._pool.open(wait=False)

    async def close(self) -> None:
        await self._pool.close(timeout=1)

    async def entries(self, portal_id: UUID, tenant_id: UUID, floors: Mapping[str, int | None]) -> list[Heard]:
        """Each room with what was told in it after its floor: one statement in one transaction of the tenant. A floor of None asks for the
        counter alone."""
        found = await self._ask(
            _ENTRIES,
            {
                "tenant": tenant_id,
                "rooms": list(floors),
                "floors": list(floors.values()),
                "most": MOST + 1,
            },
            enter=(str(portal_id), str(tenant_id)),
        )
        return list(_grouped(found))

    async def standing(self, streams: Sequence[Stream]) -> set[Stream]:
        """Those of ``streams`` whose right still stands."""
        at = clock.real_now()
        kept: set[Stream] = set()
        for kind, sql in _STANDING.items():
            asked = [stream for stream in streams if stream.grant.holder.kind == kind]
            if not asked:
                continue
            parameters = {
                "portals": [stream.grant.portal_id for stream in asked],
                "tenants": [stream.grant.tenant_id for stream in asked],
                "sessions": [stream.grant.holder.session for stream in asked],
                "at": at,
            }
            kept |= set(_unchanged(asked, await self._ask(sql, parameters), at))
        return kept

    async def served(self, portals: Sequence[UUID]) -> dict[UUID, UUID]:
        """Portal → the revision its live tenant serves."""
        found = await self._ask(
            "select portal_id, revision_id from served_revisions(%(portals)s)", {"portals": list(portals)}
        )
        return {one.portal_id: one.revision_id for one in found}

    async def _ask(self, sql: str, parameters: Mapping[str, Any], enter: tuple[str, str] | None = None) -> list[Any]:
        """Run one statement; again when a connection turns out to be lost, since after a restart of the server all of them are."""
        for attempt in range(CONNECTIONS + 1):
            try:
                return await self._once(sql, parameters, enter)
            except psycopg.Error as failure:
                if attempt == CONNECTIONS or isinstance(failure, PoolTimeout) or not connection_lost(failure):
                    raise
        raise AssertionError("unreachable")

    async def _once(self, sql: str, parameters: Mapping[str, Any], enter: tuple[str, str] | None) -> list[Any]:
        async with self._pool.connection() as connection:
            if enter is None:
                return await (await connection.execute(sql, parameters)).fetchall()
            # One round trip: begin, enter the tenant, read, commit.
            async with connection.pipeline(), connection.transaction():
                await connection.execute(_ENTER, enter)
                cursor = await connection.execute(sql, parameters)
                return await cursor.fetchall()


_ENTER = "select set_config('app.portal_id', %s, true) as portal, set_config('app.tenant_id', %s, true) as tenant"

_ENTRIES = """
select f.room, coalesce(r.seq, 0) as last, e.seq, e.name, e.body
from unnest(%(rooms)s::text[], %(floors)s::bigint[]) f(room, floor)
left join realtime_rooms r on r.tenant_id = %(tenant)s and r.room = f.room
left join lateral (
    select x.seq, x.name, x.body from realtime_entries x
    where x.tenant_id = %(tenant)s and x.room = f.room and x.seq > f.floor order by x.seq limit %(most)s
) e on true
order by f.room, e.seq
"""

# Whose right stands, asked for many at once. Sessions and seats of staff are outside the tenants' wall; the others are asked through functions.
_STANDING = {
    "member": "select n, member_id as id, access_version, seen_at"
    " from held_places(%(tenants)s::uuid[], %(sessions)s::bytea[], %(at)s)",
    "pass": "select n, member_id as id, access_version, seen_at"
    " from held_passes(%(portals)s::uuid[], %(tenants)s::uuid[], %(sessions)s::bytea[], %(at)s)",
    "staff": "select a.n, x.staff_id as id, s.access_version, x.seen_at"
    " from unnest(%(sessions)s::bytea[], %(portals)s::uuid[]) with ordinality a(session, portal, n)"
    " join staff_sessions x on x.id_hash = a.session and x.expires_at > %(at)s"
    " join staff p on p.id = x.staff_id and p.state = 'active'"
    " join seats s on s.staff_id = x.staff_id and s.portal_id = a.portal",
}


def _grouped(found: Sequence[Any]) -> Iterator[Heard]:
    for room, group in groupby(found, key=lambda one: one.room):
        rows = tuple(group)
        yield Heard(room, rows[0].last, tuple(one for one in rows if one.seq is not None))


def _unchanged(asked: Sequence[Stream], found: Sequence[Any], at: datetime) -> Iterator[Stream]:
    for one in found:
        stream = asked[one.n - 1]
        holder = stream.grant.holder
        same = (one.id, one.access_version) == (holder.id, holder.access_version)
        if same and at - one.seen_at <= max(holder.idle, timedelta(0)):
            yield stream


def live_revision(grant: Grant, served: Mapping[UUID, UUID]) -> bool:
    """Whether the document whose roles were asked is still the one that is served."""
    return grant.revision is None or served.get(grant.portal_id) == grant.revision
