"""What prices with tiers have in common: what they come to at least, and their quantity table."""

from __future__ import annotations

from commerce.pricing.engines import Engine, From, Row
from commerce.pricing.labels import UNIT
from commerce.pricing.tiers import tiers_of
from portal_config.compiled import Price


class Tiered(Engine):
    """A price of so much for each, by tiers of the quantity."""

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
