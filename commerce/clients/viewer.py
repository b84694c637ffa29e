"""The viewer of a member's session, brought with the document's pointer, the client's version counters and how far its rooms are by one
statement."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from commerce.clients.person import with_standing
from foundation import clock
from foundation.db import row, rows
from foundation.errors import NotFound
from foundation.identity.viewer import GUEST, Viewer
from foundation.revisions.queries import Pointer, pointer_of
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled

ORDERING = frozenset({"order.create", "quote.request", "quote.accept", "subscription.change"})
"""What a suspended client's members may not do: they may still read and pay."""

_POINTERS = {
    "live": "select h.revision_id as id, r.number::bigint as number, '' as hash from heads h join revisions r"
    " on r.portal_id = h.portal_id and r.id = h.revision_id where h.portal_id = %(portal)s",
    "sandbox": "select d.sandbox_id as id, d.number, d.hash from drafts d"
    " where d.portal_id = %(portal)s and d.sandbox_id = %(tenant)s",
}

# What rooms above bring changes only with something that is told in one of the member's rooms: while nothing was, it is what it was.
_BROUGHT = """cross join lateral (
    select coalesce(jsonb_object_agg(r.room, r.seq), '{{}}') as positions from realtime_rooms r where r.tenant_id = %(tenant)s
    and r.room in ('client:' || c.id::text, 'own:' || m.id::text, 'member:' || m.id::text)
) w
cross join lateral (
    select case when m.id = %(known_member)s and w.positions = %(known)s::jsonb then null else jsonb_build_object({figures}) end as figures
) f"""

_BY_HAND = "(select array_agg(g.group_id) from client_groups g where g.tenant_id = %(tenant)s and g.client_id = c.id) as by_hand"

# The session's own place comes first; where it was disabled, the account's oldest other place is taken.
_SELECT = """
select f.figures, s.id_hash, s.seen_at, s.member_id as session_member, a.id as account_id, a.name as account_name, a.email, a.locale,
       m.id as member_id, m.name as member_name, m.roles, m.access_version, c.id as client_id, c.name as client_name,
       c.state as client_state, p.id as pointer_id, p.number as pointer_number, p.hash as pointer_hash,
       (select jsonb_object_agg(v.room, v.n) from client_versions v
         where v.tenant_id = %(tenant)s and v.client_id = c.id) as versions,
       w.positions, {by_hand}
from sessions s
join accounts a on a.tenant_id = s.tenant_id and a.id = s.account_id and a.state = 'active'
join lateral (
    select x.* from members x join clients y on y.tenant_id = x.tenant_id and y.id = x.client_id and y.state <> 'closed'
    where x.tenant_id = s.tenant_id and x.account_id = s.account_id and x.state = 'active'
    order by (x.id = s.member_id) is true desc, x.joined_at, x.id limit 1
) m on true
join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id
left join ({pointer}) p on true
{brought}
where s.tenant_id = %(tenant)s and s.id_hash = %(hash)s and s.expires_at > %(at)s
"""

_SELECT_PERSONA = """
select f.figures, a.id as account_id, a.name as account_name, a.email, a.locale,
       m.id as member_id, m.name as member_name, m.roles, m.access_version, c.id as client_id, c.name as client_name,
       c.state as client_state, p.id as pointer_id, p.number as pointer_number, p.hash as pointer_hash,
       (select jsonb_object_agg(v.room, v.n) from client_versions v
         where v.tenant_id = %(tenant)s and v.client_id = c.id) as versions,
       w.positions, {by_hand}
from members m
join accounts a on a.tenant_id = m.tenant_id and a.id = m.account_id and a.state = 'active'
join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id and c.state <> 'closed'
left join ({pointer}) p on true
{brought}
where m.tenant_id = %(tenant)s and m.id = %(member)s and m.state = 'active'
"""

_brought: dict[str, str] = {}


def bring(name: str, select: str) -> None:
    """Let a room above have a figure come with every viewer: ``select`` gives one value of JSON for the member ``m`` of the client ``c`` and is part
    of the viewer's one statement, so it has to be as quick as that. Whatever changes it tells so in a room of the member. Raises ValueError for a name
    that is taken."""
    if _brought.setdefault(name, select) != select:
        raise ValueError(f"two rooms bring {name}")
    _statement.cache_clear()


@lru_cache
def _statement(select: str, mode: str) -> str:
    pairs = ", ".join(f"'{name}', ({one})" for name, one in sorted(_brought.items()))
    return select.format(pointer=_POINTERS[mode], brought=_BROUGHT.format(figures=pairs), by_hand=_BY_HAND)


@dataclass(frozen=True, slots=True)
class _Known:
    """The figures a member had when their rooms stood at ``positions``; ``at`` is a tick of the monotonic clock."""

    member_id: UUID
    positions: Mapping[str, int]
    figures: Mapping[str, Any]
    at: float


KNOWN_SECONDS = 60.0
"""How long figures are taken as they were: what is told in no room, such as old entries that are cleared away, is seen after that."""
_KNOWN = 20_000
_known: OrderedDict[bytes, _Known] = OrderedDict()
_lock = threading.Lock()


def _asked(session_hash: bytes) -> tuple[_Known | None, dict[str, Any]]:
    """What is known of a session's figures, and the parameters that say so."""
    known = _known.get(session_hash)
    if known is None or time.monotonic() - known.at > KNOWN_SECONDS:
        return None, {"known_member": None, "known": None}
    return known, {"known_member": known.member_id, "known": json.dumps(dict(known.positions))}


def _figures(found: Any, session_hash: bytes, known: _Known | None) -> Mapping[str, Any]:
    if found.figures is None:
        assert known is not None
        return known.figures
    made = MappingProxyType(found.figures)
    with _lock:
        _known[session_hash] = _Known(found.member_id, found.positions, made, time.monotonic())
        _known.move_to_end(session_hash)
        if len(_known) > _KNOWN:
            _known.popitem(last=False)
    return made


@dataclass(frozen=True, slots=True)
class LoadedMember:
    """A signed-in member as stored. ``pointer`` is None while the tenant has no document; ``versions`` maps a room to its counter (None: not asked),
    ``positions`` a realtime room to how much was told in it; ``seen_at`` is real time, UTC; ``figures`` are what rooms above ``bring``; ``by_hand``: the
    groups the client was put in, whether or not the document still has them."""

    figures: Mapping[str, Any]
    session_hash: bytes
    seen_at: datetime
    account_id: UUID
    member_id: UUID
    client_id: UUID
    name: str
    email: str
    locale: str | None
    client_name: str
    client_state: str
    roles: frozenset[str]
    access_version: int
    pointer: Pointer | None
    versions: Mapping[str, int] | None
    positions: Mapping[str, int]
    by_hand: frozenset[str] = frozenset()


def load_member(session_hash: bytes) -> LoadedMember | None:
    """Who the session belongs to, in one statement; None for an unknown or expired session, a disabled account, or one without an active place
    at a client that is open."""
    scope = current_scope()
    known, parameters = _asked(session_hash)
    found = row(
        _statement(_SELECT, scope.mode),
        portal=scope.portal_id,
        tenant=scope.tenant_id,
        hash=session_hash,
        at=clock.real_now(),
        **parameters,
    )
    if found is None:
        return None
    return _loaded(found, session_hash, found.seen_at, _figures(found, session_hash, known))


def load_persona(member_id: UUID, session_hash: bytes) -> LoadedMember | None:
    """A member of a sandbox as staff look through their eyes, in one statement; ``session_hash`` stands for the session they have not. None in a live tenant,
    and for somebody without an active place."""
    scope = current_scope()
    if scope.mode != "sandbox":
        return None
    known, parameters = _asked(session_hash)
    found = row(
        _statement(_SELECT_PERSONA, "sandbox"),
        portal=scope.portal_id,
        tenant=scope.tenant_id,
        member=member_id,
        **parameters,
    )
    if found is None:
        return None
    return _loaded(found, session_hash, clock.real_now(), _figures(found, session_hash, known))


def _loaded(found: Any, session_hash: bytes, seen_at: datetime, figures: Mapping[str, Any]) -> LoadedMember:
    pointer = None
    if found.pointer_id is not None:
        kind = "revision" if current_scope().mode == "live" else "draft"
        pointer = pointer_of(kind, found.pointer_id, found.pointer_number, found.pointer_hash)
    return LoadedMember(
        figures=figures,
        session_hash=session_hash,
        seen_at=seen_at,
        account_id=found.account_id,
        member_id=found.member_id,
        client_id=found.client_id,
        name=found.account_name or found.member_name,
        email=found.email,
        locale=found.locale,
        client_name=found.client_name,
        client_state=found.client_state,
        roles=frozenset(found.roles),
        access_version=found.access_version,
        pointer=pointer,
        versions=MappingProxyType(found.versions or {}),
        positions=MappingProxyType(found.positions),
        by_hand=frozenset(found.by_hand or ()),
    )


def member_viewer(loaded: LoadedMember, compiled: Compiled, *, language: str = "") -> Viewer:
    """What the member may and is shown by the document; a guest when the session was idle for longer than the document allows. ``language`` is that of the
    page, empty: the member's own."""
    if clock.real_now() - loaded.seen_at > timedelta(minutes=compiled.access.session_minutes):
        return GUEST
    roles = frozenset(role for role in loaded.roles if (known := compiled.roles.get(role)) and known.side == "client")
    permissions = compiled.permissions(roles)
    if loaded.client_state == "suspended":
        permissions = {action: scope for action, scope in permissions.items() if action not in ORDERING}
    viewer = Viewer(
        kind="member",
        account_id=loaded.account_id,
        member_id=loaded.member_id,
        client_id=loaded.client_id,
        name=loaded.name,
        email=loaded.email,
        client_name=loaded.client_name,
        client_state=loaded.client_state,
        roles=roles,
        permissions=MappingProxyType(permissions),
        session_id=loaded.session_hash or None,
        access_version=loaded.access_version,
        locale=loaded.locale,
    )
    return with_standing(
        viewer,
        compiled,
        by_hand=loaded.by_hand,
        versions=loaded.versions,
        language=language or (loaded.locale if loaded.locale in compiled.locales else None) or compiled.locale,
    )


_PEOPLE = (
    "select a.id as account_id, coalesce(nullif(a.name, ''), m.name) as name, a.email, a.locale, m.id, m.roles, m.access_version,"  # noqa: S608 - one fixed fragment
    f" c.id as client_id, c.name as client_name, c.state, {_BY_HAND} from members m"
    " join accounts a on a.tenant_id = m.tenant_id and a.id = m.account_id and a.state = 'active'"
    " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id and c.state <> 'closed'"
    " where m.tenant_id = %(tenant)s and m.state = 'active' and "
)


def viewer_of_member(member_id: UUID, compiled: Compiled) -> Viewer:
    """The viewer an active member is once signed in, for jobs and commands that act for somebody. Raises NotFound."""
    found = row(f"{_PEOPLE} m.id = %(id)s", tenant=current_scope().tenant_id, id=member_id)
    if found is None:
        raise NotFound()
    return _viewer(found, compiled)


def viewers_of_client(client_id: UUID, compiled: Compiled) -> tuple[Viewer, ...]:
    """The viewers that the client's active members are, oldest place first: whom a job may tell of something. One statement."""
    found = rows(
        f"{_PEOPLE} m.client_id = %(client)s order by m.id", tenant=current_scope().tenant_id, client=client_id
    )
    return tuple(_viewer(one, compiled) for one in found)


def _viewer(found: Any, compiled: Compiled) -> Viewer:
    return member_viewer(
        LoadedMember(
            figures={},
            session_hash=b"",
            seen_at=clock.real_now(),
            account_id=found.account_id,
            member_id=found.id,
            client_id=found.client_id,
            name=found.name,
            email=found.email,
            locale=found.locale,
            client_name=found.client_name,
            client_state=found.state,
            roles=frozenset(found.roles),
            access_version=found.access_version,
            pointer=None,
            versions=None,
            positions={},
            by_hand=frozenset(found.by_hand or ()),
        ),
        compiled,
    )
