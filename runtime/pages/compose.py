"""A dashboard from its widgets: what may be seen, each distinct source asked once, each widget drawn or taken from the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import render_template
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError

from foundation.db import db
from foundation.errors import Refused
from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled, Dashboard, Tab, Widget
from portal_config.findings import pointer
from portal_config.kinds import registry
from portal_config.see import See, Standing
from runtime.engines import SOURCES, WIDGETS, Source
from runtime.pages import fragments
from runtime.pages.fragments import Basis, Declared
from words import say


@dataclass(frozen=True, slots=True)
class Drawn:
    """One widget as a page places it."""

    id: str
    size: str
    html: Markup
    ptr: str = ""


def admits(see: See, needs: str | None, viewer: Viewer) -> bool:
    """Visibility and permission, checked separately: a part is drawn only when both say yes."""
    return viewer.sees(see) and (needs is None or viewer.may(needs))


_TABS_KEPT = 10_000
_tabs: dict[tuple[str, str, frozenset[str], frozenset[str], Standing], tuple[Tab, ...]] = {}


def visible_tabs(compiled: Compiled, viewer: Viewer) -> tuple[Tab, ...]:
    """The tabs this viewer has, in the seller's order. What decides is the document, its language, the roles, the permissions and how the viewer stands by the
    document, so these are the key."""
    key = (compiled.digest, compiled.language, viewer.roles, frozenset(viewer.permissions), viewer.standing)
    known = _tabs.get(key)
    if known is None:
        if len(_tabs) >= _TABS_KEPT:
            _tabs.clear()
        known = _tabs[key] = tuple(tab for tab in compiled.tabs if admits(tab.see, tab.needs, viewer))
    return known


def dashboard_for(tab: Tab, compiled: Compiled, viewer: Viewer) -> Dashboard | None:
    """The first dashboard of the tab whose ``see`` fits."""
    for dashboard_id in tab.settings.get("dashboards", ()):
        dashboard = compiled.dashboards.get(dashboard_id)
        if dashboard and viewer.sees(dashboard.see):
            return dashboard
    return None


def compose(dashboard: Dashboard, compiled: Compiled, basis: Basis, common: Mapping[str, Any]) -> tuple[Drawn, ...]:
    """Draw the widgets this viewer may see. A source that fails is left out, and its widgets say so; the rest of the page stands."""

    def at(widget: Widget) -> str:
        return pointer("dashboards", dashboard.id, "widgets", widget.id)

    shown = [widget for widget in dashboard.widgets if admits(widget.see, widget.needs, basis.viewer)]
    failed: set[Source] = set()
    asked: dict[tuple[Source, frozenset[str]], Any] = {}
    while True:
        try:
            return tuple(
                Drawn(
                    widget.id,
                    widget.size,
                    _drawn(widget, at(widget), compiled, basis, common, asked, failed),
                    at(widget),
                )
                for widget in shown
            )
        except SourceFailed as failure:
            # The transaction is lost with the statement: begin anew without the source that failed.
            db.session.rollback()
            failed.add(failure.source)


class SourceFailed(Exception):
    """A source's statement was refused or timed out."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.name)
        self.source = source


def _drawn(
    widget: Widget,
    ptr: str,
    compiled: Compiled,
    basis: Basis,
    common: Mapping[str, Any],
    asked: dict[tuple[Source, frozenset[str]], Any],
    failed: set[Source],
) -> Markup:
    engine = WIDGETS.get(widget.type)
    kind = registry.get("widget", widget.type)
    if engine is None or kind is None or widget.broken is not None:
        return _placeholder(widget, common)
    source = engine.source(widget)
    declared = Declared(basis, kind.varies, widget.id, engine.rooms if source else ())
    html = fragments.kept(declared.key)
    if html is None:
        answer: Any = None
        if source is not None:
            if source in failed:
                return _placeholder(widget, common)
            # Kinds share an answer only when they declare alike: else what one may depend on would reach the other's fragment.
            question = (source, declared.declares)
            if question not in asked:
                try:
                    asked[question] = SOURCES[source.name](source, declared)
                except (psycopg.Error, DBAPIError) as error:
                    raise SourceFailed(source) from error
                except Refused:
                    # Not for this viewer, by a rule of the room that was asked.
                    return _placeholder(widget, common)
            answer = asked[question]
        context = {
            **common,
            "widget": {"id": widget.id, "title": widget.title, "size": widget.size, "ptr": ptr},
            **engine.present(widget, answer, declared, compiled),
        }
        html = render_template(f"widgets/{widget.type}/widget.html", **context)
        fragments.keep(declared.key, html)
    return Markup(html)  # noqa: S704 - rendered with autoescape just above


def _placeholder(widget: Widget, common: Mapping[str, Any]) -> Markup:
    title = widget.title or say("This part")
    return Markup(render_template("placeholder.html", **{**common, "title": title}))  # noqa: S704 - rendered template
