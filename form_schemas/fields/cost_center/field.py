"""Engine of the cost center field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from typing import Any

from form_schemas.context import Listed
from form_schemas.listed import ListedEngine
from portal_config.compiled import Field
from portal_config.expressions import Value
from words import unsaid


class CostCenterEngine(ListedEngine):
    """Stores ``{id, name}``; rules see the id."""

    kind = "cost_center"
    gone = unsaid("This cost center cannot be chosen any more. Choose another one.")
    nothing = unsaid("There is no cost center to choose")

    def kept(self, field: Field, entry: Listed) -> dict[str, str]:
        """Id and name."""
        return {"id": entry.value, "name": entry.label}

    def px(self, value: Any, field: Field) -> Value:
        """The id."""
        return str(value["id"])

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The name at the time."""
        return str(value["name"])

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """The id."""
        return (value["id"],)
