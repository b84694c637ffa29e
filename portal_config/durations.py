"""Durations as ISO 8601 writes them: ``P7D``, ``P2W``, ``P1M``, ``PT48H``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHAPE = re.compile(
    r"P(?=.)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=.)(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Calendar months, then days, then seconds; a year counts twelve months, a week seven days."""

    months: int
    days: int
    seconds: int


def duration(text: str) -> Duration:
    """The duration in ``text``. Raises ValueError when it is none."""
    found = _SHAPE.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not an ISO 8601 duration")
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Duration(years * 12 + months, weeks * 7 + days, hours * 3600 + minutes * 60 + seconds)
