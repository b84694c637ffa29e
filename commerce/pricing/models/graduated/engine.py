"""Graduated: each unit at the price of the tier it falls into."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from commerce.pricing.engines import Part, engine
from commerce.pricing.labels import ONCE_TOO
from commerce.pricing.tiered import Tiered
from commerce.pricing.tiers import span, tiers_of
from portal_config.compiled import Price


@engine
class Graduated(Tiered):
    """Domain semantics, b: "each unit at the price of the tier it falls in, plus flat_amount of every tier entered"."""

    model = "graduated"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:  # noqa: ARG002
        """A part for each tier entered, and one for its flat amount."""
        return tuple(self._parts(price, quantity))

    def _parts(self, price: Price, quantity: Decimal) -> Iterator[Part]:
        for tier in tiers_of(price):
            inside = tier.part_of(quantity)
            if not inside:
                return
            words = span(price.unit or "", tier.after, tier.after + inside)
            yield Part(words, inside, tier.unit, inside * tier.unit)
            if tier.flat:
                yield Part(f"{words}{ONCE_TOO}", Decimal(1), tier.flat, tier.flat, times=False)
