"""Engine of the record field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from typing import Any

from form_schemas.context import Listed
from form_schemas.listed import ListedEngine
from portal_config.compiled import Field
from words import unsaid


class RecordEngine(ListedEngine):
    """Stores ``{type, id, number}``: what it is, its id, and the number that people know it by."""

    kind = "record"
    gone = unsaid("This cannot be chosen any more. Choose another one.")
    nothing = unsaid("There is nothing to choose yet")

    def kept(self, field: Field, entry: Listed) -> dict[str, str]:
        """Type, id and number."""
        return {"type": field.settings["of"], "id": entry.value, "number": str(entry.more.get("number", entry.label))}

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The number."""
        return str(value["number"])

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """The id."""
        return (value["id"],)
