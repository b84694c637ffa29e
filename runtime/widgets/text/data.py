"""The seller's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config.compiled import Compiled, Widget
from portal_config.texts import fill
from runtime.engines import WidgetEngine, widget
from runtime.pages.fragments import Declared
from runtime.pages.words import words_of


def present(part: Widget, _answer: Any, declared: Declared, compiled: Compiled) -> Mapping[str, Any]:
    return {"text": fill(str(part.settings.get("text", "")), words_of(declared.person, compiled))}


ENGINE = widget("text", WidgetEngine(present))
