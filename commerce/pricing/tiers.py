"""Tiers, read from a price: each ends at ``up_to`` inclusive, the next begins after it, the last has no end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from commerce.pricing.labels import NUMBER
from portal_config.compiled import Price


@dataclass(frozen=True, slots=True)
class Tier:
    """From more than ``after`` to ``up_to``; ``unit`` is the amount of one (or the percentage), ``flat`` what is added once it is entered."""

    after: Decimal
    up_to: Decimal | None
    unit: Decimal
    flat: Decimal

    def holds(self, quantity: Decimal) -> bool:
        """Whether the quantity falls into this tier."""
        return quantity > self.after and (self.up_to is None or quantity <= self.up_to)

    def part_of(self, quantity: Decimal) -> Decimal:
        """How much of the quantity falls into this tier: 10.5 puts 0.5 into a tier that begins after 10."""
        end = quantity if self.up_to is None else min(quantity, self.up_to)
        return max(end - self.after, Decimal(0))


def tiers_of(price: Price, amount: str = "unit_amount") -> Iterator[Tier]:
    """The tiers of a price in order; ``amount`` names the setting that holds the amount of one."""
    after = Decimal(0)
    for tier in price.settings["tiers"]:
        up_to = tier["up_to"]
        yield Tier(after, up_to, tier[amount], tier["flat_amount"])
        after = up_to if up_to is not None else after


def span(unit: str, after: Decimal, end: Decimal | None, *, within: bool = False) -> str:
    """Which of them, in words: "Article 1 to 4", "Article 10 and more", "Hour 10 to 10.5". ``within``: inside of a sentence, so "article 1 to 4"."""
    word = unit or (NUMBER.lower() if within else NUMBER)
    word = word if within else f"{word[:1].upper()}{word[1:]}"
    if end is None:
        return f"{word} {plain(after + 1)} and more" if whole(after) else f"{word} after {plain(after)}"
    if whole(after) and whole(end):
        return f"{word} {plain(after + 1)}" if end == after + 1 else f"{word} {plain(after + 1)} to {plain(end)}"
    return f"{word} {plain(after)} to {plain(end)}"


def whole(number: Decimal) -> bool:
    """Whether it is a whole number."""
    return number == number.to_integral_value()


def plain(number: Decimal) -> str:
    """Without exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
