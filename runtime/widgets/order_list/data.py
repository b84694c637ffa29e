"""Orders of the viewer's client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commerce.orders.queries import Page, list_orders
from portal_config.compiled import Compiled, Widget
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.orders.shown import order_row
from runtime.pages.fragments import Declared

COLUMNS = ("status", "due", "ordered_by", "total")


def asks(part: Widget) -> Source:
    chosen = part.settings.get("source") or {}
    return Source("orders", (chosen.get("view", "open"), chosen.get("sort", "due"), int(chosen.get("limit", 6))))


@source("orders")
def load(asked: Source, declared: Declared) -> Page:
    view, sort, limit = asked.arguments
    return list_orders(declared.viewer, view=view, sort=sort, limit=limit)


def present(_part: Widget, answer: Page, declared: Declared, compiled: Compiled) -> Mapping[str, Any]:
    prices = "price.read" in declared.permissions
    return {
        "orders": [order_row(order, compiled, prices=prices) for order in answer.orders],
        "columns": COLUMNS if prices else COLUMNS[:-1],
        "count": None if answer.next else len(answer.orders),
    }


ENGINE = widget("order_list", WidgetEngine(present, asks))
