"""Engine of the calculated field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_currency

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from form_schemas.fields.date.field import written as written_day
from form_schemas.fields.number.field import locale_of, written_number
from form_schemas.posted import Posted
from portal_config import money
from portal_config.compiled import Field
from portal_config.expressions import Value, literal, written
from portal_config.money import Money
from words import say


class CalculatedEngine(FieldEngine):
    """Stores the value of its rule as PX writes it: ``7``, ``{"num": "2.5"}``, ``{"money": [12000, "EUR"]}``. What was posted is never read."""

    kind = "calculated"
    template = "calculated/field.html"

    def parse(self, field: Field, posted: Posted, context: FormContext) -> Any:
        """Nothing: only its rule says what it comes to."""
        return None

    def px(self, value: Any, field: Field) -> Value:
        """The value itself."""
        return literal(value)

    def stored(self, value: Value, field: Field) -> Any:
        """As PX writes it."""
        return written(value)

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """As the language writes it, with the unit."""
        return in_words(literal(value), locale, str(field.settings.get("unit") or ""))

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """It has no control."""
        return ()

    def more(self, field: Field, posted: Posted, context: FormContext) -> dict[str, str]:
        """What it comes to now, in words; nothing while something is missing."""
        value = context.value(field.compute)
        unit = str(field.settings.get("unit") or "")
        return {"words": in_words(value, context.locale, unit) if value is not None else ""}


def in_words(value: Value, locale: str, unit: str = "") -> str:
    """A value of PX as people read it."""
    if isinstance(value, bool):
        return say("Yes") if value else say("No")
    if isinstance(value, Decimal):
        text = written_number(value, locale)
        return f"{text} {unit}" if unit else text
    if isinstance(value, Money):
        major = Decimal(value.minor).scaleb(-money.EXPONENTS[value.currency])
        return format_currency(major, value.currency, locale=locale_of(locale), format="¤¤ #,##0.00")
    if isinstance(value, datetime):
        return format_datetime(value, "medium", locale=locale_of(locale))
    if isinstance(value, date):
        return written_day(value, locale)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return str(value)
