"""What happened last for the viewer's company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal_config.compiled import Compiled, Widget
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.pages.fragments import Declared
from workspace.timeline.queries import SOURCES, Happening, happenings
from workspace.timeline.told import told


def asks(part: Widget) -> Source:
    chosen = part.settings.get("source") or {}
    return Source("happenings", (tuple(chosen.get("of", SOURCES)), int(chosen.get("limit", 8))))


@source("happenings")
def load(asked: Source, declared: Declared) -> tuple[Happening, ...]:
    of, limit = asked.arguments
    return happenings(declared.person, of=of, limit=limit)


def present(
    _part: Widget, answer: tuple[Happening, ...], _declared: Declared, _compiled: Compiled
) -> Mapping[str, Any]:
    return {"entries": [{"told": told(one), "at": one.at, "number": one.number, "url": _url(one)} for one in answer]}


def _url(one: Happening) -> str | None:
    if one.what == "message" and one.thread_id is not None:
        return url_for("threads.show", thread_id=one.thread_id)
    return url_for("orders.order", number=one.number) if one.number else None


ENGINE = widget("timeline", WidgetEngine(present, asks, rooms=("orders", "messages", "files", "members")))
