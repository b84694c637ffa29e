"""Declaration of the date field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import WEEKDAYS, Choices, DateBound, Settings


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
