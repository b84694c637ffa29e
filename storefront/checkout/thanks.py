"""The page after an order, for people who see no list of orders: guests above all."""

from __future__ import annotations

from typing import Any

from flask import url_for

from commerce.catalog.policies import reads_prices
from commerce.checkout.confirmation import Confirmation
from portal_config import texts
from runtime.pages.portal import Portal, draw
from words import say, unsaid

ON_THE_WAY = unsaid("You can pay from the order’s own page.")


def thanks_page(here: Portal, confirmed: Confirmation) -> str:
    """Number, what is to be paid and how, and where the link went. Whoever holds the page's token sees no more than that."""
    return draw(
        "thanks.html",
        say("Thank you"),
        order={
            "number": confirmed.number,
            "title": confirmed.title,
            "net_minor": confirmed.gross_minor if reads_prices(here.viewer) else None,
            "currency": confirmed.currency,
        },
        order_url=None,
        email=masked(confirmed.contact_email) if confirmed.by_guest else "",
        payment=_payment(here, confirmed),
        services_url=url_for("shop.catalogue"),
    )


def masked(email: str) -> str:
    """``d…@a….example`` of an address: enough to recognise one's own, too little to learn another's."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain[:1]}….{domain.rpartition('.')[2]}" if name and domain else ""


def instructions(here: Portal, template: str, *, number: str, title: str, total: str) -> str:
    """How to pay, with the order's own words filled in."""
    viewer = here.viewer
    return texts.fill(
        template,
        {
            "portal.name": here.compiled.name,
            "order.number": number,
            "order.service": title,
            "order.total": total,
            "user.first_name": viewer.first_name,
            "user.name": viewer.name,
            "user.email": viewer.email,
            "client.name": viewer.client_name,
        },
    )


def _payment(here: Portal, confirmed: Confirmation) -> dict[str, Any] | None:
    if confirmed.payment_state == "not_needed":
        return None
    state = "void" if confirmed.state == "cancelled" else confirmed.payment_state
    method = here.compiled.payment_methods.get(confirmed.payment_method)
    how = ""
    if method is not None and method.type == "bank_transfer":
        total = here.formats.money(confirmed.gross_minor, confirmed.currency)
        how = instructions(here, method.instructions, number=confirmed.number, title=confirmed.title, total=total)
    return {
        "state": state,
        "method_label": method.label if method else "",
        "instructions": how or say(ON_THE_WAY),
        "reference": confirmed.number if how else "",
        "pay_url": None,
    }
