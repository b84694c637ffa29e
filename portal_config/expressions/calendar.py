"""Days: adding them, months and business days. All of it is about the portal's calendar, never about a zone."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from portal_config.expressions.values import ExpressionFailed

MOST_DAYS = 1_000_000
MOST_MONTHS = 12_000
MOST_BUSINESS_DAYS = 3_660


@dataclass(frozen=True, slots=True)
class Calendar:
    """``weekdays`` on which the portal works (0 is Monday) and the ``holidays`` on which it does not."""

    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = field(default_factory=frozenset)

    def works(self, day: date) -> bool:
        """Whether the day is a business day."""
        return day.weekday() in self.weekdays and day not in self.holidays


def whole(number: Decimal, most: int) -> int:
    """The number as an int. Raises ExpressionFailed ``whole`` for a fraction, ``range`` beyond ``most`` either way."""
    if number != number.to_integral_value():
        raise ExpressionFailed("whole", "Only whole days and months can be added.")
    if abs(number) > most:
        raise ExpressionFailed("range", "This is too far away.")
    return int(number)


def add_days(day: date, days: int) -> date:
    """The day so many days later. Raises ExpressionFailed ``range`` outside of the years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ExpressionFailed("range", "This day lies outside of the calendar.") from None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is too short. Raises ExpressionFailed ``range``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ExpressionFailed("range", "This day lies outside of the calendar.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_business_days(day: date, days: int, calendar: Calendar) -> date:
    """The business day so many business days later; the day itself for none. Raises ExpressionFailed ``calendar`` where nobody ever works, ``range``."""
    if days and not calendar.weekdays:
        raise ExpressionFailed("calendar", "The portal has no business days.")
    step, left, passed = (1 if days > 0 else -1), abs(days), 0
    while left:
        day = add_days(day, step)
        passed += 1
        if calendar.works(day):
            left -= 1
        elif passed > 10 * MOST_BUSINESS_DAYS:
            raise ExpressionFailed("calendar", "The portal has no business days.")
    return day
