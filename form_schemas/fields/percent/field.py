"""Engine of the percent field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent

from form_schemas.context import FormContext
from form_schemas.fields.number.field import NumberEngine, locale_of
from portal_config.compiled import Field

_SIGN = re.compile(r"[\s\u00a0\u202f]*%$")


class PercentEngine(NumberEngine):
    """Stores a canonical decimal text, of hundredths: ``12.5`` is 12.5 %. The sign may be typed."""

    kind = "percent"
    sample = "35"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: number, integer, min, max, step."""
        return super().read(field, _SIGN.sub("", text), context)

    def unit(self, field: Field) -> str:
        """The sign."""
        return "%"

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """As the language writes percents: 12.5%, 12,5 %."""
        return format_percent(
            Decimal(value) / 100, locale=locale_of(locale), decimal_quantization=False, numbering_system="latn"
        )
