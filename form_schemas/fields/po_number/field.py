"""Engine of the PO number field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping

from form_schemas.context import FormContext
from form_schemas.field import PATTERNS, FieldEngine, fits_pattern, length_messages
from portal_config.compiled import Field


class PoNumberEngine(FieldEngine):
    """Stores the text as written: leading zeros stay."""

    kind = "po_number"
    sample = "4500017"
    template = "short_text/field.html"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: too_long, pattern."""
        if len(text) > field.settings["max_length"]:
            self.refuse("too_long", field, context)
        pattern = field.settings.get("pattern")
        if pattern and not fits_pattern(pattern, text):
            self.refuse("pattern", field, context)
        return text

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Length and pattern."""
        messages = {"too_long": length_messages(0, field.settings["max_length"])["too_long"]}
        if field.settings.get("pattern"):
            messages["pattern"] = PATTERNS[field.settings["pattern"]][1]
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Length in code points and pattern."""
        attributes: dict[str, str | int | bool] = {
            "type": "text",
            "autocomplete": "off",
            "data-max-length": field.settings["max_length"],
        }
        if field.settings.get("pattern"):
            attributes["data-pattern"] = field.settings["pattern"]
        return attributes
