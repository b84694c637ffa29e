"""Every text that can be translated, with its place in words and what it is in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from builder.studio.place import Studio
from portal_config import translatable
from portal_config.diff import Names, where
from portal_config.findings import Finding, pointer

LONG = 80


@dataclass(frozen=True, slots=True)
class Row:
    """``key`` is the text's name in ``texts``; ``lines``: it is written in several; ``wrong`` what is found about the translation."""

    key: str
    ptr: str
    where: str
    own: str
    text: str
    most: int
    lines: bool
    wrong: Sequence[Finding]


@dataclass(frozen=True, slots=True)
class Rows:
    """``shown`` of those that are asked for (``found``), out of ``total``; ``missing`` have no text in the language."""

    shown: tuple[Row, ...]
    found: int
    total: int
    missing: int


def rows(here: Studio, language: str, *, missing: bool, search: str, start: int, count: int) -> Rows:
    """The texts of the draft in the order of the document. ``missing``: only those without a text in the language; ``search`` finds words in either
    language and in the place."""
    written = here.raw(pointer("texts", language))
    known = written if isinstance(written, Mapping) else {}
    names = Names(here.document)
    wanted, open_, total = [], 0, 0
    needle = search.casefold()
    for key, one in translatable(here.document).items():
        total += 1
        text = known.get(key)
        text = text if isinstance(text, str) else ""
        open_ += not text
        if missing and text:
            continue
        if needle and needle not in f"{one.text}\n{text}\n{where(here.document, one.at, names)}".casefold():
            continue
        wanted.append((key, one, text))
    shown = tuple(
        Row(
            key,
            one.at,
            where(here.document, one.at, names),
            one.text,
            text,
            int(getattr(one.setting, "at_most", 0) or 4_000),
            "\n" in one.text or len(one.text) > LONG,
            tuple(each for each in here.findings if each.pointer == pointer("texts", language, key)),
        )
        for key, one, text in wanted[start : start + count]
    )
    return Rows(shown, len(wanted), total, open_)
