"""Durations and days as settings."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from datetime import date
from typing import Any

from portal_config import durations
from portal_config.settings.base import Setting, refuse

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_LONGEST_DAYS = 3_660


class Span(Setting):
    """A duration as ISO 8601 writes it (``P3D``, ``P1M``, ``PT48H``), read as ``Duration``; longer than nothing, at most ten years."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> durations.Duration:
        try:
            length = durations.duration(value) if isinstance(value, str) else None
        except ValueError:
            length = None
        if length is None:
            refuse("duration_invalid", "This is not a duration.", "Write days as P7D, months as P1M, hours as PT48H.")
        days = length.months * 31 + length.days + length.seconds // 86_400
        if not any((length.months, length.days, length.seconds)) or days > _LONGEST_DAYS:
            refuse("number_range", "Longer than nothing, and at most ten years.")
        return length


class Period(Span):
    """A duration in whole months (``P1M``, ``P1Y``), read as their number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        length = super()._deserialize(value, attr, data, **kwargs)
        if length.days or length.seconds:
            refuse("duration_months", "Months or years are needed here.", "Write months as P1M and years as P1Y.")
        return length.months


class Day(Setting):
    """A day as ISO 8601 writes it (``2026-11-20``), read as ``date``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None:
            refuse("date_invalid", "This is not a day.", "Write it like 2026-11-20.")
        return day


WITHIN = {"from": Day(), "until": Day()}
"""From which day on something holds, and until which; both days are within."""
