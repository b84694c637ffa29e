"""Declaration of the date field."""

from datetime import date
from typing import Any

from portal_config import durations
from portal_config.kinds import Kind, registry
from portal_config.settings import Choices, Rule, Settings, refuse

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


class DateSettings(Settings):
    min = DateBound(label="First day")
    max = DateBound(label="Last day")
    weekdays = Choices(WEEKDAYS, label="Only these days")


@registry.register
class DateField(Kind):
    name, family, label, icon, group = "date", "field", "Date", "calendar", "Numbers"
    answers = "date"
    Settings = DateSettings
    example = {
        "type": "date",
        "key": "deadline",
        "label": "Needed by",
        "min": "P7D",
        "weekdays": ["mon", "tue", "wed", "thu", "fri"],
    }
