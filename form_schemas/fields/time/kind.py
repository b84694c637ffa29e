"""Declaration of the time field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Settings, TimeOfDay, Whole


class TimeSettings(Settings):
    min = TimeOfDay(label="Earliest")
    max = TimeOfDay(label="Latest")
    step = Whole(at_least=1, at_most=720, default=1, label="In steps of, in minutes")

    @validates_schema
    def in_order(self, settings: dict[str, Any], **_: Any) -> None:
        """There is a time that fits."""
        if settings["min"] and settings["max"] and settings["min"] > settings["max"]:
            raise ValidationError([Fault("range_empty", "The latest comes before the earliest.", "Raise max.")], "max")


@registry.register
class TimeField(Kind):
    name, family, label, icon, group = "time", "field", "Time of day", "clock", "Numbers"
    answers = "text"
    Settings = TimeSettings
    example = {"type": "time", "key": "call", "label": "When may we call?", "min": "09:00", "max": "17:00", "step": 15}
