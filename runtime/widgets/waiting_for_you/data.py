"""What the viewer's company is asked for: an answer to a delivery, a payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from commerce.orders.queries import OrderSummary, waiting_for_you
from portal_config.compiled import Compiled, Widget
from runtime.engines import Source, WidgetEngine, source, widget
from runtime.pages.fragments import Declared
from words import say, say_as


def asks(part: Widget) -> Source:
    chosen = part.settings.get("source") or {}
    return Source("tasks", (tuple(chosen.get("of", ("review", "payment"))), int(chosen.get("limit", 5))))


@source("tasks")
def load(asked: Source, declared: Declared) -> tuple[OrderSummary, ...]:
    kinds, limit = asked.arguments
    found = waiting_for_you(declared.viewer, limit=limit + 1)
    return tuple(order for order in found if _kind(order) in kinds)


def _kind(order: OrderSummary) -> str:
    return "review" if order.status_kind == "waiting_client" else "payment"


def present(
    part: Widget, answer: tuple[OrderSummary, ...], declared: Declared, _compiled: Compiled
) -> Mapping[str, Any]:
    limit = asks(part).arguments[1]
    pays = "order.pay" in declared.permissions
    # Whoever may not pay is not waited for: the widget asks for what this person can do.
    answer = tuple(order for order in answer if pays or _kind(order) == "review")
    items = []
    for order in answer[:limit]:
        review = _kind(order) == "review"
        items.append(
            {
                "icon": "eye" if review else "card",
                "title": order.title,
                "line": f"{order.number} · {order.status_name if review else say('not paid yet')}",
                "due": order.expected_at if review else None,
                "action": say("Review") if review else say_as("verb", "Pay"),
                "url": url_for("orders.order", number=order.number),
            }
        )
    return {"items": items, "count": len(answer)}


ENGINE = widget("waiting_for_you", WidgetEngine(present, asks))
