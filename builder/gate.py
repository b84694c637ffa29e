"""Who comes in, and which tenant the path names: found before the request begins, in a short transaction of its own.

The builder's host names no portal, so the path does: ``/p/<slug>/…`` is the live tenant of a portal, ``/p/<slug>/sandbox/<name>/…`` its
sandbox, ``/mailbox/<slug>…`` and ``/mailbox/<slug>--<name>…`` the same for the mailbox. A tenant is entered only for somebody with a seat in
its portal; a portal without a seat and one that does not exist are the same nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import g, request

from foundation import revisions
from foundation.db import db
from foundation.db.transaction import bare_app
from foundation.errors import NotFound, Refused
from foundation.identity import staff
from foundation.identity.staff import SeatAt, StaffPerson
from foundation.identity.viewer import GUEST, Viewer
from foundation.revisions.queries import Pointer, Unpublished
from foundation.tenancy import Scope, unscoped
from foundation.tenancy.hosts import SANDBOX, is_slug, known_scope
from foundation.web import cookies, live
from portal_config.compiled import Compiled
from portal_config.permissions import PLANNED, READY, SELLER_ONLY
from portal_config.see import NOWHERE
from portal_config.standing import staff_standing

SESSION_COOKIE = "portico_staff"
ENTRY = "portico.entry"
EVERYTHING = dict.fromkeys(sorted(READY | PLANNED), "all")
"""What an owner may: every action the language knows, everywhere."""

_DESK = re.compile(r"/p/(?P<slug>[a-z0-9-]+)(?:/sandbox/(?P<sandbox>[a-z0-9-]+))?/")
_MAILBOX = re.compile(r"/mailbox/(?P<slug>[a-z0-9-]+?)(?:--(?P<sandbox>[a-z0-9-]+))?(?:/|\Z)")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was found at the gate. ``seat`` and ``scope`` stand for the portal in the path; both are None where there is none for this person."""

    person: StaffPerson | None = None
    seats: tuple[SeatAt, ...] = ()
    seat: SeatAt | None = None
    scope: Scope | None = None


NOBODY = Entry()


def place_of(path: str) -> tuple[str, str | None] | None:
    """The slug and the sandbox's name that a path names, or None."""
    found = _DESK.match(path) or _MAILBOX.match(path)
    if found is None:
        return None
    slug, sandbox = found["slug"], found["sandbox"]
    if not is_slug(slug) or (sandbox is not None and not SANDBOX.fullmatch(sandbox)):
        return None
    return slug, sandbox


def enter(environ: dict[str, Any]) -> Scope | None:
    """Read the staff session and the seats, find the tenant of the path, and leave what was found in the environment."""
    with bare_app().request_context(environ), unscoped("staff session"):
        secret = cookies.read(SESSION_COOKIE)
        found = NOBODY
        if secret:
            try:
                found = _entry(secret, environ.get("PATH_INFO", ""))
                db.session.commit()
            finally:
                db.session.rollback()
    environ[ENTRY] = found
    return found.scope


def _entry(secret: str, path: str) -> Entry:
    place = place_of(path)
    found = staff.staff_with_seats(secret, place=place, used=not live.in_background())
    if found is None:
        return NOBODY
    person, seats = found
    seat = next((one for one in seats if place and one.slug == place[0]), None)
    if place is None or seat is None:
        return Entry(person, seats)
    scope = known_scope(*place)
    if scope is None or scope.portal_id != seat.portal_id:
        return Entry(person, seats)
    return Entry(person, seats, seat, scope)


def entry() -> Entry:
    """What was found for the present request."""
    found: Entry = request.environ.get(ENTRY, NOBODY)
    return found


def require_scope(slug: str | None, sandbox: str | None) -> Scope | None:
    """The entered scope, when it is the one the route's own reading of the path names; None for a guest, who is asked to sign in first.

    Raises NotFound for a portal that is missing and for one without a seat alike.
    """
    here = entry()
    if here.person is None:
        return None
    if here.scope is None or (here.scope.slug, here.scope.sandbox) != (slug, sandbox):
        raise NotFound()
    return here.scope


def load_viewer() -> Viewer:
    """The signed-in staff person, with what the seat in the portal of the path allows by the document served there."""
    here = entry()
    person, seat = here.person, here.seat
    if person is None:
        return GUEST
    if seat is None:
        return Viewer(
            kind="staff", staff_id=person.id, name=person.name, email=person.email, session_id=person.session_hash
        )
    try:
        compiled = document()
        known = compiled.roles
        roles = frozenset(role for role in seat.roles if role in known and known[role].side == "seller")
        permissions = {} if seat.owner else _permissions(compiled, roles)
        standing = staff_standing(compiled, roles, owner=seat.owner)
    except Unpublished:
        roles, permissions, standing = frozenset(), {}, NOWHERE
    return Viewer(
        kind="staff",
        staff_id=person.id,
        name=person.name,
        email=person.email,
        roles=roles,
        permissions=EVERYTHING if seat.owner else permissions,
        owner=seat.owner,
        session_id=person.session_hash,
        access_version=seat.access_version,
        standing=standing,
    )


def _permissions(compiled: Compiled, roles: frozenset[str]) -> dict[str, str]:
    """What the roles allow by the document served here; who may build and publish is said by the live document alone, for nobody gives themselves a right
    by editing a draft."""
    allowed = {action: scope for action, scope in compiled.permissions(roles).items() if action not in SELLER_ONLY}
    if entry().scope is not None and roles:
        live = revisions.head()
        known = revisions.compiled(live) if live else None
        allowed |= {
            action: scope
            for action, scope in (known.permissions(roles) if known else {}).items()
            if action in SELLER_ONLY
        }
    return allowed


def pointer() -> Pointer:
    """The document that the entered tenant serves. Raises Unpublished."""
    known: Pointer | None = g.get("pointer")
    if known is None:
        known = g.pointer = revisions.pointer()
    return known


def document() -> Compiled:
    """The entered tenant's compiled document. Raises Unpublished."""
    return revisions.compiled(pointer())


def published() -> Compiled:
    """The same for a page that cannot stand without it. Raises Refused ``unpublished``."""
    try:
        return document()
    except Unpublished:
        raise Refused(
            "unpublished", "Nothing has been published here yet, so there are no orders to work on.", status=409
        ) from None
