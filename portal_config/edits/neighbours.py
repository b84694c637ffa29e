"""Where in an order something goes: after one neighbour, before another, first, or last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal_config.edits.edit import Edit


def place_for(names: Sequence[Any], edit: Edit) -> int:
    """The place among ``names`` (the others, in order) that the edit asks for. ``after`` null: first; neither ``after`` nor ``before``, or ``before`` null, or
    a neighbour that is not there (any more): last."""
    if "after" in edit:
        after = edit["after"]
        if after is None:
            return 0
        return names.index(after) + 1 if after in names else len(names)
    before = edit.get("before")
    # Items without a name have none to go before.
    return names.index(before) if before is not None and before in names else len(names)


def neighbour(names: Sequence[Any], place: int) -> Any:
    """The one before a place, or None when it is the first: what ``after`` says."""
    return names[place - 1] if place else None
