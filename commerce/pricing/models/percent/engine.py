"""Percent: a part of the service's own net amount."""

from __future__ import annotations

from decimal import Decimal

from commerce.pricing.engines import Engine, From, Part, engine
from commerce.pricing.labels import OF_SERVICE
from commerce.pricing.tiers import plain
from portal_config.compiled import Price


@engine
class Percent(Engine):
    """Of the service's net amount, which is rounded already; the result is rounded once."""

    model = "percent"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:
        """One part."""
        percent = price.settings["percent"]
        amount = base * percent / 100
        return (Part(OF_SERVICE.format(percent=plain(percent)), quantity, amount, quantity * amount),)

    def least(self, price: Price) -> From:  # noqa: ARG002
        """No amount without a service."""
        return From(Decimal(0), "", exact=False)

    def free(self, price: Price) -> bool:
        """It costs as soon as the service does."""
        return bool(price.settings["percent"] == 0)
