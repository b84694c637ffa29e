"""Flat: one amount, whatever the quantity."""

from __future__ import annotations

from decimal import Decimal

from commerce.pricing.engines import Engine, From, Part, engine
from commerce.pricing.labels import FIXED
from portal_config.compiled import Price


@engine
class Flat(Engine):
    """Domain semantics, b: "flat = amount"."""

    model = "flat"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:  # noqa: ARG002
        """One part."""
        amount = Decimal(price.settings["money"].minor)
        return (Part(FIXED, Decimal(1), amount, amount),)

    def least(self, price: Price) -> From:
        """The amount."""
        return From(Decimal(price.settings["money"].minor), "", exact=True)
