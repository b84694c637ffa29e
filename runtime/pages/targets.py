"""Where a reference of the document leads for whoever is looking: to a tab, a page or a service that they see, or nowhere."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for

from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled
from runtime.pages.compose import admits, visible_tabs


class Target(NamedTuple):
    """``label`` is what the part itself is called."""

    url: str
    icon: str
    label: str


def target(to: str, viewer: Viewer, compiled: Compiled) -> Target | None:
    """What ``to`` (the id of a tab, a page or a service) leads to; None for what is not there, or not for this viewer."""
    if to.startswith("svc_"):
        service = compiled.services.get(to)
        if service is None or service.archived or not (service.public or viewer.may("order.create")):
            return None
        if not admits(service.see, None, viewer):
            return None
        return Target(url_for("checkout.service", slug=service.slug), service.icon or "grid", service.name)
    page = compiled.pages.get(to)
    if page is not None and page.public:
        return Target(url_for("pages.public_page", slug=page.slug), "file", page.title)
    # A page that is not public stands in a tab.
    tab = next((one for one in visible_tabs(compiled, viewer) if to in (one.id, one.settings.get("page"))), None)
    return Target(url_for("pages.tab", slug=tab.slug), tab.icon, tab.label) if tab else None
