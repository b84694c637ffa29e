"""Making portals and tenants, and moving a tenant's clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from foundation import clock
from foundation.db import execute, uuid7
from foundation.errors import Refused
from foundation.tenancy.hosts import forget_hosts, is_slug, origin
from foundation.tenancy.scope import Scope, current_scope

MAIN = "main"


def new_portal_scopes(
    slug: str,
    name: str,
    *,
    demo: bool = False,
    behind: timedelta = timedelta(0),
    sandbox_behind: timedelta = timedelta(0),
) -> tuple[Scope, Scope]:
    """Scopes of a portal that is about to be made: live and its sandbox ``main``. Enter one and call ``create_portal``. ``behind`` and
    ``sandbox_behind``: how far the clock of the live tenant (only the demo's) and of the sandbox start in the past, so that history can be played.
    Raises Refused ``bad_slug``."""
    if not is_slug(slug):
        raise Refused(
            "bad_slug",
            "Use 3 to 40 small letters, digits and single hyphens, with a letter or digit at both ends.",
            pointer="slug",
        )
    live = Scope(
        portal_id=uuid7(),
        tenant_id=uuid7(),
        mode="live",
        slug=slug,
        sandbox=None,
        portal_name=name,
        demo=demo,
        clock_offset=-behind,
        origin=origin(slug, None),
    )
    sandbox = replace(
        live,
        tenant_id=uuid7(),
        mode="sandbox",
        sandbox=MAIN,
        clock_offset=-sandbox_behind,
        origin=origin(slug, MAIN),
    )
    return live, sandbox


def create_portal(live: Scope, sandbox: Scope) -> None:
    """Write a new portal with its live tenant and its sandbox. A slug is never given out twice. Raises Refused ``slug_taken``."""
    at = clock.real_now()
    reserved = execute(
        "insert into slug_reservations (slug, portal_id, reserved_at) values (%(slug)s, %(portal)s, %(at)s)"
        " on conflict (slug) do nothing",
        slug=live.slug,
        portal=live.portal_id,
        at=at,
    )
    if not reserved:
        raise Refused("slug_taken", "This address is taken. Choose another one.", pointer="slug", status=409)
    execute(
        "insert into portals (id, slug, name, created_at) values (%(id)s, %(slug)s, %(name)s, %(at)s)",
        id=live.portal_id,
        slug=live.slug,
        name=live.portal_name,
        at=at,
    )
    for scope in (live, sandbox):
        execute(
            "insert into tenants (id, portal_id, mode, sandbox, demo, clock_offset, created_at) values"
            " (%(id)s, %(portal)s, %(mode)s, %(sandbox)s, %(demo)s, %(offset)s, %(at)s)",
            id=scope.tenant_id,
            portal=scope.portal_id,
            mode=scope.mode,
            sandbox=scope.sandbox,
            demo=scope.demo,
            offset=scope.clock_offset,
            at=at,
        )


def move_clock(to: datetime) -> Scope:
    """Move the entered tenant's clock forward to ``to`` (UTC): the scope to enter from then on. Live tenants of real sellers keep real time.

    Raises Refused ``clock_goes_forward`` or ``clock_is_real``.
    """
    scope = current_scope()
    if not scope.test_money:
        raise Refused("clock_is_real", "The live portal keeps real time. Move the clock of a sandbox instead.")
    offset = to - clock.real_now()
    if abs(offset) < timedelta(seconds=1):
        offset = timedelta(0)
    if offset < scope.clock_offset:
        raise Refused(
            "clock_goes_forward", "The clock of a sandbox only moves forward. Reset the sandbox to start again."
        )
    execute("update tenants set clock_offset = %(offset)s where id = %(tenant)s", offset=offset, tenant=scope.tenant_id)
    forget_hosts()
    return replace(scope, clock_offset=offset)
