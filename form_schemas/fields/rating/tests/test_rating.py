"""The rating field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def test_a_point_is_a_number(ask: Callable[..., Any]) -> None:
    field = ask("rating", points=4)
    assert field.value("1") == 1 and field.value("4") == 4
    assert field.value("") is None and field.value() is None
    assert field.shown(3) == "3 of 4"


@pytest.mark.parametrize("text", ["0", "5", "-1", "2.0", "٣", "1e0", "many", "999999"])
def test_other_points_are_refused(ask: Callable[..., Any], text: str) -> None:
    assert ask("rating", points=4).code(text) == "choice"
