"""The scale field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize(
    ("settings", "first", "last"), [({}, 1, 5), ({"min": 0, "max": 9}, 0, 9), ({"preset": "nps"}, 0, 10)]
)
def test_every_point_of_a_scale_is_taken(
    ask: Callable[..., Any], settings: dict[str, Any], first: int, last: int
) -> None:
    field = ask("scale", **settings)
    assert field.value(str(first)) == first and field.value(str(last)) == last
    assert field.code(str(last + 1)) == "choice"
    assert field.code(str(first - 1)) == "choice"


def test_the_net_promoter_score_has_its_words(ask: Callable[..., Any]) -> None:
    field = ask("scale", preset="nps")
    assert [option.label for option in field.engine.options(field.field) if option.label] == [
        "Not at all likely",
        "Extremely likely",
    ]
    assert field.shown(9) == "9 (0 to 10)"
