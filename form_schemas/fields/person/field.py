"""Engine of the person field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from typing import Any

from form_schemas.context import Listed
from form_schemas.listed import ListedEngine
from portal_config.compiled import Field
from words import unsaid


class PersonEngine(ListedEngine):
    """Stores ``{member, name}``: the id, and what the person was called then."""

    kind = "person"
    gone = unsaid("This person cannot be chosen any more. Choose another one.")
    nothing = unsaid("There is nobody to choose")

    def kept(self, field: Field, entry: Listed) -> dict[str, str]:
        """Id and name."""
        return {"member": entry.value, "name": entry.label}

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The name at the time."""
        return str(value["name"])

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """The id."""
        return (value["member"],)
