"""The field with one choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

OPTIONS = [{"id": f"opt_{value}", "value": value, "label": value.upper()} for value in ("a", "b", "c", "none")]


def test_one_of_the_options(ask: Callable[..., Any]) -> None:
    field = ask("choice_one", options=OPTIONS)
    assert field.value("b") == "b"
    assert field.value("") is None
    assert field.value("a", "b") == "a"
    assert field.shown("b") == "B"
    assert field.shown("gone") == "gone"


@pytest.mark.parametrize("value", ["d", "B", "opt_a", "a ", "\ud800"])
def test_other_values_are_refused(ask: Callable[..., Any], value: str) -> None:
    assert ask("choice_one", options=OPTIONS).code(value) == "choice"
