"""Portals with their tenants, for tests of the rooms of the foundation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from foundation import clock
from foundation.db import execute, transaction, uuid7
from foundation.tenancy import Scope, unscoped
from foundation.tenancy.hosts import forget_hosts, scope_of


@dataclass(frozen=True)
class MadePortal:
    """A portal with its live tenant and a sandbox called ``main``."""

    live: Scope
    sandbox: Scope


@pytest.fixture
def make_portal(database: str) -> Callable[..., MadePortal]:
    """``make_portal(slug, clock_offset=…, demo=…)`` makes a portal with a live and a sandbox tenant."""

    def make(slug: str, *, clock_offset: timedelta = timedelta(0), demo: bool = False) -> MadePortal:
        portal = uuid7()
        with unscoped("test"), transaction():
            execute(
                "insert into portals (id, slug, name, created_at) values (%(id)s, %(slug)s, %(name)s, %(now)s)",
                id=portal,
                slug=slug,
                name=slug.capitalize(),
                now=clock.real_now(),
            )
            for sandbox in (None, "main"):
                execute(
                    "insert into tenants (id, portal_id, mode, sandbox, demo, clock_offset, created_at)"
                    " values (%(id)s, %(portal)s, %(mode)s, %(sandbox)s, %(demo)s, %(offset)s, %(now)s)",
                    id=uuid7(),
                    portal=portal,
                    mode="sandbox" if sandbox else "live",
                    sandbox=sandbox,
                    demo=demo,
                    offset=clock_offset,
                    now=clock.real_now(),
                )
        forget_hosts()
        live, main = scope_of(slug), scope_of(slug, "main")
        assert live is not None
        assert main is not None
        return MadePortal(live, main)

    return make
