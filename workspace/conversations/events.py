"""Facts about conversations. ``subject`` is ``thread:<id>``; ids are text. What was said is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class MessagePosted(Event):
    """Somebody said something. ``order``: the order the thread is about, None for a client's own thread; ``internal``: between staff."""

    name: ClassVar[str] = "message.posted"
    message: str
    client: str
    order: str | None
    internal: bool


@dataclass(frozen=True, kw_only=True)
class MessageChanged(Event):
    """Somebody corrected what they had said."""

    name: ClassVar[str] = "message.changed"
    message: str
    client: str
    order: str | None
    internal: bool


@dataclass(frozen=True, kw_only=True)
class MessageRemoved(Event):
    """Somebody took back what they had said."""

    name: ClassVar[str] = "message.removed"
    message: str
    client: str
    order: str | None
    internal: bool
