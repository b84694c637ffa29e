"""Orders as the desk's templates draw them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commerce.orders.page import OrderPage
from commerce.orders.queries import OrderSummary
from commerce.orders.told import CLOSED, present_payment
from portal_config.compiled import Compiled, Status


@dataclass(frozen=True, slots=True)
class MoveShown:
    """A status an order may be moved to: its name, and what a button of its own says. ``final``: it ends the order there, so the page asks first."""

    status_id: str
    label: str
    sentence: str
    look: str
    shut: bool

    @property
    def final(self) -> bool:
        return self.shut


def move_shown(status: Status) -> MoveShown:
    """A move under its status's own name."""
    look = {"done": "primary", "cancelled": "danger"}.get(status.kind, "")
    sentence = "Cancel order" if status.kind == "cancelled" else f"Move to “{status.name}”"
    return MoveShown(status.id, status.name, sentence, look, status.kind in CLOSED)


def payment_mark(order: OrderSummary) -> tuple[str, str]:
    """How a row says whether an order is paid: (state for its look, words); empty for one that costs nothing."""
    if order.payment_state == "not_needed":
        return "", ""
    if order.payment_state == "paid":
        return "paid", "Paid"
    if order.state == "cancelled":
        return "void", "Not needed any more"
    return ("processing", "Announced") if order.payment_state == "pending" else ("due", "Not paid")


def payment(
    page: OrderPage, compiled: Compiled, *, confirm_url: str | None, reject_url: str | None
) -> dict[str, Any] | None:
    """The payment that waits, else the last one; None for an order that costs nothing. ``confirm_url`` is offered for
    transfers only, ``reject_url`` for announced ones."""
    order, found = page.order, present_payment(page)
    if found is None:
        return None
    present, state, label = found
    method = compiled.payment_methods.get(present.method)
    transfer = present.gateway == "bank_transfer" and present.waiting and order.state != "cancelled"
    return {
        "state": state,
        "state_label": label,
        "method_label": method.label if method else present.gateway.replace("_", " ").capitalize(),
        "amount_minor": present.amount_minor,
        "reference": present.reference,
        "paid_at": present.settled_at if state == "paid" else None,
        "confirm_url": confirm_url if transfer else None,
        "reject_url": reject_url if transfer and present.state == "announced" else None,
    }


@dataclass(frozen=True, slots=True)
class Row:
    """An order in the list; ``assignee`` is empty for one that nobody has. ``net_minor`` in minor units of ``currency``."""

    number: str
    url: str
    title: str
    client_name: str
    ordered_by: str
    status_name: str
    status_kind: str
    due: datetime | None
    placed_at: datetime
    net_minor: int
    currency: str
    payment_state: str
    payment_label: str
    assignee: str
    version: int


def row(order: OrderSummary, url: str, assignee: str) -> Row:
    """One order of the list; ``assignee`` is the name of whose it is, empty for nobody's."""
    state, label = payment_mark(order)
    return Row(
        number=order.number,
        url=url,
        title=order.title,
        client_name=order.client_name,
        ordered_by=order.contact_name,
        status_name=order.status_name,
        status_kind=order.status_kind,
        due=order.expected_at,
        placed_at=order.placed_at,
        net_minor=order.gross_minor,
        currency=order.currency,
        payment_state=state,
        payment_label=label,
        assignee=assignee,
        version=order.version,
    )


def count_text(count: int, limit: int) -> str:
    """``7``; ``99+`` where the count stopped."""
    return f"{limit}+" if count > limit else str(count)
