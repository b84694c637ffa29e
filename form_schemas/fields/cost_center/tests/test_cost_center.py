"""The cost center field; what it has in common with people and records is tested with the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from form_schemas.context import Listed
from form_schemas.examples import SampleList

OUTSIDE = {"lookups": {"cost_center": SampleList((Listed("cc_1", "4100 <Marketing>"), Listed("cc_2", "4200 Sales")))}}


def test_the_name_of_the_time_is_kept_and_rules_see_the_id(ask: Callable[..., Any]) -> None:
    field = ask("cost_center", outside=OUTSIDE)
    value = field.value("cc_2")
    assert value == {"id": "cc_2", "name": "4200 Sales"}
    assert field.engine.px(value, field.field) == "cc_2" and field.shown(value) == "4200 Sales"
    assert field.code("cc_3") == "choice"


def test_the_list_is_drawn_and_an_empty_one_says_so(ask: Callable[..., Any]) -> None:
    drawn = ask("cost_center", outside=OUTSIDE).html()
    assert '<option value="cc_1">4100 &lt;Marketing&gt;</option>' in drawn
    empty = ask("cost_center").html()
    assert "There is no cost center to choose" in empty and "cc_1" not in empty
