"""Orders that are not paid yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from commerce.orders.queries import OrderSummary, payment_due
from portal_config.compiled import Compiled, Widget
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.pages.fragments import Declared

COUNTED = 100
"""Sums and counts are made of at most so many orders, so that the page costs the same with any number."""


def asks(part: Widget) -> Source:
    chosen = part.settings.get("source") or {}
    return Source("payments", (int(chosen.get("limit", 6)), COUNTED))


@source("payments")
def load(asked: Source, declared: Declared) -> tuple[OrderSummary, ...]:
    return payment_due(declared.viewer, limit=asked.arguments[1])


def present(
    part: Widget, answer: tuple[OrderSummary, ...], _declared: Declared, compiled: Compiled
) -> Mapping[str, Any]:
    totals: dict[str, int] = {}
    for order in answer:
        totals[order.currency] = totals.get(order.currency, 0) + order.gross_minor
    items = []
    for order in answer[: asks(part).arguments[0]]:
        method = compiled.payment_methods.get(order.payment_method)
        items.append(
            {
                "title": order.title,
                "number": order.number,
                "url": url_for("orders.order", number=order.number),
                "amount_minor": order.gross_minor,
                "currency": order.currency,
                "method_label": method.label if method else "",
                "state": "due",
                "pay_url": url_for("checkout.payment.to_payment", number=order.number)
                if method and method.type == "gateway" and order.payment_state == "unpaid"
                else None,
            }
        )
    return {
        "items": items,
        "count": len(answer),
        "totals": [(minor, currency) for currency, minor in sorted(totals.items())],
    }


ENGINE = widget("payment_due", WidgetEngine(present, asks))
