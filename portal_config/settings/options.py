"""The options of a choice."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from typing import Any

from marshmallow import ValidationError

from portal_config import ids, limits
from portal_config.faults import Fault
from portal_config.settings.base import Settings, refuse
from portal_config.settings.fields import Condition, DecimalNumber, Items, MoneyAmount, Part, Ref, Text

_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,79}", re.ASCII)


class OptionId(Text):
    """An ``opt_…`` id."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not ids.well_shaped(value, "opt"):
            refuse("id_invalid", "This is not the id of an option.", "Write it like opt_english.")
        return str(value)


class OptionValue(Text):
    """What is stored when the option is chosen."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            refuse("value_invalid", "A value has letters, digits, hyphens, dots and _.", "Write it like en.")
        return value


class OptionSettings(Settings):
    id = OptionId(required=True)
    value = OptionValue(required=True)
    label = Text(required=True, at_least=1, at_most=limits.SENTENCE, translated=True)
    hours = DecimalNumber()
    price = MoneyAmount()
    show = Condition(default=True)


class PictureSettings(OptionSettings):
    image = Ref("ast", required=True)


class Options(Items):
    """The options of a choice, each value once; with ``pictures`` each has one."""

    def __init__(self, *, pictures: bool = False) -> None:
        inner = PictureSettings if pictures else OptionSettings
        super().__init__(Part(inner), at_least=1, at_most=limits.OPTIONS, required=True, label="Options")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        options = super()._deserialize(value, attr, data, **kwargs)
        seen: set[str] = set()
        for place, option in enumerate(options):
            if option["value"] in seen:
                fault = Fault(
                    "value_duplicate", f"“{option['value']}” stands for two options.", "Give one another value."
                )
                raise ValidationError({place: {"value": [fault]}}, valid_data=options)
            seen.add(option["value"])
        return options
