"""A pasted list of people: one address after another, as mail programs and spreadsheets give them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from foundation.errors import Refused
from foundation.identity.addresses import clean_address
from foundation.identity.names import one_line

MOST = 50
"""Addresses that are taken at once."""
SHOWN = 80
"""Characters of a piece that are quoted back."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One piece of the list. ``email`` is None where it is no address; ``text`` is what was typed, shortened."""

    text: str
    name: str
    email: str | None


def read_addresses(text: str) -> tuple[Typed, ...]:
    """The people in ``text``, parted by commas, semicolons, white space or line breaks; ``Dana Whitfield <dana@acme.example>`` and a line with
    a name and an address in two columns bring the name along. An address that stands there twice counts once.

    Raises Refused ``no_addresses``, ``too_many_addresses``.
    """
    made: dict[str, Typed] = {}
    for piece in _pieces(text):
        made.setdefault(piece.email or piece.text, piece)
    if not made:
        raise Refused("no_addresses", "Enter at least one e-mail address.", pointer="addresses")
    if len(made) > MOST:
        raise Refused(
            "too_many_addresses",
            "Invite at most {most} people at once. There are {count} in this list.",
            most=MOST,
            count=len(made),
            pointer="addresses",
        )
    return tuple(made.values())


def _pieces(text: str) -> Iterator[Typed]:
    for line in text.splitlines():
        for part in _parts(line):
            if part.endswith(">") and "<" in part:
                name, _, address = part[:-1].rpartition("<")
                yield _typed(address, name.strip().strip('"'), part)
                continue
            cells = [cell.strip() for cell in part.split("\t") if cell.strip()]
            if len(cells) > 1 and sum("@" in cell for cell in cells) == 1:
                address = next(cell for cell in cells if "@" in cell)
                yield _typed(address, " ".join(cell for cell in cells if cell is not address), part)
                continue
            yield from (_typed(word, "", word) for word in part.split())


def _parts(line: str) -> Iterator[str]:
    """The line at its commas and semicolons; those inside quotes or angle brackets part nothing."""
    if line.count('"') % 2:
        line = line.replace('"', "")
    for part in re.findall(r'(?:"[^"]*"|[^",;])+', line):
        if part.strip():
            yield part.strip()


def _typed(address: str, name: str, text: str) -> Typed:
    shown = one_line(text)
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    try:
        return Typed(shown, one_line(name), clean_address(address.strip().removeprefix("mailto:")))
    except Refused:
        return Typed(shown, one_line(name), None)
