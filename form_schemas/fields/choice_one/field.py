"""Engine of the field with one choice, and what it shares with that of several: an answer in one's own words."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine, cleaned
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Value
from words import say

MOST_RADIOS = 15
OTHER = "_other"
"""What the control for one's own words posts; no option can have this value."""
LONGEST_OTHER = 200


class ChoiceEngine(FieldEngine):
    """Base of both. Own words are stored as ``{"other": text}``; rules see the text. Their control is the part ``other``."""

    grouped = True

    def chosen(self, value: str, field: Field, posted: Posted, context: FormContext) -> str | dict[str, str]:
        """What is stored of one posted value. Raises AnswerRefused: choice, other, too_long."""
        if value == OTHER and field.settings["other"]:
            text = cleaned(posted.part("other").text)
            if not text:
                self.refuse("other", field, context)
            if len(text) > LONGEST_OTHER:
                raise AnswerRefused(
                    "too_long", "Use at most {most} characters for your own answer.", most=LONGEST_OTHER
                )
            # Who writes an option has chosen it.
            same = (
                option.value for option in field.options if text.casefold() in (option.value, option.label.casefold())
            )
            value = next(same, "")
            if not value:
                return {"other": text}
        if value not in self.offered(field, context):
            raise AnswerRefused("choice", "Choose from the options that are offered.")
        return value

    def words(self, value: Any, field: Field) -> str:
        """The label of what was chosen, or one's own words."""
        if isinstance(value, dict):
            return str(value["other"])
        return next((option.label for option in field.options if option.value == value), str(value))

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Only where one's own words are taken."""
        return {"other": say("Write your own answer.")} if field.settings["other"] else {}

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The control for one's own words."""
        return {
            "other": field.settings["other"],
            "other_label": say(str(field.settings["other_label"])),
            "other_chosen": OTHER in posted,
            "other_text": posted.part("other").text,
        }


class ChoiceOneEngine(ChoiceEngine):
    """Stores the option's value, or ``{"other": text}``."""

    kind = "choice_one"
    template = "choice_one/field.html"
    sample = "du"

    def parse(self, field: Field, posted: Posted, context: FormContext) -> str | dict[str, str] | None:
        """Raises AnswerRefused: choice, other, too_long."""
        return self.chosen(posted.text, field, posted, context) if posted.text else None

    def px(self, value: Any, field: Field) -> Value:
        """The value, or one's own words."""
        return str(value["other"]) if isinstance(value, dict) else str(value)

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The option's label, or one's own words."""
        return self.words(value, field)

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """The value; one's own words in their part."""
        return Posted.made((OTHER,), other=value["other"]) if isinstance(value, dict) else Posted((str(value),))

    def layout(self, field: Field) -> str:
        """list, cards, dropdown or search; a long list is one to search in unless the seller chose."""
        chosen = field.settings.get("layout")
        return str(chosen) if chosen else ("search" if len(field.options) > MOST_RADIOS else "list")

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose one of the options.")
