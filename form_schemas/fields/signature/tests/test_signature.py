"""The signature field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas.fields.signature.field import MOST_POINTS, path_of, strokes_of


def test_a_typed_name_signs(ask: Callable[..., Any]) -> None:
    field = ask("signature")
    assert field.value(" Dana Buyer ") == {"method": "typed", "name": "Dana Buyer", "at": "2026-11-20T23:30:00Z"}
    assert field.value("") is None
    assert field.code("x" * 121) == "too_long" and field.value("x" * 120)
    assert field.shown(field.value("Dana")) == "Dana, typed, 20 Nov 2026"
    assert field.shown(field.value("Dana"), "de") == "Dana, typed, 20.11.2026"


def test_a_drawing_is_kept_as_lines_of_numbers(ask: Callable[..., Any]) -> None:
    field = ask("signature")
    drawn = field.value("Dana", strokes="10,20 12,24;600,200")
    assert (drawn["method"], drawn["image"]) == ("drawn", "M10 20L12 24M600 200L600 200")
    assert field.engine.given(drawn, field.field, "en").part("strokes").text == "10,20 12,24;600,200"
    assert field.engine.drawing(drawn, field.field) == drawn["image"]
    assert field.code("", strokes="10,20") == "name"
    assert "image" not in ask("signature", draw=False).value("Dana", strokes="10,20")


@pytest.mark.parametrize(
    "strokes",
    ['M0 0"/><script>', "1,2 3", "601,1", "1,201", "-1,1", "1.5,2", "١,٢", ";", "1,2;", "1,2 " * MOST_POINTS + "1,2", "9" * 100_000],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_and_not_drawn(ask: Callable[..., Any], strokes: str) -> None:
    field = ask("signature")
    assert field.code("Dana", strokes=strokes) == "drawing"
    assert field.engine.more(field.field, _posted(strokes), field.context)["path"] == ""


def test_lines_there_and_back() -> None:
    most = " ".join(["600,200"] * MOST_POINTS)
    for strokes in ("0,0", "0,0 1,1", "5,5;6,6 7,7;0,0", most):
        assert strokes_of(path_of(strokes)) == strokes


def _posted(strokes: str) -> Any:
    from form_schemas.posted import Posted

    return Posted.made(("Dana",), strokes=strokes)
