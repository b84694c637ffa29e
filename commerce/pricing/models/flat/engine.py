"""Flat: the amount of the price, once."""

from __future__ import annotations

from decimal import Decimal

from commerce.pricing.engines import Part, engine
from portal_config.compiled import Price


@engine("flat")
def flat(price: Price, quantity: Decimal) -> tuple[Part, ...]:
    """One part of one piece; ``quantity`` does not matter (domain semantics, b: "flat = amount")."""
    del quantity
    amount = Decimal(price.minor)
    return (Part("Fixed price", Decimal(1), amount, amount),)
