"""Volume: all units at the price of the tier that the whole quantity falls into."""

from __future__ import annotations

from decimal import Decimal

from commerce.pricing.engines import Part, engine
from commerce.pricing.labels import FROM, ONCE
from commerce.pricing.tiered import Tiered
from commerce.pricing.tiers import span, tiers_of
from portal_config.compiled import Price


@engine
class Volume(Tiered):
    """Domain semantics, b: "all units at the price of the tier of the total quantity, plus that tier's flat amount. The total may go down when a tier is
    crossed: show it"."""

    model = "volume"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:  # noqa: ARG002
        """One part, and one for the tier's flat amount."""
        tier = next(each for each in tiers_of(price) if each.holds(quantity))
        words = f"{FROM}{span(price.unit or '', tier.after, tier.up_to, within=True)}"
        made = Part(words, quantity, tier.unit, quantity * tier.unit)
        return (made, Part(ONCE, Decimal(1), tier.flat, tier.flat, times=False)) if tier.flat else (made,)
