"""Package: whole packages, however much of the last one is used."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from commerce.pricing.engines import Engine, From, Part, engine
from commerce.pricing.labels import PACKAGES, SOME_FREE, pieces
from commerce.pricing.tiers import plain
from portal_config.compiled import Price


@engine
class Package(Engine):
    """Domain semantics, b: "ceil(max(0, qty − free_units) ÷ package_size) × amount"."""

    model = "package"

    def parts(self, price: Price, quantity: Decimal, base: Decimal) -> tuple[Part, ...]:  # noqa: ARG002
        """One part: so many packages. Nothing where all of it is free."""
        settings = price.settings
        paid = max(quantity - settings["free_units"], Decimal(0))
        packages = (paid / settings["package_size"]).to_integral_value(ROUND_CEILING)
        amount = Decimal(settings["money"].minor)
        words = (SOME_FREE if settings["free_units"] else PACKAGES).format(
            size=self._size(price), free=plain(settings["free_units"])
        )
        return (Part(words, packages, amount, packages * amount),)

    def _size(self, price: Price) -> str:
        size = price.settings["package_size"]
        return pieces(plain(size), price.unit or "", price.units)

    def least(self, price: Price) -> From:
        """The amount of one package."""
        return From(Decimal(price.settings["money"].minor), self._size(price), exact=not price.settings["free_units"])
