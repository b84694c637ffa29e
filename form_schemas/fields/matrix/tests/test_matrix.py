"""The matrix field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import ValidationError

from form_schemas.fields.matrix.kind import Matrix

ROWS = [{"value": "speed", "label": "Speed"}, {"value": "price.net", "label": "Price"}]
COLUMNS = [{"value": "low", "label": "Low"}, {"value": "mid", "label": "Mid"}, {"value": "high", "label": "High"}]
SHAPE = {"rows": ROWS, "columns": COLUMNS}


def test_one_in_each_row(ask: Callable[..., Any]) -> None:
    field = ask("matrix", **SHAPE)
    value = field.value(price__net="low", speed="high", other="low")
    assert value == {"speed": "high", "price.net": "low"}
    assert field.shown(value) == "Speed: High; Price: Low"
    assert field.shown({"speed": "high", "gone": "x"}) == "Speed: High; gone: x"
    assert field.value() is None and field.value(speed="") is None
    assert field.code(speed=("low", "high")) == "one"
    given = field.engine.given(value, field.field, "en")
    assert given.flat("fld_a") == {"fld_a": (), "fld_a.speed": ("high",), "fld_a.price.net": ("low",)}


def test_several_in_each_row_come_in_the_order_of_the_columns(ask: Callable[..., Any]) -> None:
    field = ask("matrix", **SHAPE, many=True)
    value = field.value(speed=("high", "low", "high"))
    assert value == {"speed": ["low", "high"]}
    assert field.shown(value) == "Speed: Low, High"


def test_every_row(ask: Callable[..., Any]) -> None:
    field = ask("matrix", **SHAPE, every_row=True)
    assert field.code(speed="low") == "rows"
    assert field.value(speed="low", price__net="low")
    assert field.value() is None, "nothing is needed where nothing was begun"


@pytest.mark.parametrize("value", ["none", "\ud800", "LOW", "low "])
def test_other_columns_are_refused(ask: Callable[..., Any], value: str) -> None:
    assert ask("matrix", **SHAPE).code(speed=value) == "choice"


def test_lines_that_cannot_be_told_apart_are_refused() -> None:
    for wrong in ({"rows": [*ROWS, ROWS[0]]}, {"columns": []}, {"rows": [{"value": "<b>", "label": "B"}]}):
        with pytest.raises(ValidationError):
            Matrix.schema().load({**SHAPE, **wrong})
    assert Matrix.schema().load(SHAPE)
