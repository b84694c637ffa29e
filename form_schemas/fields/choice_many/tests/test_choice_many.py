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


def test_own_words_come_last_and_count(ask: Callable[..., Any]) -> None:
    first = OPTIONS[0]["value"]
    field = ask("choice_many", options=OPTIONS, other=True, max=2)
    assert field.value("_other", first, other="Icelandic") == [first, {"other": "Icelandic"}]
    assert field.engine.px([first, {"other": "Icelandic"}], field.field) == frozenset({first, "Icelandic"})
    assert field.shown([{"other": "Icelandic"}]) == "Icelandic"
    assert field.code("_other", *(each["value"] for each in OPTIONS), other="Icelandic") == "max"
    assert field.code("_other", other="") == "other"
    assert ask("choice_many", options=OPTIONS).code("_other", other="x") == "choice"


def test_what_is_not_offered_is_refused(ask: Callable[..., Any]) -> None:
    options = [OPTIONS[0], {**OPTIONS[1], "show": False}]
    assert ask("choice_many", options=options).code(OPTIONS[1]["value"]) == "choice"
    assert ask("choice_many", options=options).value(OPTIONS[0]["value"]) == [OPTIONS[0]["value"]]
