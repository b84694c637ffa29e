"""Rounds become figures: medians with their spread, and a verdict that does not take luck for success."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

Verdict = Literal["met", "missed", "noise", ""]


def spread(values: Sequence[float]) -> float:
    """How far the round that is farthest from the median lies from it. Raises StatisticsError without values."""
    middle = median(values)
    return max(abs(value - middle) for value in values)


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0 to 1) of the values do not exceed. Raises ValueError without values."""
    if not sorted_values:
        raise ValueError("no values to take a percentile of")
    rank = max(1, math.ceil(share * len(sorted_values)))
    return sorted_values[rank - 1]


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of ``bench.json``. ``rounds`` are what was measured, in ``unit``; the value is their median, or their largest where ``worst``.

    ``target`` is the most that is allowed; None: the row only informs. Without rounds the row was not measured.
    """

    name: str
    unit: str
    rounds: tuple[float, ...] = ()
    target: float | None = None
    worst: bool = False

    @property
    def value(self) -> float | None:
        """What the row says, or None for one that was not measured."""
        if not self.rounds:
            return None
        return max(self.rounds) if self.worst else median(self.rounds)

    @property
    def spread(self) -> float | None:
        """None where it says nothing: a single round, or the worst of all."""
        return None if self.worst or len(self.rounds) < 2 else spread(self.rounds)

    @property
    def verdict(self) -> Verdict:
        """``noise`` when the rounds lie farther apart than the value lies from its target, whichever side of it."""
        if self.target is None or self.value is None:
            return ""
        if self.spread is not None and self.spread > abs(self.target - self.value):
            return "noise"
        return "met" if self.value <= self.target else "missed"

    @property
    def ok(self) -> bool | None:
        """True only for a target that was clearly met; None where there is none."""
        return None if self.target is None or self.value is None else self.verdict == "met"

    def row(self) -> dict[str, object]:
        """The row as ``bench.json`` holds it."""
        value = None if self.value is None else round(self.value, 4)
        return {"name": self.name, "value": value, "unit": self.unit, "target": self.target, "ok": self.ok}


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> tuple[float, ...]:
    """Each round's own ratio: what disturbed the machine in a round disturbed both. Raises ValueError when the rounds do not pair up."""
    return tuple(top / bottom for top, bottom in zip(numerators, denominators, strict=True))
