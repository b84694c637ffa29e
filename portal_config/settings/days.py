"""Days, times of day and moments as settings."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from portal_config import durations
from portal_config.settings.base import Setting, refuse
from portal_config.settings.fields import Rule, Text

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_ZONE = re.compile(r"[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+){0,2}", re.ASCII)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class DateBound(Rule):
    """A date (2026-11-20), days from the day the form is filled in (P7D), or a rule that comes to a date."""

    def __init__(self, **options: Any) -> None:
        super().__init__("date", **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list | dict):
            return super()._deserialize(value, attr, data, **kwargs)
        bound = _bound(value) if isinstance(value, str) else None
        if bound is None:
            refuse("date_invalid", "This is not a date.", "Write 2026-11-20, or days from today as P7D.")
        return bound


def _bound(text: str) -> date | int | None:
    try:
        if not text.startswith("P"):
            return date.fromisoformat(text) if len(text) == 10 else None
        length = durations.duration(text)
    except ValueError:
        return None
    return length.days if not length.months and not length.seconds and length.days <= 3660 else None


class MomentBound(Rule):
    """Time from the moment the form is filled in (P2D, PT4H), or a rule that comes to a point in time."""

    def __init__(self, **options: Any) -> None:
        super().__init__("instant", **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, list | dict):
            return super()._deserialize(value, attr, data, **kwargs)
        try:
            length = durations.duration(value) if isinstance(value, str) else None
        except ValueError:
            length = None
        if length is None or length.months or length.days > 3660:
            refuse("duration_invalid", "This is not a span of time.", "Write days as P2D or hours as PT4H.")
        return timedelta(days=length.days, seconds=length.seconds)


class TimeOfDay(Text):
    """``14:30``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            refuse("time_invalid", "This is not a time of day.", "Write it like 14:30.")
        return str(value)


@lru_cache(maxsize=512)
def _zone_exists(name: str) -> bool:
    try:
        return bool(_ZONE.fullmatch(name)) and ZoneInfo(name).key == name
    except (ValueError, OSError, KeyError):
        return False


class TimeZone(Setting):
    """A name of the IANA time zone database."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _zone_exists(value):
            refuse("timezone_unknown", "This is not a time zone.", "Use a name such as Europe/Berlin.")
        return value
