"""Declaration of the number field."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import DecimalNumber, Fault, Flag, Settings, Text


class NumberSettings(Settings):
    integer = Flag(label="Whole numbers only")
    min = DecimalNumber(label="Least")
    max = DecimalNumber(label="Most")
    step = DecimalNumber(positive=True, label="In steps of")
    unit = Text(at_most=40, translated=True, label="Unit")
    default = DecimalNumber(label="Filled in beforehand")

    @validates_schema
    def in_order(self, settings: dict[str, Any], **_: Any) -> None:
        """There is a number that fits, and whole numbers have whole bounds."""
        least, most = settings["min"], settings["max"]
        if least is not None and most is not None and least > most:
            raise ValidationError([Fault("range_empty", "The most is less than the least.", "Raise max.")], "max")
        for name in ("min", "max", "step", "default") if settings["integer"] else ():
            if settings[name] is not None and settings[name] % 1:
                raise ValidationError(
                    [Fault("wrong_type", "A whole number is needed here.", "Drop the fraction.")], name
                )
        given = settings["default"]
        if given is not None and ((least is not None and given < least) or (most is not None and given > most)):
            raise ValidationError(
                [Fault("default_refused", "The default would be refused.", "Keep it in range.")], "default"
            )


@registry.register
class Number(Kind):
    name, family, label, icon, group = "number", "field", "Number", "number", "Numbers"
    answers = "num"
    Settings = NumberSettings
    example = {"type": "number", "key": "count", "label": "How many articles?", "integer": True, "min": 1, "max": 200}
