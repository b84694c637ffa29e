"""Passes: a sandbox as one of its people sees it, opened by staff without a cookie.

A pass stands in the path (``/~<pass>/…``). It works on its own sandbox's host, for people of that sandbox, and as long as the staff session it was issued to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from foundation import clock
from foundation.db import execute, row
from foundation.errors import NotFound, Refused
from foundation.identity.secrets import hashed, new_secret
from foundation.identity.staff import STAFF_IDLE
from foundation.tenancy import current_scope

Purpose = Literal["studio", "walk"]

ENVIRON = "portico.pass"
"""Where the front leaves the pass of a request, once it has moved it out of the path."""

SHAPE = re.compile(r"/~(?P<pass>[A-Za-z0-9_-]{43})(?P<rest>/.*)?", re.ASCII | re.DOTALL)
KEPT = 60
"""Passes a staff session holds in a portal; the oldest make room."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a pass opens. ``member_id`` None: the portal as somebody sees it who is not signed in. ``owner`` and ``roles`` are those of the seat that it
    was issued to, as it is now."""

    pass_hash: bytes
    purpose: Purpose
    member_id: UUID | None
    staff_id: UUID
    owner: bool
    roles: frozenset[str]


def split(path: str) -> tuple[str, str, str] | None:
    """(what stands before every link, the pass, the rest) of a path that begins with a pass, or None. The rest begins with a slash."""
    found = SHAPE.fullmatch(path)
    if found is None:
        return None
    return below(found["pass"]), found["pass"], found["rest"] or "/"


def below(secret: str) -> str:
    """What stands before every path of a portal that is looked at with this pass."""
    return f"/~{secret}"


def issue(staff_session: bytes, purpose: Purpose, member_id: UUID | None) -> str:
    """A new pass to the entered sandbox for the browser whose staff session has this hash; the secret is kept nowhere.

    Raises Refused ``live_has_no_pass`` in a live tenant, NotFound for a person who is not an active member of this sandbox.
    """
    scope = current_scope()
    if scope.mode != "sandbox":
        raise Refused("live_has_no_pass", "Only a sandbox is looked at as somebody else.", status=403)
    if member_id is not None and not row(
        "select 1 from members where tenant_id = %(tenant)s and id = %(id)s and state = 'active'",
        tenant=scope.tenant_id,
        id=member_id,
    ):
        raise NotFound()
    secret = new_secret()
    execute(
        "insert into passes (portal_id, pass_hash, sandbox_id, member_id, purpose, staff_session, created_at) values"
        " (%(portal)s, %(hash)s, %(sandbox)s, %(member)s, %(purpose)s, %(session)s, %(at)s)",
        portal=scope.portal_id,
        hash=hashed(secret),
        sandbox=scope.tenant_id,
        member=member_id,
        purpose=purpose,
        session=staff_session,
        at=clock.real_now(),
    )
    execute(
        "delete from passes where portal_id = %(portal)s and pass_hash in (select pass_hash from passes where portal_id = %(portal)s"
        " and staff_session = %(session)s order by created_at desc, pass_hash offset %(kept)s)",
        portal=scope.portal_id,
        session=staff_session,
        kept=KEPT,
    )
    return secret


def opened(secret: str) -> Opened | None:
    """What the pass opens in the entered tenant, or None: unknown, of another sandbox, its staff session over, its seat gone. One statement; a use counts
    as a use of the staff session, noted once a minute."""
    scope = current_scope()
    if scope.mode != "sandbox":
        return None
    at = clock.real_now()
    found = row(
        "select p.pass_hash, p.purpose, p.member_id, s.staff_id, s.owner, s.roles, x.seen_at, x.id_hash from passes p"
        " join staff_sessions x on x.id_hash = p.staff_session join staff s0 on s0.id = x.staff_id and s0.state = 'active'"
        " join seats s on s.staff_id = x.staff_id and s.portal_id = p.portal_id"
        " where p.portal_id = %(portal)s and p.pass_hash = %(hash)s and p.sandbox_id = %(sandbox)s"
        " and x.expires_at > %(at)s and x.seen_at > %(idle)s",
        portal=scope.portal_id,
        hash=hashed(secret),
        sandbox=scope.tenant_id,
        at=at,
        idle=at - STAFF_IDLE,
    )
    if found is None:
        return None
    if at - found.seen_at > timedelta(minutes=1):
        execute("update staff_sessions set seen_at = %(at)s where id_hash = %(hash)s", at=at, hash=found.id_hash)
    return Opened(
        bytes(found.pass_hash), found.purpose, found.member_id, found.staff_id, found.owner, frozenset(found.roles)
    )


def forget_lapsed() -> None:
    """Delete the entered portal's passes whose staff session is gone."""
    execute(
        "delete from passes p where portal_id = %(portal)s"
        " and not exists (select 1 from staff_sessions x where x.id_hash = p.staff_session)",
        portal=current_scope().portal_id,
    )
