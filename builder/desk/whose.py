"""Whose orders are shown: the choice of the address, and the ways to choose."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from builder.desk.place import Desk, able
from commerce.orders.policies import reads_every_order
from commerce.orders.queries import Assignee
from foundation.errors import Refused

EVERYONE, MINE, NOBODY = "Everyone", "Mine", "Nobody yet"


def asked(text: str, here: Desk) -> Assignee | None:
    """What the address says: nothing for everybody's, ``mine``, ``nobody``, or a person's id. Raises Refused ``bad_assignee``."""
    if not text:
        return None
    if text == "nobody":
        return "nobody"
    try:
        return here.viewer.staff_id if text == "mine" else UUID(text)
    except ValueError:
        raise Refused("bad_assignee", "There is no such person.", pointer="assignee", status=400) from None


def ways(here: Desk, chosen: str) -> list[tuple[str, str, bool]]:
    """(value, words, chosen) of every way; empty for somebody who is shown their own orders only."""
    if not reads_every_order(here.viewer):
        return []
    mine = str(here.viewer.staff_id)
    others = [(value, name) for value, name in able(here) if value != mine]
    chosen = "mine" if chosen == mine else chosen
    return [
        (value, words, value == chosen)
        for value, words in (("", EVERYONE), ("mine", MINE), *others, ("nobody", NOBODY))
    ]


def links(here: Desk, chosen: str, address: Callable[[str], str]) -> list[tuple[str, str, bool]]:
    """The same as (words, address, chosen)."""
    return [(words, address(value), current) for value, words, current in ways(here, chosen)]
