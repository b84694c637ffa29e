"""Declaration of the scale field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Fault, Settings, Text, Whole


class ScaleSettings(Settings):
    preset = Choice(("nps",), words={"nps": "Net Promoter Score, 0 to 10"}, label="Known scale; it sets both ends")
    min = Whole(at_most=1, default=1, label="First point")
    max = Whole(at_least=2, at_most=10, default=5, label="Last point")
    low = Text(at_most=60, translated=True, label="Words at the low end")
    high = Text(at_most=60, translated=True, label="Words at the high end")

    @validates_schema
    def of_ten_points(self, settings: dict[str, Any], **_: Any) -> None:
        """Eleven points are the Net Promoter Score only."""
        if not settings["preset"] and settings["max"] - settings["min"] > 9:
            raise ValidationError(
                [Fault("number_range", "A scale has two to ten points.", "Begin at 1, or choose the preset.")], "max"
            )


@registry.register
class Scale(Kind):
    name, family, label, icon, group = "scale", "field", "Scale", "sort", "Choices"
    answers = "num"
    Settings = ScaleSettings
    example = {"type": "scale", "key": "nps", "label": "How likely are you to recommend us?", "preset": "nps"}
