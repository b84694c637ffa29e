"""How the parts of a price are called. An order keeps these words in English; they are said again in the language of whoever reads them."""

from __future__ import annotations

from words import language, say, say_again, unsaid
from words.language import ENGLISH

FIXED = unsaid("Fixed price")
ONCE = unsaid("Once")
NUMBER, _SMALL = unsaid("Number"), unsaid("number")
UNIT = unsaid("unit")
PER = unsaid("per {unit}")
AND_MORE = unsaid("{unit} {first} and more")
AFTER = unsaid("{unit} after {first}")
FROM_TO = unsaid("{unit} {first} to {last}")
OF_SERVICE = unsaid("{percent} % of the service")
OF_FIRST = unsaid("{percent} % of the first part")
OF_NEXT = unsaid("{percent} % of the next part")
SOME_FREE = unsaid("Packages of {size}, {free} of them free")
PACKAGES = unsaid("Packages of {size}")
KNOWN = (PER, AND_MORE, AFTER, FROM_TO, OF_SERVICE, OF_FIRST, OF_NEXT, SOME_FREE, PACKAGES)
"""Those with placeholders, the most telling first."""
ONCE_TOO, FROM = ", once", "Price from "


def label_told(label: str) -> str:
    """A kept label in the present language."""
    if label.endswith(ONCE_TOO):
        return say("{what}, once", what=label_told(label.removesuffix(ONCE_TOO)))
    if label.startswith(FROM):
        return say("Price from {which}", which=label_told(label.removeprefix(FROM)))
    return say_again(label, *KNOWN, terms=(NUMBER, _SMALL, UNIT))


def unit_told(unit: str) -> str:
    """What one of them is called: the seller's word, or ours where there is none."""
    return say(unit) if unit == UNIT else unit


def pieces(number: str, unit: str, units: str = "") -> str:
    """``12 articles``, ``1 article``. ``units``: what the seller calls several. Without it English adds an s; other languages have no one way to say many,
    so the word stays as it is there."""
    if number == "1":
        return f"1 {unit}"
    return f"{number} {units or (f'{unit}s' if language() == ENGLISH else unit)}"
