"""Engine of the field with pictures to choose from."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say


class ImageChoiceEngine(FieldEngine):
    """Stores the option's value; where several can be chosen a list of values, in the order of the options. The label is what stands for the picture."""

    kind = "image_choice"
    template = "image_choice/field.html"
    grouped = True
    sample = "calm"

    def parse(self, field: Field, posted: Posted, context: FormContext) -> str | list[str] | None:
        """Raises AnswerRefused: choice, min, max."""
        chosen = {value for value in posted if value}
        if not chosen:
            return None
        settings = field.settings
        if not chosen <= self.offered(field, context) or (not settings["multiple"] and len(chosen) > 1):
            raise AnswerRefused("choice", self.missing(field))
        if not settings["multiple"]:
            return chosen.pop()
        if len(chosen) < settings["min"]:
            self.refuse("min", field, context)
        if settings["max"] is not None and len(chosen) > settings["max"]:
            self.refuse("max", field, context)
        return [option.value for option in field.options if option.value in chosen]

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The labels, separated by commas."""
        labels = {option.value: option.label for option in field.options}
        return ", ".join(labels.get(each, each) for each in ([value] if isinstance(value, str) else value))

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """One text an option."""
        return (value,) if isinstance(value, str) else tuple(value)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """How many."""
        settings, messages = field.settings, {}
        if settings["multiple"] and settings["min"]:
            messages["min"] = say("Choose at least {least}.", least=settings["min"])
        if settings["multiple"] and settings["max"] is not None:
            messages["max"] = say("Choose at most {most}.", most=settings["max"])
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """How many."""
        settings = field.settings
        attributes: dict[str, str | int | bool] = {}
        if settings["multiple"] and settings["min"]:
            attributes["data-min"] = settings["min"]
        if settings["multiple"] and settings["max"] is not None:
            attributes["data-max"] = settings["max"]
        return attributes

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose at least one picture.") if field.settings["multiple"] else say("Choose one of the pictures.")
