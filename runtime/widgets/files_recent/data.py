"""The newest files that the viewer may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foundation import clock
from portal_config.compiled import Compiled, Widget
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.files.shown import ADDRESSES
from runtime.pages.fragments import Declared
from workspace.files.queries import FileRecord, list_files
from workspace.files.shown import shown


def asks(part: Widget) -> Source:
    chosen = part.settings.get("source") or {}
    return Source("files", (int(chosen.get("limit", 5)), tuple(chosen.get("folders") or ())))


@source("files")
def load(asked: Source, declared: Declared) -> tuple[FileRecord, ...]:
    limit, folders = asked.arguments
    return list_files(declared.viewer, folders=folders or None, limit=limit).files


def present(_part: Widget, answer: tuple[FileRecord, ...], declared: Declared, compiled: Compiled) -> Mapping[str, Any]:
    return {"files": shown(answer, declared.viewer, ADDRESSES, clock.now(), compiled.folders)}


ENGINE = widget("files_recent", WidgetEngine(present, asks, rooms=("files", "orders", "members")))
