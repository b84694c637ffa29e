"""The translations of one language: a dictionary, read from its ``.po`` file once a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``sentences``: English → translation, or (context, English) → translation. ``forms``: the English singular → one text for each form of the language;
    ``form_of`` says which is for a number. ``scripts`` is what script says: English → translation, or its forms."""

    sentences: Mapping[str | tuple[str, str], str]
    forms: Mapping[str, tuple[str, ...]]
    form_of: Callable[[int], int]
    scripts: Mapping[str, str | tuple[str, ...]]


NONE = Catalogue({}, {}, lambda number: int(number != 1), {})


@cache
def catalogue(tag: str) -> Catalogue:
    """The translations into the language ``tag``; those of ``de`` for ``de-AT``; none for a language without a file."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    if language not in languages():
        return NONE
    with (FOLDER / f"{language}.po").open("rb") as file:
        read = read_po(file, abort_invalid=True)
    sentences: dict[str | tuple[str, str], str] = {}
    forms: dict[str, tuple[str, ...]] = {}
    scripts: dict[str, str | tuple[str, ...]] = {}
    for message in read:
        if not message.id or not message.string:
            continue
        if isinstance(message.id, str):
            key = (message.context, message.id) if message.context else message.id
            sentences[key] = str(message.string)
            if _in_script(message):
                scripts[message.id] = str(message.string)
        elif all(message.string):
            forms[message.id[0]] = tuple(message.string)
            if _in_script(message):
                scripts[message.id[0]] = tuple(message.string)
    return Catalogue(sentences, forms, c2py(read.plural_expr), scripts)


def _in_script(message: Message) -> bool:
    return any(file.endswith(".js") for file, _ in message.locations)


@cache
def languages() -> tuple[str, ...]:
    """The languages there are translations into."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.po")))
