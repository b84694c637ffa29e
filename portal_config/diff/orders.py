"""Which parts of an order have moved: as few as can be said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Those of ``new`` that must move so that the rest stands in the order of ``old``, in the order of ``new``. Both hold the same ids."""
    place = {part_id: at for at, part_id in enumerate(old)}
    kept = _longest_rising([place[part_id] for part_id in new])
    return [part_id for at, part_id in enumerate(new) if at not in kept]


def _longest_rising(values: Sequence[int]) -> set[int]:
    """Places of a longest strictly rising subsequence (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for place, each in enumerate(values):
        pile = bisect_left(tops, each)
        before.append(at[pile - 1] if pile else None)
        if pile == len(tops):
            tops.append(each)
            at.append(place)
        else:
            tops[pile], at[pile] = each, place
    kept: set[int] = set()
    step = at[-1] if at else None
    while step is not None:
        kept.add(step)
        step = before[step]
    return kept
