"""Merging lists of names: what both sides added is there, what one took away is not, and what one moved is where that side put it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from portal_config import ids
from portal_config.diff.orders import moved
from portal_config.expressions.parse import ARITY


def mergeable(*lists: Any) -> bool:
    """Whether these are lists of names, each once. A rule is none, though it is a list of texts at times: its parts make sense together only."""
    for each in lists:
        if not isinstance(each, list) or not all(isinstance(one, str) for one in each) or len(set(each)) != len(each):
            return False
        if each and each[0] in ARITY:
            return False
    return True


def names_of_items(value: Any) -> list[str] | None:
    """The ids of a list whose items all carry one, each once; None for any other list."""
    if not isinstance(value, list):
        return None
    names = [each.get("id") if isinstance(each, dict) else None for each in value]
    if not all(ids.well_shaped(name) for name in names) or len(set(names)) != len(names):
        return None
    return [str(name) for name in names]


def merged_list(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], kept: Collection[str] | None = None
) -> list[str]:
    """One order out of two. ``kept``: the names that are left; None: all that neither side took away.

    The same whichever side is called ours: where both want the same place, the two orders themselves decide.
    """
    if kept is None:
        gone = {each for each in base if each not in ours or each not in theirs}
        kept = {each for each in (*ours, *theirs) if each not in gone}
    first, second = sorted((list(ours), list(theirs)))
    floating = [_floating(base, first), _floating(base, second)]
    # What both moved goes where the first of the two puts it.
    floating[1] -= floating[0]
    placed = [each for each in base if each in kept and each not in floating[0] and each not in floating[1]]
    # A name that one side lost and the merge keeps stands where it stood.
    fixed = set(placed)
    for order, own in ((first, floating[0]), (second, floating[1])):
        anchors = set(fixed)
        for place, each in enumerate(order):
            if each not in own or each not in kept:
                continue
            before = next((one for one in reversed(order[:place]) if one in anchors), None)
            placed.insert(placed.index(before) + 1 if before is not None else 0, each)
            anchors.add(each)
    return placed


def _floating(base: Sequence[str], order: Sequence[str]) -> set[str]:
    """What a side added or moved."""
    stay = [each for each in base if each in order]
    known = set(stay)
    return {each for each in order if each not in known} | set(moved(stay, [each for each in order if each in known]))
