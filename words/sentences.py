"""Sentences, said in the present language. Placeholders are named and stand in braces: ``say("Order at most {most} of “{name}”.", most=3, name="Pump")``.

``tools/gather_words.py`` finds them in the code by these names, so a sentence is written where it is said, as one text and never put together from pieces.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import Any

from words.catalogue import catalogue
from words.language import ENGLISH, language


def say(message: str, **given: Any) -> str:
    """A sentence in the present language. One that is not translated is said in English."""
    tongue = language()
    text = message if tongue == ENGLISH else catalogue(tongue).sentences.get(message, message)
    return text.format(**given) if given else text


def say_as(context: str, message: str, **given: Any) -> str:
    """``say`` for a word that means several things in English: ``context`` tells which, such as ``verb``."""
    text = catalogue(language()).sentences.get((context, message), message)
    return text.format(**given) if given else text


def say_many(one: str, many: str, count: int, **given: Any) -> str:
    """A sentence about ``count`` things, in the form that the language has for so many. ``{count}`` may stand in it."""
    words = catalogue(language())
    forms = words.forms.get(one, (one, many))
    return forms[words.form_of(count)].format(count=count, **given)


def say_again(text: str, *messages: str, terms: Collection[str] = ()) -> str:
    """A sentence that was said in English and kept, in the present language. ``messages`` are those it may be made of, the most telling first; of what fills
    their placeholders only ``terms`` are said again, for everything else is somebody's own word."""
    tongue = language()
    if tongue == ENGLISH:
        return text
    sentences = catalogue(tongue).sentences
    for message in messages if text not in sentences else ():
        found = _pattern(message).fullmatch(text)
        if found:
            return say(
                message, **{name: say(value) if value in terms else value for name, value in found.groupdict().items()}
            )
    return sentences.get(text, text)


@cache
def _pattern(message: str) -> re.Pattern[str]:
    """What a sentence with filled placeholders looks like."""
    parts = re.split(r"\{(\w+)\}", message)
    return re.compile("".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)))


def within(word: str) -> str:
    """A word that begins with a capital where it stands alone, inside a sentence: small in English, unchanged where nouns keep their capital."""
    return word[:1].lower() + word[1:] if language() == ENGLISH else word


def unsaid(message: str) -> str:
    """A sentence that is said later, by ``say`` with the same text: marked, so that it is found."""
    return message
