"""Engines of tabs and widgets. A kind's declaration is in ``kind.py``; what draws it stands beside it and registers here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask.typing import ResponseReturnValue
from markupsafe import Markup

from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled, Section, Tab, Widget
from runtime.pages.fragments import Declared


@dataclass(frozen=True, slots=True)
class Source:
    """One question to the database that widgets share: equal sources are asked once a page. ``arguments`` tell two questions of one name apart."""

    name: str
    arguments: tuple[Any, ...] = ()


class TabEngine(Protocol):
    """Draws a tab that the viewer may see."""

    def __call__(self, tab: Tab) -> ResponseReturnValue: ...


@dataclass(frozen=True, slots=True)
class WidgetEngine:
    """``source`` names what a widget asks (None: nothing); ``present`` turns the answer into what ``widget.html`` is given; ``rooms`` are those whose
    changes make a kept one old."""

    present: Callable[[Widget, Any, Declared, Compiled], Mapping[str, Any]]
    source: Callable[[Widget], Source | None] = lambda _widget: None
    rooms: tuple[str, ...] = ("orders", "members")


Loader = Callable[[Source, Declared], Any]

SectionEngine = Callable[[Section, Compiled, Viewer], Markup]

TABS: dict[str, TabEngine] = {}
SECTIONS: dict[str, SectionEngine] = {}
WIDGETS: dict[str, WidgetEngine] = {}
SOURCES: dict[str, Loader] = {}


def tab(kind: str) -> Callable[[TabEngine], TabEngine]:
    """Register the function that draws tabs of a kind. Raises ValueError for a kind that has one."""

    def register(engine: TabEngine) -> TabEngine:
        if kind in TABS:
            raise ValueError(f"two engines draw the tab {kind}")
        TABS[kind] = engine
        return engine

    return register


def section(kind: str) -> Callable[[SectionEngine], SectionEngine]:
    """Register the function that draws page sections of a kind which this floor does not know. Raises ValueError for a kind that has one."""

    def register(engine: SectionEngine) -> SectionEngine:
        if kind in SECTIONS:
            raise ValueError(f"two engines draw the section {kind}")
        SECTIONS[kind] = engine
        return engine

    return register


def widget(kind: str, engine: WidgetEngine) -> WidgetEngine:
    """Register the engine of a widget kind. Raises ValueError for a kind that has one."""
    if kind in WIDGETS:
        raise ValueError(f"two engines draw the widget {kind}")
    WIDGETS[kind] = engine
    return engine


def source(name: str) -> Callable[[Loader], Loader]:
    """Register the one statement that answers a source. It is given only what the widget declared (``varies``)."""

    def register(loader: Loader) -> Loader:
        if name in SOURCES:
            raise ValueError(f"two loaders answer {name}")
        SOURCES[name] = loader
        return loader

    return register
