"""Declaration of the field with several choices."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Flag, Options, Settings, Text, Whole
from words import unsaid


class ChoiceManySettings(Settings):
    options = Options()
    other = Flag(label="An answer in one's own words is taken as well")
    other_label = Text(
        at_least=1, at_most=80, translated=True, default=unsaid("Other"), label="Words for one's own answer"
    )
    min = Whole(at_most=300, default=0, label="Choose at least")
    max = Whole(at_least=1, at_most=300, label="Choose at most")
    exclusive = Text(at_most=80, label="Option that excludes all others")

    @validates_schema
    def can_be_met(self, settings: dict[str, Any], **_: Any) -> None:
        """There are enough options, and the exclusive one is among them."""
        values = {option["value"] for option in settings["options"]}
        most = settings["max"] if settings["max"] is not None else len(values)
        if settings["min"] > min(most, len(values)):
            raise ValidationError([Fault("range_empty", "Nobody could choose that many.", "Lower min.")], "min")
        if settings["exclusive"] and settings["exclusive"] not in values:
            fault = Fault("option_missing", "This is not one of the options.", "Write the value of one that is.")
            raise ValidationError([fault], "exclusive")


@registry.register
class ChoiceMany(Kind):
    name, family, label, icon, group = "choice_many", "field", "Several of many", "check", "Choices"
    answers = "set"
    Settings = ChoiceManySettings
    example = {
        "type": "choice_many",
        "key": "lang",
        "label": "Languages",
        "options": [
            {"id": "opt_en", "value": "en", "label": "English"},
            {"id": "opt_de", "value": "de", "label": "German"},
        ],
    }
