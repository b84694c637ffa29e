"""Engine of the field with several choices."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.fields.choice_one.field import OTHER, ChoiceEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Value
from words import say


class ChoiceManyEngine(ChoiceEngine):
    """Stores the values as a list, in the order of the options; one's own words come last, as ``{"other": text}``."""

    kind = "choice_many"
    template = "choice_many/field.html"
    sample = ["de"]

    def parse(self, field: Field, posted: Posted, context: FormContext) -> list[str | dict[str, str]] | None:
        """Raises AnswerRefused: choice, other, too_long, exclusive, min, max."""
        answers = [self.chosen(value, field, posted, context) for value in dict.fromkeys(posted) if value]
        chosen = {each for each in answers if isinstance(each, str)}
        own = [each for each in answers if not isinstance(each, str)]
        if not answers:
            return None
        settings = field.settings
        alone = settings["exclusive"]
        if alone in chosen:
            if len(chosen) + len(own) > 1:
                self.refuse("exclusive", field, context)
            return [alone]
        if len(chosen) + len(own) < settings["min"]:
            self.refuse("min", field, context)
        if settings["max"] is not None and len(chosen) + len(own) > settings["max"]:
            self.refuse("max", field, context)
        return [*(option.value for option in field.options if option.value in chosen), *own]

    def px(self, value: Any, field: Field) -> Value:
        """The values, and one's own words."""
        return frozenset(str(each["other"]) if isinstance(each, dict) else str(each) for each in value)

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The labels, separated by commas."""
        return ", ".join(self.words(each, field) for each in value)

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """One text an option; one's own words in their part."""
        own = next((each["other"] for each in value if isinstance(each, dict)), None)
        texts = [OTHER if isinstance(each, dict) else str(each) for each in value]
        return Posted.made(texts) if own is None else Posted.made(texts, other=own)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """How many, and the exclusive option."""
        settings = field.settings
        messages = dict(super().messages(field, context))
        if settings["min"]:
            messages["min"] = say("Choose at least {least}.", least=settings["min"])
        if settings["max"] is not None:
            messages["max"] = say("Choose at most {most}.", most=settings["max"])
        if settings["exclusive"]:
            messages["exclusive"] = say(
                "“{option}” cannot be combined with others.", option=self.show([settings["exclusive"]], field)
            )
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """How many, and the exclusive option."""
        settings = field.settings
        attributes: dict[str, str | int | bool] = {}
        if settings["min"]:
            attributes["data-min"] = settings["min"]
        if settings["max"] is not None:
            attributes["data-max"] = settings["max"]
        if settings["exclusive"]:
            attributes["data-exclusive"] = settings["exclusive"]
        return attributes

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose at least one option.")
