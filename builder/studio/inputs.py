"""What the studio's script sends, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from foundation.errors import NotFound, Refused

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EditsInput:
    """A save. ``base`` is the draft's number that the person saw."""

    edits: list[Any]
    base: int
    intent: str
    label: str
    key: str


def edits(sent: Any) -> EditsInput:
    """Raises Refused ``bad_edits``."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("edits"), list):
        raise _bad("edits", "Send a list of edits.")
    base = sent.get("base")
    if type(base) is not int or not 0 < base < 2**53:
        raise _bad("base", "Send the number of the draft that was read.")
    words = {name: sent.get(name, "") for name in ("intent", "label", "key")}
    for name, word in words.items():
        if not isinstance(word, str) or len(word) > 400:
            raise _bad(name, f"“{name}” is a short text.")
    return EditsInput(sent["edits"], base, **words)


@dataclass(frozen=True, slots=True)
class RuleInput:
    """A rule as text, and the pointer of the setting it is of."""

    ptr: str
    text: str


def rule(sent: Any) -> RuleInput:
    """Raises Refused ``bad_edits``."""
    found = {name: sent.get(name) if isinstance(sent, Mapping) else None for name in ("ptr", "text")}
    for name, word in found.items():
        if not isinstance(word, str) or len(word) > 20_000:
            raise _bad(name, f"“{name}” is a text.")
    return RuleInput(str(found["ptr"]), str(found["text"]))


def step(sent: Any) -> int | None:
    """The step that was meant, or None. Raises Refused ``bad_edits``."""
    found = sent.get("step") if isinstance(sent, Mapping) else None
    if found is not None and (type(found) is not int or not 0 < found < 2**53):
        raise _bad("step", "A step is a number.")
    return found


def member(sent: Any) -> UUID | None:
    """Whom to look as; None for a visitor. Raises NotFound."""
    if not sent:
        return None
    try:
        return UUID(str(sent))
    except ValueError:
        raise NotFound() from None


def colour(sent: str) -> str:
    """``#rrggbb`` in small letters. Raises Refused ``color_invalid``."""
    if not _COLOUR.fullmatch(sent.lower()):
        raise Refused("color_invalid", "Write a colour like #294fb5.", pointer="accent")
    return sent.lower()


def _bad(pointer: str, message: str) -> Refused:
    return Refused("bad_edits", message, pointer=pointer, status=400)
