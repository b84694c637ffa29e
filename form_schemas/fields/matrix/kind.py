"""Declaration of the matrix field."""

from typing import Any

from marshmallow import ValidationError

from portal_config import limits
from portal_config.kinds import Kind, registry
from portal_config.settings import Fault, Flag, Items, Part, Settings, Text
from portal_config.settings.options import OptionValue


class LineSettings(Settings):
    value = OptionValue(required=True)
    label = Text(required=True, at_least=1, at_most=limits.SENTENCE, translated=True)


class Lines(Items):
    """Rows or columns, each value once."""

    def __init__(self, *, at_most: int, label: str) -> None:
        super().__init__(Part(LineSettings), at_least=1, at_most=at_most, required=True, label=label)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        lines = super()._deserialize(value, attr, data, **kwargs)
        seen: set[str] = set()
        for place, line in enumerate(lines):
            if line["value"] in seen:
                fault = Fault("value_duplicate", f"“{line['value']}” stands twice.", "Give one another value.")
                raise ValidationError({place: {"value": [fault]}}, valid_data=lines)
            seen.add(line["value"])
        return lines


class MatrixSettings(Settings):
    rows = Lines(at_most=50, label="Rows")
    columns = Lines(at_most=12, label="Columns")
    many = Flag(label="Several in each row")
    every_row = Flag(label="An answer in each row")


@registry.register
class Matrix(Kind):
    name, family, label, icon, group = "matrix", "field", "Table of choices", "grid", "Choices"
    Settings = MatrixSettings
    example = {
        "type": "matrix",
        "key": "rights",
        "label": "How important is it to you?",
        "rows": [{"value": "speed", "label": "Speed"}, {"value": "price", "label": "Price"}],
        "columns": [
            {"value": "low", "label": "Not very"},
            {"value": "mid", "label": "Somewhat"},
            {"value": "high", "label": "Very"},
        ],
    }
