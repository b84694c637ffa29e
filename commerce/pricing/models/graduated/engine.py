"""Graduated: each unit at the price of the tier it falls into."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from commerce.pricing.engines import Engine, From, Part, Row, engine
from commerce.pricing.labels import ONCE_TOO, UNIT
from commerce.pricing.tiers import span, tiers_of
from portal_config.compiled import Price


@engine
class Graduated(Engine):
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

    def least(self, price: Price) -> From:
        """The amount of one in the cheapest tier; where something is added once, what the first one comes to with it."""
        tiers = list(tiers_of(price))
        if any(tier.flat for tier in tiers):
            return From(tiers[0].unit + tiers[0].flat, "", exact=False)
        units = {tier.unit for tier in tiers}
        return From(min(units), price.unit or UNIT, exact=len(units) == 1)

    def rows(self, price: Price) -> tuple[Row, ...]:
        """A row for each tier."""
        return tuple(Row(tier.after, tier.up_to, tier.unit, tier.flat) for tier in tiers_of(price))

    def free(self, price: Price) -> bool:
        """Where no tier costs anything."""
        return not any(tier.unit or tier.flat for tier in tiers_of(price))
