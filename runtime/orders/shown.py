"""Orders as templates draw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from commerce.orders.page import OrderPage
from commerce.orders.queries import OrderSummary
from commerce.orders.told import present_payment
from commerce.payments.instructions import how_to_pay
from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled, Status


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A row of an order list. ``net_minor`` is None where the person may not see prices."""

    number: str
    url: str
    title: str
    status_name: str
    status_kind: str
    step: int
    steps: int
    due: datetime | None
    ordered_by: str
    net_minor: int | None
    currency: str


def order_row(order: OrderSummary, compiled: Compiled, *, prices: bool) -> OrderRow:
    """One order of a list; its step is counted in the present pipeline, among the statuses that are not cancelled."""
    step, steps = 0, 0
    for pipeline in compiled.pipelines.values():
        if pipeline.status(order.status) is not None:
            path = [status.id for status in pipeline.statuses if status.kind != "cancelled"]
            steps = len(path)
            step = path.index(order.status) + 1 if order.status in path else 0
            break
    return OrderRow(
        number=order.number,
        url=url_for("orders.order", number=order.number),
        title=order.title,
        status_name=order.status_name,
        status_kind=order.status_kind,
        step=step,
        steps=steps,
        due=order.expected_at,
        ordered_by=order.contact_name,
        net_minor=order.gross_minor if prices else None,
        currency=order.currency,
    )


def look(status: Status) -> str:
    """How a move's button looks: what finishes is primary, what cancels is dangerous."""
    return {"done": "primary", "cancelled": "danger"}.get(status.kind, "")


def payment(
    page: OrderPage, compiled: Compiled, *, pay_url: str, announce_url: str, viewer: Viewer, locale: str
) -> Mapping[str, Any] | None:
    """The order's payment as its page shows it: the attempt that waits, else the last one. None for an order that costs nothing."""
    order, found = page.order, present_payment(page)
    if found is None:
        return None
    present, state, label = found
    method = compiled.payment_methods.get(present.method)
    open_now = order.payment_state in ("unpaid", "pending") and order.state != "cancelled"
    return {
        "state": state,
        "state_label": label,
        "method_label": method.label if method else present.gateway.replace("_", " ").capitalize(),
        "amount_minor": present.amount_minor,
        "reference": present.reference,
        "instructions": how_to_pay(
            compiled,
            method,
            number=order.number,
            title=order.title,
            minor=present.amount_minor,
            currency=present.currency,
            locale=locale,
            viewer=viewer,
        )
        if method and open_now
        else "",
        "pay_url": pay_url if open_now and page.may_pay and present.gateway != "bank_transfer" else None,
        "announce_url": announce_url if open_now and page.may_pay and present.state == "pending" else None,
        "paid_at": present.settled_at if state == "paid" else None,
    }
