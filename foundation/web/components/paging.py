"""Which part of a long list a page shows, and the addresses of the parts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from words import say


@dataclass(frozen=True, slots=True)
class Paging:
    """``number`` counts from 1; ``shown`` rows are on this page; ``more`` says that another follows.

    ``total`` is the number of all rows, or None where counting them would cost more than it tells. ``query`` holds the other
    parameters of the address, which every link keeps.
    """

    number: int
    size: int
    shown: int
    more: bool
    path: str
    total: int | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """Position of the first row of this page, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Position of the last row of this page."""
        return self.first + self.shown - 1

    @property
    def pages(self) -> int | None:
        """How many pages there are, where the total is known."""
        return None if self.total is None else max(1, -(-self.total // self.size))

    @property
    def needed(self) -> bool:
        """False when everything fits on one page."""
        return self.number > 1 or self.more

    def url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        query = {key: value for key, value in self.query.items() if key != "page" and value}
        if number > 1:
            query["page"] = str(number)
        return f"{self.path}?{urlencode(query)}" if query else self.path

    @property
    def next_url(self) -> str | None:
        return self.url(self.number + 1) if self.more else None

    @property
    def previous_url(self) -> str | None:
        return self.url(self.number - 1) if self.number > 1 else None

    @property
    def summary(self) -> str:
        """Which rows are on this page, of how many where that is known."""
        if self.total is None:
            return say("{first} to {last}", first=self.first, last=self.last)
        return say("{first} to {last} of {total}", first=self.first, last=self.last, total=self.total)

    @property
    def numbers(self) -> Iterable[int | None]:
        """Page numbers to offer: the first, the last and those beside this one; None stands for a gap."""
        if self.pages is None:
            return []
        wanted = sorted({1, self.pages, *range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)})
        numbers: list[int | None] = []
        for number in wanted:
            if numbers and number - (numbers[-1] or 0) > 1:
                numbers.append(None)
            numbers.append(number)
        return numbers


@dataclass(frozen=True, slots=True)
class Keyset:
    """A list that is walked by cursors, forwards and back, at a cost that does not grow with its length. Cursors are opaque; None: nothing there."""

    path: str
    shown: int
    next: str | None = None
    previous: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Cursors do not count pages: 1, or 2 for any page that has one before it."""
        return 2 if self.previous else 1

    @property
    def numbers(self) -> Iterable[int | None]:
        """There are no page numbers to offer."""
        return ()

    @property
    def needed(self) -> bool:
        """False when everything fits on one page."""
        return bool(self.next or self.previous)

    @property
    def more(self) -> bool:
        """True when another page follows."""
        return self.next is not None

    @property
    def summary(self) -> str:
        return say("{count} on this page", count=self.shown)

    def url(self, _number: int = 1) -> str:
        """The first page of the same list."""
        return self._address(None)

    @property
    def next_url(self) -> str | None:
        return self._address(self.next) if self.next else None

    @property
    def previous_url(self) -> str | None:
        return self._address(self.previous) if self.previous else None

    def _address(self, cursor: str | None) -> str:
        query = {key: value for key, value in self.query.items() if value}
        if cursor:
            query["cursor"] = cursor
        return f"{self.path}?{urlencode(query)}" if query else self.path
