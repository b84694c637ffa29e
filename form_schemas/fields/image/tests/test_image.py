"""The image field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import ValidationError

from form_schemas.context import File
from form_schemas.fields.image.kind import ImageField

PICTURES = {
    "small": File("small", "small.png", 10, "image/png", "sha256:a", "clean", 300, 200),
    "large": File("large", "large.png", 10, "image/png", "sha256:b", "clean", 1_200, 800),
    "drawn": File("drawn", "logo.svg", 10, "image/svg+xml", "sha256:c", "clean"),
    "text": File("text", "text.pdf", 10, "application/pdf", "sha256:d", "clean"),
}
OUTSIDE = {"file": PICTURES.get}


def test_only_pictures_are_taken(ask: Callable[..., Any]) -> None:
    assert ask("image", outside=OUTSIDE).value("small")[0]["id"] == "small"
    assert ask("image", outside=OUTSIDE).code("text") == "file_type"
    assert ask("image", outside=OUTSIDE).code("small", "large") == "max_files"


def test_dimensions(ask: Callable[..., Any]) -> None:
    assert ask("image", outside=OUTSIDE, min_width=301).code("small") == "dimensions"
    assert ask("image", outside=OUTSIDE, min_width=300, min_height=200).value("small")
    assert ask("image", outside=OUTSIDE, max_height=799).code("large") == "dimensions"
    assert ask("image", outside=OUTSIDE, max_height=800).value("large")
    assert ask("image", outside=OUTSIDE, min_width=5_000).value("drawn"), "a drawing has no pixels"
    field = ask("image", outside=OUTSIDE, min_width=600, max_height=2_000)
    assert field.engine.rule(field.field).endswith("At least 600 pixels wide and at most 2,000 pixels high.")


def test_settings_that_no_picture_meets_are_refused() -> None:
    for wrong in ({"min_width": 10, "max_width": 9}, {"accept": ["application/pdf"]}):
        with pytest.raises(ValidationError):
            ImageField.schema().load(wrong)
    assert ImageField.schema().load({"min_width": 9, "max_width": 10, "accept": ["image/png"]})
