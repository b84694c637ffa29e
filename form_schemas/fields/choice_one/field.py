"""Engine of the field with one choice."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field

MOST_RADIOS = 15


class ChoiceOneEngine(FieldEngine):
    """Stores the option's value."""

    kind = "choice_one"
    template = "choice_one/field.html"
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> str | None:
        """Raises AnswerRefused: choice."""
        value = posted[0] if posted else ""
        if not value:
            return None
        if value not in {option.value for option in field.options}:
            raise AnswerRefused("choice", "Choose one of the options.")
        return value

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The option's label."""
        return next((option.label for option in field.options if option.value == value), str(value))

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return "Choose one of the options."


def layout(field: Field) -> str:
    """list, cards or dropdown; long lists are dropdowns unless the seller chose."""
    chosen = field.settings.get("layout")
    return str(chosen) if chosen else ("dropdown" if len(field.options) > MOST_RADIOS else "list")
