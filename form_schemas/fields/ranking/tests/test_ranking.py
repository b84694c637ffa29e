"""The ranking field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OPTIONS = [{"id": f"opt_{name}", "value": name, "label": name.capitalize()} for name in ("speed", "price", "style")]


def test_the_order_is_kept(ask: Callable[..., Any]) -> None:
    field = ask("ranking", options=OPTIONS)
    assert field.value("style", "speed", "price") == ["style", "speed", "price"]
    assert field.value("", "", "") is None and field.value() is None
    assert field.shown(["style", "speed"]) == "1. Style, 2. Speed"


@pytest.mark.parametrize(
    ("posted", "code"),
    [
        (("style", "style", "price"), "repeated"),
        (("style", "", ""), "incomplete"),
        (("style", "speed", "price", "speed"), "repeated"),
        (("style", "speed", "other"), "choice"),
        (("<b>",), "choice"),
    ],
)
def test_other_orders_are_refused(ask: Callable[..., Any], posted: tuple[str, ...], code: str) -> None:
    assert ask("ranking", options=OPTIONS).code(*posted) == code


def test_only_the_first_places_are_asked(ask: Callable[..., Any]) -> None:
    field = ask("ranking", options=OPTIONS, top=2)
    assert field.value("price", "speed") == ["price", "speed"]
    assert field.code("price", "speed", "style") == "incomplete"


def test_what_is_not_offered_has_no_place(ask: Callable[..., Any]) -> None:
    field = ask("ranking", options=[*OPTIONS[:2], {**OPTIONS[2], "show": False}])
    assert field.value("price", "speed") == ["price", "speed"]
    assert field.code("price", "style") == "choice"
