"""Declaration of the repeat field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config import limits
from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Refs, Settings, Text, Whole


class RepeatSettings(Settings):
    row = Refs("fld", at_least=1, at_most=20, required=True, label="Questions of each row")
    min_rows = Whole(at_most=limits.ROWS, default=0, label="Rows at least")
    max_rows = Whole(at_least=1, at_most=limits.ROWS, default=20, label="Rows at most")
    row_title = Text(at_most=60, default="Row", translated=True, label="What one row is called")

    @validates_schema
    def can_be_met(self, settings: dict[str, Any], **_: Any) -> None:
        """The least is not more than the most."""
        if settings["min_rows"] > settings["max_rows"]:
            raise ValidationError([Fault("range_empty", "The most is less than the least.", "Raise it.")], "max_rows")


@registry.register
class Repeat(Kind):
    name, family, label, icon, group = "repeat", "field", "Rows of questions", "layers", "Structure"
    answers = "list:thing"
    Settings = RepeatSettings
    example = {"type": "repeat", "key": "topics", "label": "Topics", "row": ["fld_topic"], "min_rows": 1}
