"""Declaration of the appointment field: no room keeps free times yet."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Whole


class AppointmentSettings(Settings):
    lead_hours = Whole(at_most=24 * 90, default=24, label="Hours ahead at least")


@registry.register
class Appointment(Kind):
    name, family, label, icon, group = "appointment", "field", "Appointment", "clock", "People and records"
    answers = "instant"
    engine = "planned"
    Settings = AppointmentSettings
    example = {"type": "appointment", "key": "call", "label": "When may we call?"}
