"""Which host serves which app, and which app mounts which blueprint: the whole map on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import form_schemas
from builder.app import create_builder
from foundation.settings import settings
from foundation.tenancy.hosts import normalised, resolve
from foundation.web import PorticoApp
from portico import rooms
from portico.engines import discover_engines
from portico.kinds import discover_kinds
from runtime.app import create_portal
from runtime.bell.views import bell
from runtime.checklist.views import checklist
from runtime.files.views import files
from runtime.onboarding.views import onboarding
from runtime.orders.views import orders
from runtime.team.views import team
from runtime.threads.views import threads
from storefront import FOLDER as STOREFRONT
from storefront.checkout.views import checkout
from storefront.shop.views import shop

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]


@cache
def portal_app() -> PorticoApp:
    """Every portal and sandbox: ``<slug>.<base>``, ``<slug>--<name>.<base>`` and verified custom domains."""
    discover_kinds()
    discover_engines()
    rooms.enter()
    return create_portal(
        (orders, files, threads, team, bell, checklist, onboarding, shop, checkout),
        templates=(STOREFRONT / "templates", *map(Path, form_schemas.template_folders)),
    )


@cache
def builder_app() -> PorticoApp:
    """The seller's side: ``app.<base>``."""
    discover_kinds()
    rooms.enter()
    return create_builder()


def app_for(host: str) -> WsgiApp | None:
    """The app that serves a host, or None for one nobody knows."""
    name = normalised(host)
    if name == settings().builder_host:
        return builder_app()
    return portal_app() if resolve(name) else None
