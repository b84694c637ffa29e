"""Staff of the platform's sellers: sign-in on the builder host, seats in portals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from foundation import clock
from foundation.db import execute, row, rows, uuid7, value
from foundation.errors import NotFound, Refused
from foundation.identity import limits, passwords
from foundation.identity.accounts import wrong_sign_in
from foundation.identity.addresses import clean_address
from foundation.identity.secrets import hashed, new_secret

STAFF_SESSION = timedelta(days=14)
STAFF_IDLE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """A signed-in staff person; ``session_hash`` names the browser, ``confirmed`` says that the address has been proven."""

    id: UUID
    name: str
    email: str
    session_hash: bytes
    seen_at: datetime
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class SeatAt:
    """A seat with its portal. ``sandboxes`` are names; ``positions``: how far the rooms that were asked for are, in the tenant that was named."""

    portal_id: UUID
    slug: str
    portal_name: str
    owner: bool
    roles: tuple[str, ...]
    sandboxes: tuple[str, ...]
    access_version: int = 1
    positions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with a seat in one portal, as the others there see them."""

    id: UUID
    name: str
    email: str
    owner: bool
    roles: tuple[str, ...]


def create_staff(
    email: str, name: str, password: str | None, *, confirmed: bool = True, terms_version: str | None = None
) -> UUID:
    """A new staff person. ``confirmed``: the address is known to be theirs; ``terms_version``: of the terms they have just accepted.
    Raises Refused ``address_taken``, ``weak_password``."""
    address = clean_address(email)
    if password is not None:
        passwords.check_strength(password, (name, address))
    staff_id = uuid7()
    at = clock.real_now()
    made = execute(
        "insert into staff (id, email, name, password_hash, created_at, confirmed_at, terms_version, terms_accepted_at) values"
        " (%(id)s, %(email)s, %(name)s, %(hash)s, %(at)s, %(confirmed)s, %(terms)s, %(accepted)s)"
        " on conflict (email) do nothing",
        id=staff_id,
        email=address,
        name=name.strip(),
        hash=passwords.hash_password(password) if password is not None else None,
        at=at,
        confirmed=at if confirmed else None,
        terms=terms_version,
        accepted=at if terms_version else None,
    )
    if not made:
        raise Refused(
            "address_taken", "There is an account with this address already. Sign in instead.", pointer="email"
        )
    return staff_id


def give_seat(staff_id: UUID, portal_id: UUID, *, owner: bool, roles: tuple[str, ...] = ()) -> None:
    """Give a seat in a portal, or change the one there is."""
    execute(
        "insert into seats (staff_id, portal_id, owner, roles, created_at) values"
        " (%(staff)s, %(portal)s, %(owner)s, %(roles)s, %(at)s) on conflict (staff_id, portal_id) do update"
        " set owner = excluded.owner, roles = excluded.roles, access_version = seats.access_version + 1",
        staff=staff_id,
        portal=portal_id,
        owner=owner,
        roles=list(roles),
        at=clock.real_now(),
    )


def sign_in_staff(email: str, password: str, *, address: str, device: str) -> str:
    """Check a password and open a session: its secret. Raises Refused ``wrong_sign_in``, TooMany."""
    limits.spend("staff_address", limits.network(address), limits.SIGN_IN_PER_ADDRESS)
    try:
        email = clean_address(email)
    except Refused:
        raise wrong_sign_in() from None
    limits.spend("staff_account", email, limits.SIGN_IN_PER_ACCOUNT)
    found = row("select id, password_hash from staff where email = %(email)s and state = 'active'", email=email)
    if not passwords.verify(found.password_hash if found else None, password) or found is None:
        raise wrong_sign_in()
    return open_staff_session(found.id, device=device)


def staff_id_of(email: str) -> UUID:
    """The active person with this address. Raises NotFound."""
    found: UUID | None = value("select id from staff where email = %(email)s and state = 'active'", email=email)
    if found is None:
        raise NotFound()
    return found


def sign_in_known(email: str, *, device: str) -> str:
    """Open a session for whoever has just proven that this address is theirs: its secret. Raises NotFound."""
    return open_staff_session(staff_id_of(email), device=device)


def open_staff_session(staff_id: UUID, *, device: str) -> str:
    """A new session of a staff person; the secret goes into the cookie."""
    secret = new_secret()
    at = clock.real_now()
    execute(
        "insert into staff_sessions (id_hash, staff_id, device, created_at, seen_at, expires_at) values"
        " (%(hash)s, %(staff)s, %(device)s, %(at)s, %(at)s, %(until)s)",
        hash=hashed(secret),
        staff=staff_id,
        device=device[:120],
        at=at,
        until=at + STAFF_SESSION,
    )
    return secret


def staff_of_session(secret: str) -> StaffPerson | None:
    """Who is signed in with this secret, or None. Notes the use once a minute."""
    found = _signed_in(_SIGNED_IN.format(more=""), secret)
    return _person(found) if found else None


def staff_with_seats(
    secret: str, *, place: tuple[str, str | None] | None = None, used: bool = True
) -> tuple[StaffPerson, tuple[SeatAt, ...]] | None:
    """The same with the person's seats, by portal name, in one statement. The only way seats are read. ``place`` (slug, and the sandbox's name or
    None) is the tenant whose realtime rooms are looked at on the way; ``used``: whether it is the person who asks, and not a page by itself."""
    slug, sandbox = place or (None, None)
    found = _signed_in(_SIGNED_IN.format(more=_SEATS), secret, used=used, slug=slug, sandbox=sandbox)
    if found is None:
        return None
    seats = (
        SeatAt(
            UUID(one["id"]),
            one["slug"],
            one["name"],
            one["owner"],
            tuple(one["roles"]),
            tuple(one["sandboxes"]),
            one["version"],
            one["positions"],
        )
        for one in found.seats
    )
    return _person(found), tuple(seats)


_SIGNED_IN = (
    "select s.id, s.name, s.email, s.confirmed_at is not null as confirmed, x.id_hash, x.seen_at{more}"
    " from staff_sessions x join staff s on s.id = x.staff_id"
    " where x.id_hash = %(hash)s and x.expires_at > %(at)s and x.seen_at > %(idle)s and s.state = 'active'"
)
_SEATS = (
    ", coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name, 'owner', e.owner, 'roles', e.roles,"
    " 'sandboxes', array(select t.sandbox from tenants t where t.portal_id = p.id and t.sandbox is not null order by t.sandbox),"
    " 'version', e.access_version, 'positions', (select coalesce(jsonb_object_agg(v.rooms[r.n], r.seq), '{}') from tenants t"
    " cross join (select array['desk', 'draft', 'staff:' || s.id::text] as rooms) v cross join lateral room_positions(t.id, v.rooms) r"
    " where t.portal_id = p.id and p.slug = %(slug)s::text and t.sandbox is not distinct from %(sandbox)s::text))"
    " order by p.name, p.id) from seats e join portals p on p.id = e.portal_id where e.staff_id = s.id), '[]') as seats"
)


def _signed_in(sql: str, secret: str, *, used: bool = True, **more: Any) -> Any:
    at = clock.real_now()
    found = row(sql, hash=hashed(secret), at=at, idle=at - STAFF_IDLE, **more)
    if used and found is not None and at - found.seen_at > timedelta(minutes=1):
        execute("update staff_sessions set seen_at = %(at)s where id_hash = %(hash)s", at=at, hash=found.id_hash)
    return found


def _person(found: Any) -> StaffPerson:
    return StaffPerson(found.id, found.name, found.email, bytes(found.id_hash), found.seen_at, found.confirmed)


def confirm_staff(email: str) -> bool:
    """Note that a person's address is theirs; False when there is no such person."""
    return bool(
        execute(
            "update staff set confirmed_at = coalesce(confirmed_at, %(at)s) where email = %(email)s",
            at=clock.real_now(),
            email=email,
        )
    )


def staff_name(email: str) -> str | None:
    """The name of the active person with this address, or None."""
    found: str | None = value("select name from staff where email = %(email)s and state = 'active'", email=email)
    return found


def set_staff_password(email: str, password: str) -> None:
    """Give a person a new password and end every session they have. Raises Refused ``weak_password``; NotFound without such a person."""
    found = row("select id, name from staff where email = %(email)s and state = 'active' for update", email=email)
    if found is None:
        raise NotFound()
    passwords.check_strength(password, (found.name, email))
    execute(
        "update staff set password_hash = %(hash)s where id = %(id)s",
        hash=passwords.hash_password(password),
        id=found.id,
    )
    execute("delete from staff_sessions where staff_id = %(id)s", id=found.id)


def close_staff_session(id_hash: bytes) -> None:
    """End a staff person's session."""
    execute("delete from staff_sessions where id_hash = %(hash)s", hash=id_hash)


def colleagues(portal_id: UUID) -> tuple[Colleague, ...]:
    """Everybody who has a seat in a portal and may sign in, by name."""
    found = rows(
        "select s.id, s.name, s.email, x.owner, x.roles from seats x join staff s on s.id = x.staff_id"
        " where x.portal_id = %(portal)s and s.state = 'active' order by s.name, s.id",
        portal=portal_id,
    )
    return tuple(Colleague(one.id, one.name, one.email, one.owner, tuple(one.roles)) for one in found)


def colleague(portal_id: UUID, staff_id: UUID) -> Colleague | None:
    """One of them, or None for somebody without a seat there."""
    return next((one for one in colleagues(portal_id) if one.id == staff_id), None)


def staff_exists(email: str) -> bool:
    """True when somebody has this address."""
    return value("select 1 from staff where email = %(email)s", email=clean_address(email)) is not None
