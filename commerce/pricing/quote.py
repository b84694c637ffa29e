"""Pricing one service: parts from the model's engine, each rounded once, never their sum."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from commerce.pricing.engines import engine_of
from commerce.pricing.limits import LARGEST_MINOR, LARGEST_QUANTITY, LARGEST_UNIT, QUANTITY_PLACES
from commerce.pricing.rounding import half_away
from foundation.errors import Refused
from portal_config.compiled import Price


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of how an amount came about. ``unit_price`` is exact, in minor units; ``unit_minor`` is the same rounded. ``times``: the
    amount is ``quantity`` times the unit price."""

    label: str
    quantity: Decimal
    unit_price: Decimal
    unit_minor: int
    net_minor: int
    times: bool = True


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a quantity of a service costs: integer minor units of ``currency``. A free service has no lines and costs 0."""

    lines: tuple[PriceLine, ...]
    net_minor: int
    currency: str


def quote(price: Price | None, quantity: Decimal | int, currency: str, base: int = 0) -> Quoted:
    """What ``quantity`` costs by ``price`` (None: free) in ``currency``. ``base``: net amount of the service in minor units, for what is a part of it.

    Raises Refused ``bad_quantity``, ``amount_too_large``, ``other_currency`` when the price is in another currency.
    """
    number = Decimal(quantity)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 < number <= LARGEST_QUANTITY or -exponent > QUANTITY_PLACES:
        raise Refused("bad_quantity", "Enter a quantity above 0.", pointer="quantity")
    if price is None:
        return Quoted((), 0, currency)
    if price.currency and price.currency != currency:
        raise Refused("other_currency", "Services in two currencies cannot be ordered together. Order them one by one.")
    parts = engine_of(price.model).parts(price, number, Decimal(base))
    lines = tuple(
        PriceLine(part.label, part.quantity, part.unit, half_away(part.unit), half_away(part.net), part.times)
        for part in parts
    )
    net = sum(line.net_minor for line in lines)
    if net > LARGEST_MINOR or any(part.unit >= LARGEST_UNIT for part in parts):
        raise Refused("amount_too_large", "This amount is too large to be ordered. Choose a smaller quantity.")
    return Quoted(lines, net, currency)
