"""``portal.business_days``: on which days the portal works."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import holidays

from portal_config import limits
from portal_config.expressions.calendar import Calendar
from portal_config.settings import Choices, Day, Items, Setting, Settings, refuse

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS_BACK, YEARS_AHEAD = 1, 3
"""The years whose holidays a compiled document knows, around the one it is compiled in."""


class HolidaysOf(Setting):
    """A country, or a country and a part of it: ``DE``, ``DE-BE``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        country, _, part = value.partition("-") if isinstance(value, str) else ("", "", "")
        parts = _countries().get(country)
        if parts is None or (isinstance(value, str) and "-" in value and part not in parts):
            refuse("holidays_unknown", "The holidays of this place are not known.", "Write a country as DE, or DE-BE.")
        return str(value)


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


class BusinessDaysSettings(Settings):
    days = Choices(WEEKDAYS, at_least=1, default=WEEKDAYS[:5], label="Days on which you work")
    holidays = HolidaysOf(label="Public holidays of")
    closed = Items(Day(), at_most=limits.OWN_DAYS, unique=True, label="Days on which you do not work")


@lru_cache(maxsize=256)
def _holidays_of(place: str, year: int) -> frozenset[date]:
    country, _, part = place.partition("-")
    years = range(year - YEARS_BACK, year + YEARS_AHEAD + 1)
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=years))


def calendar_of(values: dict[str, Any] | None, year: int | None) -> Calendar:
    """The calendar of what was read; ``year`` is the present one, None: of the public holidays none are known."""
    if not values:
        return Calendar()
    days = frozenset(WEEKDAYS.index(day) for day in values["days"]) or Calendar().weekdays
    place = values["holidays"]
    public = _holidays_of(place, year) if place and year is not None else frozenset()
    return Calendar(days, public | frozenset(values["closed"]))
