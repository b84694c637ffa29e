"""The field with several choices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OPTIONS = [{"id": f"opt_{value}", "value": value, "label": value.upper()} for value in ("a", "b", "c", "none")]


def test_values_come_in_the_order_of_the_options_each_once(ask: Callable[..., Any]) -> None:
    field = ask("choice_many", options=OPTIONS)
    assert field.value("c", "a", "c", "") == ["a", "c"]
    assert field.value() is None and field.value("") is None
    assert field.shown(["a", "c", "gone"]) == "A, C, gone"


def test_how_many(ask: Callable[..., Any]) -> None:
    field = ask("choice_many", options=OPTIONS, min=2, max=2, exclusive="none")
    assert field.value("a", "b") == ["a", "b"]
    assert field.code("a") == "min"
    assert field.code("a", "b", "c") == "max"
    assert field.code("a", "none") == "exclusive"
    assert field.value("none") == ["none"]


@pytest.mark.parametrize("value", ["d", "\ud800"])
def test_other_values_are_refused(ask: Callable[..., Any], value: str) -> None:
    assert ask("choice_many", options=OPTIONS).code("a", value) == "choice"
