"""Per unit: quantity times the amount of one unit."""

from __future__ import annotations

from decimal import Decimal

from commerce.pricing.engines import Part, engine
from portal_config.compiled import Price


@engine("per_unit")
def per_unit(price: Price, quantity: Decimal) -> tuple[Part, ...]:
    """One part (domain semantics, b: "per_unit = qty × unit")."""
    unit = Decimal(price.minor)
    return (Part(f"Price per {price.unit}" if price.unit else "Price per unit", quantity, unit, quantity * unit),)
