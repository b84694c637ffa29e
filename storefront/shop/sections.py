"""Sections of a page that sell: the grid of services, and a form's service."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled, Section
from runtime.engines import section
from runtime.pages.portal import portal
from storefront.shop.cards import grid


@section("service_grid")
def service_grid(part: Section, compiled: Compiled, viewer: Viewer) -> Markup:
    """The services the section names, or all; each only for those who may see it."""
    del compiled, viewer
    title = str(part.settings.get("title") or "")
    cards = grid(portal(), part.services, level=3 if title else 2, layout=str(part.settings.get("layout") or "cards"))
    return _titled(title, cards)


@section("form")
def form_service(part: Section, compiled: Compiled, viewer: Viewer) -> Markup:
    """The services that are ordered with this form: a form is filled in where its service is ordered."""
    del viewer
    title = str(part.settings.get("title") or "")
    services = tuple(service.id for service in compiled.services.values() if service.form == part.form)
    if not services:
        return Markup()
    return _titled(title, grid(portal(), services, level=3 if title else 2))


def _titled(title: str, cards: Markup) -> Markup:
    html = render_template("parts/shop_section.html", title=title, cards=cards)
    return Markup(html)  # noqa: S704 - rendered with autoescape just above
