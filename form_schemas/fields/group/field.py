"""Engine of the group field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from typing import Any

from form_schemas.field import FieldEngine
from portal_config.compiled import Field


class GroupEngine(FieldEngine):
    """Stores an object with the values of its questions by field id; they are worked out with the form."""

    kind = "group"
    template = "group/field.html"
    grouped = True

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """Nothing of its own: its answers have their words."""
        return ""
