"""A greeting in the seller's words, and the one next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal_config.compiled import Compiled, Widget
from portal_config.texts import fill
from runtime.engines import WidgetEngine, widget
from runtime.pages.compose import visible_tabs
from runtime.pages.fragments import Declared
from runtime.pages.words import words_of
from words import say


def present(part: Widget, _answer: Any, declared: Declared, compiled: Compiled) -> Mapping[str, Any]:
    known = words_of(declared.person, compiled)
    shop = next((tab for tab in visible_tabs(compiled, declared.person) if tab.type == "storefront"), None)
    orders = shop is not None and "order.create" in declared.permissions
    return {
        "heading": fill(str(part.settings.get("text") or say("Hello {{user.first_name}}")), known),
        "text": fill(str(part.settings.get("hint") or ""), known),
        "actions": [(say("New order"), url_for("pages.tab", slug=shop.slug), "primary", "plus")]
        if shop and orders
        else [],
    }


ENGINE = widget("welcome", WidgetEngine(present))
