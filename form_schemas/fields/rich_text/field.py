"""Engine of the rich text field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine, length_messages
from form_schemas.fields.rich_text import blocks
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Value
from words import say


class RichTextEngine(FieldEngine):
    """Stores blocks of JSON (``blocks``). It is typed in a small part of Markdown; rules see its plain words."""

    kind = "rich_text"
    template = "rich_text/field.html"
    lines = True
    sample = [
        {"type": "heading", "text": [{"text": "Tone"}]},
        {"type": "paragraph", "text": [{"text": "Calm and "}, {"text": "precise", "marks": ["bold"]}, {"text": "."}]},
        {"type": "bullets", "items": [[{"text": "no slogans"}], [{"text": "short sentences"}]]},
    ]

    def read(self, field: Field, text: str, context: FormContext) -> list[blocks.Block] | None:
        """Raises AnswerRefused: too_long."""
        if len(text) > field.settings["max_length"]:
            self.refuse("too_long", field, context)
        return blocks.read(text, field.settings["marks"]) or None

    def px(self, value: Any, field: Field) -> Value:
        """The words alone."""
        return blocks.plain(value)

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The words alone."""
        return blocks.plain(value)

    def formatted(self, value: Any, field: Field) -> str:
        """As HTML; its headings stand below those of an order's answers."""
        return blocks.html(value, level=4)

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """As it is typed."""
        return (blocks.markdown(value),)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Length."""
        return length_messages(0, field.settings["max_length"])

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Height, length in code points as it is typed, and what the toolbar offers."""
        return {
            "rows": field.settings["rows"],
            "data-max-length": field.settings["max_length"],
            "data-marks": " ".join(field.settings["marks"]),
        }

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """How to write without the toolbar."""
        signs = {
            "bold": f"**{say('bold')}**",
            "italic": f"_{say('italic')}_",
            "link": f"[{say('words')}](https://…)",
            "heading": f"## {say('heading')}",
            "bullets": f"- {say('item')}",
            "numbers": f"1. {say('item')}",
        }
        return {"signs": [signs[mark] for mark in field.settings["marks"]]}
