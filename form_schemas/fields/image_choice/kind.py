"""Declaration of the field with pictures to choose from."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Flag, Options, Settings, Whole


class ImageChoiceSettings(Settings):
    options = Options(pictures=True)
    multiple = Flag(label="Several can be chosen")
    min = Whole(at_most=300, default=0, label="Choose at least")
    max = Whole(at_least=1, at_most=300, label="Choose at most")

    @validates_schema
    def can_be_met(self, settings: dict[str, Any], **_: Any) -> None:
        """There are enough pictures."""
        count = len(settings["options"])
        most = settings["max"] if settings["max"] is not None else count
        if settings["min"] > min(most, count):
            raise ValidationError([Fault("range_empty", "Nobody could choose that many.", "Lower min.")], "min")


@registry.register
class ImageChoice(Kind):
    name, family, label, icon, group = "image_choice", "field", "Pictures to choose from", "image", "Choices"
    answers = "text"
    Settings = ImageChoiceSettings
    example = {
        "type": "image_choice",
        "key": "style",
        "label": "Which style comes closest?",
        "options": [
            {"id": "opt_calm", "value": "calm", "label": "Calm, with much white", "image": "ast_example"},
            {"id": "opt_loud", "value": "loud", "label": "Loud, with large type", "image": "ast_example"},
        ],
    }

    @classmethod
    def answered(cls, raw: Mapping[str, Any]) -> str:
        """One text, or a set where several can be chosen."""
        return "set" if raw.get("multiple") is True else "text"
