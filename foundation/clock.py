"""The only source of time. Every tenant has its own clock: real time plus an offset that only ever moves forward."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from foundation.tenancy.scope import maybe_scope

_frozen: datetime | None = None


def real_now() -> datetime:
    """The time of this machine, UTC: for sessions, rate limits and everything that is about the platform and not about business."""
    return _frozen or datetime.now(UTC)


def now() -> datetime:
    """The entered tenant's time, UTC (real time where none is entered)."""
    scope = maybe_scope()
    return real_now() + scope.clock_offset if scope else real_now()


def today(timezone: str) -> date:
    """The calendar day it is for the entered tenant in ``timezone`` (an IANA name)."""
    return now().astimezone(ZoneInfo(timezone)).date()


def in_days(instant: datetime, days: int, timezone: str) -> datetime:
    """The same time of day ``days`` calendar days later in ``timezone``, UTC: a day has 23 or 25 hours when clocks change."""
    zone = ZoneInfo(timezone)
    local = instant.astimezone(zone)
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone).astimezone(UTC)


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold real time still at ``instant`` (UTC); for tests."""
    global _frozen
    before, _frozen = _frozen, instant
    try:
        yield
    finally:
        _frozen = before
