"""Engine of the text between questions."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field


class TextEngine(FieldEngine):
    """Asks nothing."""

    kind = "text"
    template = "text/field.html"
    asks = False

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The paragraphs."""
        return {"paragraphs": paragraphs(field.settings["text"])}


def paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph; an empty line begins one."""
    parts = text.replace("\r\n", "\n").strip().split("\n\n")
    return [part.strip().split("\n") for part in parts if part.strip()]
