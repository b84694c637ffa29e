"""Per unit: quantity times the amount of one unit."""

from __future__ import annotations

from decimal import Decimal

from commerce.pricing.engines import Engine, From, Part, engine
from commerce.pricing.labels import PER, UNIT
from portal_config.compiled import Price


@engine
class PerUnit(Engine):
    """Domain semantics, b: "per_unit = qty × unit"."""

    model = "per_unit"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:  # noqa: ARG002
        """One part."""
        unit = Decimal(price.settings["money"].minor)
        return (Part(PER.format(unit=price.unit or UNIT), quantity, unit, quantity * unit),)

    def least(self, price: Price) -> From:
        """The amount of one."""
        return From(Decimal(price.settings["money"].minor), price.unit or UNIT, exact=True)
