"""The field with pictures to choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OPTIONS = [{"id": f"opt_{name}", "value": name, "label": name, "image": "ast_a"} for name in ("calm", "loud", "neon")]


def test_one_picture_is_chosen(ask: Callable[..., Any]) -> None:
    field = ask("image_choice", options=OPTIONS)
    assert field.value("loud") == "loud"
    assert field.shown("loud") == "loud"
    assert field.code("loud", "calm") == "choice"
    assert field.code("odd") == "choice"
    assert field.field.answer == "text"


def test_several_pictures_are_chosen_in_the_order_of_the_options(ask: Callable[..., Any]) -> None:
    field = ask("image_choice", options=OPTIONS, multiple=True, min=2, max=2)
    assert field.value("neon", "calm") == ["calm", "neon"]
    assert field.code("neon") == "min"
    assert field.code("neon", "calm", "loud") == "max"
    assert field.code("neon", "odd") == "choice"
    assert field.field.answer == "set"
