"""Northlight with an order of Dana's, fresh for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from foundation.db import rows, transaction, value
from foundation.identity.viewer import Viewer
from foundation.tenancy import entered
from portico import rooms
from tests.commerce import cast
from tests.commerce.conftest import clean_caches, look, stranger  # noqa: F401
from workspace.conversations import actions, queries
from workspace.conversations.queries import Message, ThreadPage


@dataclass
class Talk:
    """The people of a portal and the conversation about one order."""

    house: cast.House
    order: UUID
    number: str
    keys: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def who(self, name: str) -> Viewer:
        """A member by name, or ``jonas`` and ``mia`` of the staff."""
        return {"jonas": self.house.manager, "mia": self.house.owner}.get(name) or self.house.viewer(name)

    def inside(self, action: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """The answer of an action or a query in a committed transaction of the live tenant."""
        with entered(self.house.live), transaction():
            return action(*arguments, **more)

    def say(self, name: str, text: str, *, thread: UUID | None = None, key: str = "", **more: Any) -> Message:
        return self.inside(
            actions.post_message,
            self.who(name),
            thread or self.order,
            text=text,
            key=key or f"k{next(self.keys)}",
            **more,
        )

    def page(self, name: str, *, thread: UUID | None = None, **more: Any) -> ThreadPage:
        return self.inside(queries.thread_page, self.who(name), thread or self.order, **more)

    def read(self, name: str, seq: int, *, thread: UUID | None = None) -> bool:
        return self.inside(actions.mark_read, self.who(name), thread or self.order, seq)

    def told(self) -> list[tuple[str, str, dict[str, Any]]]:
        """(room, name, body) of everything that was told, in order."""
        found = self.inside(rows, "select room, name, body from realtime_entries order by at, room, seq")
        return [(one.room, one.name, one.body) for one in found]

    def count(self, sql: str, **parameters: Any) -> int:
        return int(self.inside(value, sql, **parameters))


@pytest.fixture
def talk(clean_caches: None) -> Talk:  # noqa: F811
    """Northlight, with an order of Dana's."""
    rooms.enter()
    house = cast.northlight()
    placed = cast.order(house, "dana")
    return Talk(house, placed.order_id, placed.number)
