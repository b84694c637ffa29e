"""Declaration of the calculated field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Settings, Text


class CalculatedSettings(Settings):
    unit = Text(at_most=40, translated=True, label="Unit")


@registry.register
class Calculated(Kind):
    name, family, label, icon, group = "calculated", "field", "Calculated value", "gauge", "Structure"
    answers = "computed"
    Settings = CalculatedSettings
    example = {
        "type": "calculated",
        "key": "hours",
        "label": "Estimated hours",
        "compute": ["mul", ["field", "fld_pages"], 2],
        "unit": "hours",
    }
