"""Declaration of the long text field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Settings, Text, Whole


class LongTextSettings(Settings):
    min_length = Whole(at_most=20_000, default=0, label="Shortest answer")
    max_length = Whole(at_least=1, at_most=20_000, default=4_000, label="Longest answer")
    rows = Whole(at_least=2, at_most=20, default=5, label="Height in lines")
    default = Text(at_most=4_000, lines=True, label="Filled in beforehand")

    @validates_schema
    def in_order(self, settings: dict[str, Any], **_: Any) -> None:
        """The shortest answer is not longer than the longest."""
        if settings["min_length"] > settings["max_length"]:
            raise ValidationError(
                [Fault("range_empty", "No answer can be that short and that long.", "Raise max_length.")]
            )


@registry.register
class LongText(Kind):
    name, family, label, icon, group = "long_text", "field", "Long text", "paragraph", "Words"
    answers = "text"
    Settings = LongTextSettings
    example = {"type": "long_text", "key": "brief", "label": "Brief", "require": True, "max_length": 4000}
