"""Engine of the field with several choices."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field


class ChoiceManyEngine(FieldEngine):
    """Stores the values as a list, in the order of the options."""

    kind = "choice_many"
    template = "choice_many/field.html"
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> list[str] | None:
        """Raises AnswerRefused: choice, exclusive, min, max."""
        chosen = {value for value in posted if value}
        if not chosen:
            return None
        if chosen - {option.value for option in field.options}:
            raise AnswerRefused("choice", "Choose from the options.")
        settings = field.settings
        alone = settings["exclusive"]
        if alone in chosen:
            if len(chosen) > 1:
                self.refuse("exclusive", field, context)
            return [alone]
        if len(chosen) < settings["min"]:
            self.refuse("min", field, context)
        if settings["max"] is not None and len(chosen) > settings["max"]:
            self.refuse("max", field, context)
        return [option.value for option in field.options if option.value in chosen]

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The labels, separated by commas."""
        labels = {option.value: option.label for option in field.options}
        return ", ".join(labels.get(each, each) for each in value)

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """One text an option."""
        return tuple(value)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """How many, and the exclusive option."""
        settings = field.settings
        messages = {}
        if settings["min"]:
            messages["min"] = f"Choose at least {settings['min']}."
        if settings["max"] is not None:
            messages["max"] = f"Choose at most {settings['max']}."
        if settings["exclusive"]:
            messages["exclusive"] = f"“{self.show([settings['exclusive']], field)}” cannot be combined with others."
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
        return "Choose at least one option."
