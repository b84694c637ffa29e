"""Declaration of the field with a day and a time."""

from portal_config.kinds import Kind, registry
from portal_config.settings import MomentBound, Settings, TimeZone, Whole


class DateTimeSettings(Settings):
    min = MomentBound(label="Earliest")
    max = MomentBound(label="Latest")
    step = Whole(at_least=1, at_most=720, default=1, label="In steps of, in minutes")
    zone = TimeZone(label="Time zone; without one the portal's")


@registry.register
class DateTimeField(Kind):
    name, family, label, icon, group = "datetime", "field", "Day and time", "clock", "Numbers"
    answers = "instant"
    Settings = DateTimeSettings
    example = {"type": "datetime", "key": "launch", "label": "When does it go live?", "min": "P1D", "step": 15}
