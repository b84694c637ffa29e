"""Declaration of the yes-or-no field."""

from portal_config.kinds import Kind, registry
from portal_config.settings import Flag, Settings, Text


class YesNoSettings(Settings):
    require_yes = Flag(label="Only yes is accepted")
    yes = Text(at_least=1, at_most=80, translated=True, default="Yes", label="Word for yes")
    no = Text(at_least=1, at_most=80, translated=True, default="No", label="Word for no")


@registry.register
class YesNo(Kind):
    name, family, label, icon, group = "yes_no", "field", "Yes or no", "toggle", "Choices"
    answers = "bool"
    Settings = YesNoSettings
    example = {"type": "yes_no", "key": "rush", "label": "Is it urgent?", "require": True}
