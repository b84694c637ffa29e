"""Engine of the long text field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine, length_messages
from portal_config.compiled import Field


class LongTextEngine(FieldEngine):
    """Stores the text with its line breaks as ``\\n``."""

    kind = "long_text"
    sample = "Two pages\nabout pumps"
    template = "long_text/field.html"
    lines = True

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: too_short, too_long."""
        if len(text) > field.settings["max_length"]:
            self.refuse("too_long", field, context)
        if len(text) < field.settings["min_length"]:
            self.refuse("too_short", field, context)
        return text

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Length."""
        return length_messages(field.settings["min_length"], field.settings["max_length"])

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Length in code points, height in lines."""
        attributes: dict[str, str | int | bool] = {
            "rows": field.settings["rows"],
            "data-max-length": field.settings["max_length"],
        }
        if field.settings["min_length"]:
            attributes["data-min-length"] = field.settings["min_length"]
        return attributes
