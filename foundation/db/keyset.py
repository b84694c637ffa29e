"""Walking a long list a page at a time, at a cost that does not grow with the list. A cursor is an opaque text: the row to go on from, and the way."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from foundation.errors import Refused

Record = TypeVar("Record")
Key = datetime | int | str | UUID


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a list is sorted by: ``column`` of the statement, whose values are of type ``kind``, then ``identity``, a row's id. ``given`` is how the statement
    writes the value of the row to go on from."""

    name: str
    column: str
    kind: type[Key]
    descending: bool
    identity: str
    given: str = "%(key)s"


@dataclass(frozen=True, slots=True)
class Walk:
    """One page of a sorted list: the condition, its parameters and the order for a statement that asks for one row more than the page holds."""

    by: Sorting
    conditions: tuple[str, ...]
    parameters: dict[str, Any]
    backwards: bool

    @property
    def order(self) -> str:
        """What stands behind ``order by``."""
        direction = "desc" if self.by.descending != self.backwards else "asc"
        return f"{self.by.column} {direction}, {self.by.identity} {direction}"

    def page(
        self, found: Sequence[Record], size: int, place: Callable[[Record], tuple[Key, UUID]]
    ) -> tuple[tuple[Record, ...], str | None, str | None]:
        """The page out of at most ``size`` + 1 rows found, with the cursors of the next and of the previous one. ``place`` is a row's key and id."""
        more = len(found) > size
        shown = tuple(found[:size])
        if self.backwards:
            shown = shown[::-1]
        further = bool(shown) and (more or self.backwards)
        earlier = bool(shown) and (more if self.backwards else bool(self.parameters))
        return (
            shown,
            self._cursor(place(shown[-1]), backwards=False) if further else None,
            self._cursor(place(shown[0]), backwards=True) if earlier else None,
        )

    def _cursor(self, place: tuple[Key, UUID], *, backwards: bool) -> str:
        key, identity = place
        written = key if isinstance(key, int) else key.isoformat() if isinstance(key, datetime) else str(key)
        return write_cursor(self.by.name, int(backwards), written, str(identity))


def walk(by: Sorting, cursor: str | None) -> Walk:
    """The page that a cursor leads to, the first one where there is none. Raises Refused ``bad_cursor`` for one that was made up or belongs to a list
    sorted otherwise."""
    if not cursor:
        return Walk(by, (), {}, backwards=False)
    try:
        name, back, written, identity = read_cursor(cursor)
        if name != by.name or back not in (0, 1):
            raise ValueError(cursor)
        key, after = _key(written, by.kind), UUID(identity)
    except (ValueError, TypeError, AttributeError):
        raise bad_cursor() from None
    backwards = bool(back)
    sign = "<" if by.descending != backwards else ">"
    condition = f"({by.column}, {by.identity}) {sign} ({by.given}, %(after)s)"
    return Walk(by, (condition,), {"key": key, "after": after}, backwards)


def write_cursor(*place: int | str) -> str:
    """A place in a list as one opaque text that stands in an address."""
    text = json.dumps(place, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> list[Any]:
    """What ``write_cursor`` was given, as far as anybody can tell: each part is for the caller to check. Raises Refused ``bad_cursor``."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return list(json.loads(text))
    except (ValueError, TypeError, RecursionError):
        raise bad_cursor() from None


def bad_cursor() -> Refused:
    """The answer to a cursor that leads nowhere."""
    message = "This page of the list does not exist. Start from the first one."
    return Refused("bad_cursor", message, pointer="cursor", status=400)


def _key(written: Any, kind: type[Key]) -> Key:
    if kind is int:
        if type(written) is not int or abs(written) >= 2**63:
            raise ValueError(written)
        return written
    if type(written) is not str or "\0" in written or not written.isprintable():
        raise ValueError(written)
    if kind is UUID:
        return UUID(written)
    if kind is datetime:
        moment = datetime.fromisoformat(written)
        if moment.tzinfo is None:
            raise ValueError(written)
        return moment
    return written
