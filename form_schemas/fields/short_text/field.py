"""Engine of the short text field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping

from form_schemas.context import FormContext
from form_schemas.field import PATTERNS, FieldEngine, fits_pattern, length_messages
from portal_config.compiled import Field
from words import say


class ShortTextEngine(FieldEngine):
    """Stores the text."""

    kind = "short_text"
    sample = "Standing desks"
    template = "short_text/field.html"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: too_short, too_long, pattern."""
        settings = field.settings
        if len(text) > settings["max_length"]:
            self.refuse("too_long", field, context)
        if len(text) < settings.get("min_length", 0):
            self.refuse("too_short", field, context)
        pattern = settings.get("pattern")
        if pattern and not fits_pattern(pattern, text):
            self.refuse("pattern", field, context)
        return text

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Length and pattern."""
        messages = length_messages(field.settings.get("min_length", 0), field.settings["max_length"])
        if field.settings.get("pattern"):
            messages["pattern"] = say(PATTERNS[field.settings["pattern"]][1])
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Length in code points, pattern, autocomplete token."""
        settings = field.settings
        attributes: dict[str, str | int | bool] = {"type": "text", "data-max-length": settings["max_length"]}
        if settings.get("min_length"):
            attributes["data-min-length"] = settings["min_length"]
        if settings.get("pattern"):
            attributes["data-pattern"] = settings["pattern"]
            if settings["pattern"] == "digits":
                attributes["inputmode"] = "numeric"
        if settings.get("autocomplete"):
            attributes["autocomplete"] = settings["autocomplete"]
        return attributes
