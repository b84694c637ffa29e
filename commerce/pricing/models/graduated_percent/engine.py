"""Graduated percent: each part of the service's net amount at the percentage of the tier it falls into."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from commerce.pricing.engines import Engine, From, Part, engine
from commerce.pricing.labels import OF_FIRST, OF_NEXT, ONCE_TOO
from commerce.pricing.tiers import plain, tiers_of
from portal_config.compiled import Price


@engine
class GraduatedPercent(Engine):
    """Domain semantics, b: "tiers over an amount, each part at its own percent (+ flat)"."""

    model = "graduated_percent"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:
        """A part for each tier entered, and one for its flat amount."""
        return tuple(self._parts(price, quantity, base))

    def _parts(self, price: Price, quantity: Decimal, base: Decimal) -> Iterator[Part]:
        for tier in tiers_of(price, "percent"):
            inside = tier.part_of(base)
            if not inside:
                return
            amount = inside * tier.unit / 100
            words = (OF_NEXT if tier.after else OF_FIRST).format(percent=plain(tier.unit))
            yield Part(words, quantity, amount, quantity * amount)
            if tier.flat:
                yield Part(f"{words}{ONCE_TOO}", Decimal(1), tier.flat, tier.flat, times=False)

    def least(self, price: Price) -> From:  # noqa: ARG002
        """No amount without a service."""
        return From(Decimal(0), "", exact=False)

    def free(self, price: Price) -> bool:
        """Where no tier costs anything."""
        return not any(tier.unit or tier.flat for tier in tiers_of(price, "percent"))
