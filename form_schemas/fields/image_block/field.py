"""Engine of the picture between questions."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field


class ImageBlockEngine(FieldEngine):
    """Asks nothing."""

    kind = "image_block"
    template = "image_block/field.html"
    asks = False

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """Where the picture is."""
        return {"address": context.pictures.get(field.settings["image"], "")}
