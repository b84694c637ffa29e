"""Declaration of the percent field."""

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config.kinds import Kind, registry
from portal_config.settings import DecimalNumber, Fault, Flag, Settings


class PercentSettings(Settings):
    integer = Flag(label="Whole percents only")
    min = DecimalNumber(default=Decimal(0), label="Least, in percent")
    max = DecimalNumber(default=Decimal(100), label="Most, in percent")
    step = DecimalNumber(positive=True, label="In steps of")
    default = DecimalNumber(label="Filled in beforehand")

    @validates_schema
    def in_order(self, settings: dict[str, Any], **_: Any) -> None:
        """There is a share that fits, and the default is one."""
        if settings["min"] > settings["max"]:
            raise ValidationError([Fault("range_empty", "The most is less than the least.", "Raise max.")], "max")
        given = settings["default"]
        if given is not None and not settings["min"] <= given <= settings["max"]:
            raise ValidationError(
                [Fault("default_refused", "The default would be refused.", "Keep it in range.")], "default"
            )


@registry.register
class Percent(Kind):
    name, family, label, icon, group = "percent", "field", "Percent", "gauge", "Numbers"
    answers = "num"
    Settings = PercentSettings
    example = {"type": "percent", "key": "share", "label": "Share of new content", "max": 100, "step": 5}
