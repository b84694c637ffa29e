"""The one way amounts are rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from commerce.pricing.limits import LARGEST_MINOR
from foundation.errors import Refused


def half_away(amount: Decimal) -> int:
    """Whole minor units, halves away from zero (domain semantics, "Rounding mode"). Raises Refused ``amount_too_large``.

    ``ROUND_HALF_UP`` of the decimal module rounds halves away from zero for both signs.
    """
    if not amount.is_finite() or abs(amount) > LARGEST_MINOR:
        raise Refused("amount_too_large", "This amount is too large to be ordered. Choose a smaller quantity.")
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))
