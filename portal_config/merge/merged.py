"""What a merge comes to: the document, what must be decided, and what came from the live side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal


class _Gone:
    """Stands for what is not there."""

    def __repr__(self) -> str:
        return "GONE"

    def __deepcopy__(self, memo: object) -> _Gone:
        return self


GONE: Final = _Gone()
"""The value of a side that has none, because it was never there or was removed."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value of one's own in place of both sides'; ``Chosen(GONE)`` takes it away."""

    value: Any


Choice = Literal["mine", "live"] | Chosen


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both sides decided differently. ``ptr`` is where, ``kind`` how: both ``changed`` one property, one ``removed`` what the other changed, one removed
    what the other ``names`` now, or both brought a part to another ``place``. ``mine`` and ``live`` are the two values (of a place: pointers), GONE where
    there is none; ``sentence`` says it to people, with the names of the sides."""

    ptr: str
    kind: Literal["changed", "removed", "names", "place"]
    mine: Any
    live: Any
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge. At a conflict ``document`` holds what is mine until ``resolve`` says otherwise; ``taken`` are pointers of all that came from the live side."""

    document: dict[str, Any]
    conflicts: tuple[Conflict, ...]
    taken: tuple[str, ...]
    base: Mapping[str, Any] = field(repr=False, default_factory=dict)
    ours: Mapping[str, Any] = field(repr=False, default_factory=dict)
    theirs: Mapping[str, Any] = field(repr=False, default_factory=dict)
    sides: tuple[str, str] = ("you", "the live portal")
