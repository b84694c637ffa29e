"""Engine of the ranking field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say, say_many


class RankingEngine(FieldEngine):
    """Stores the values in their order, the first place first."""

    kind = "ranking"
    template = "ranking/field.html"
    grouped = True
    sample = ["style", "speed", "price"]

    def parse(self, field: Field, posted: Posted, context: FormContext) -> list[str] | None:
        """One text a place. Raises AnswerRefused: choice, repeated, incomplete."""
        ranked = [value for value in posted if value]
        if not ranked:
            return None
        offered = self.offered(field, context)
        if not set(ranked) <= offered:
            raise AnswerRefused("choice", "Choose from the options.")
        if len(set(ranked)) < len(ranked):
            self.refuse("repeated", field, context)
        if len(ranked) != places(field, context):
            self.refuse("incomplete", field, context)
        return ranked

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """1. Style, 2. Speed."""
        labels = {option.value: option.label for option in field.options}
        return ", ".join(f"{place}. {labels.get(each, each)}" for place, each in enumerate(value, 1))

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """One text a place."""
        return tuple(value)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Each once, and every place filled."""
        count = places(field, context)
        return {
            "repeated": say("Give each option one place only."),
            "incomplete": say_many("Choose one option.", "Fill all {count} places.", count),
        }

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """How many places there are."""
        return {"data-places": places(field, context)}

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """What each place holds."""
        held = [value for value in posted if value]
        return {
            "places": [held[place] if place < len(held) else "" for place in range(places(field, context))],
            "all": field.settings["top"] is None,
        }

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Put the options in order.")


def places(field: Field, context: FormContext) -> int:
    """How many places are to be filled."""
    count = sum(context.value(option.show) is True for option in field.options)
    return min(field.settings["top"] or count, count)
