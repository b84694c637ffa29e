"""Volume: all units at the price of the tier that the whole quantity falls into."""

from __future__ import annotations

from decimal import Decimal

from commerce.pricing.engines import Engine, From, Part, Row, engine
from commerce.pricing.labels import FROM, ONCE, UNIT
from commerce.pricing.tiers import span, tiers_of
from portal_config.compiled import Price


@engine
class Volume(Engine):
    """Domain semantics, b: "all units at the price of the tier of the total quantity, plus that tier's flat amount. The total may go down when a tier is
    crossed: show it"."""

    model = "volume"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:  # noqa: ARG002
        """One part, and one for the tier's flat amount."""
        tier = next(each for each in tiers_of(price) if each.holds(quantity))
        words = f"{FROM}{span(price.unit or '', tier.after, tier.up_to, within=True)}"
        made = Part(words, quantity, tier.unit, quantity * tier.unit)
        return (made, Part(ONCE, Decimal(1), tier.flat, tier.flat, times=False)) if tier.flat else (made,)

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
