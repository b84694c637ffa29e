"""Declaration of the field with one choice."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Fault, Flag, Options, Settings, Text
from words import unsaid


class ChoiceOneSettings(Settings):
    options = Options()
    other = Flag(label="An answer in one's own words is taken as well")
    other_label = Text(
        at_least=1, at_most=80, translated=True, default=unsaid("Other"), label="Words for one's own answer"
    )
    layout = Choice(
        ("list", "cards", "dropdown", "search"),
        words={"list": "List", "cards": "Cards", "dropdown": "List to pick from", "search": "List to search in"},
        label="Layout; above 15 options a list to search in",
    )
    default = Text(at_most=80, label="Chosen beforehand")

    @validates_schema
    def default_exists(self, settings: dict[str, Any], **_: Any) -> None:
        """The default is one of the options."""
        if settings["default"] and settings["default"] not in {option["value"] for option in settings["options"]}:
            raise ValidationError(
                [Fault("default_refused", "The default is not an option.", "Choose one that is.")], "default"
            )


@registry.register
class ChoiceOne(Kind):
    name, family, label, icon, group = "choice_one", "field", "One of several", "radio", "Choices"
    answers = "text"
    Settings = ChoiceOneSettings
    example = {
        "type": "choice_one",
        "key": "formal",
        "label": "Form of address",
        "options": [{"id": "opt_sie", "value": "sie", "label": "Sie"}, {"id": "opt_du", "value": "du", "label": "Du"}],
    }
