"""Declaration of the field with two days."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import WEEKDAYS, Choices, DateBound, Fault, Settings, Whole


class DateRangeSettings(Settings):
    min = DateBound(label="First day")
    max = DateBound(label="Last day")
    min_days = Whole(at_least=1, at_most=3_660, default=1, label="At least, in days; both ends count")
    max_days = Whole(at_least=1, at_most=3_660, label="At most, in days; both ends count")
    weekdays = Choices(WEEKDAYS, label="Begins and ends on these days only")

    @validates_schema
    def in_order(self, settings: dict[str, Any], **_: Any) -> None:
        """There is a range that fits."""
        if settings["max_days"] is not None and settings["max_days"] < settings["min_days"]:
            raise ValidationError([Fault("range_empty", "The most is less than the least.", "Raise it.")], "max_days")


@registry.register
class DateRange(Kind):
    name, family, label, icon, group = "date_range", "field", "From day to day", "calendar", "Numbers"
    Settings = DateRangeSettings
    example = {"type": "date_range", "key": "campaign", "label": "When does it run?", "min": "P1D", "max_days": 90}
