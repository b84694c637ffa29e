"""The record field; what it has in common with people and cost centers is tested with the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from form_schemas.context import Listed
from form_schemas.examples import SampleList

ORDERS = (Listed("o1", "ORD-1042", "Banner set", {"number": "ORD-1042"}), Listed("o2", "A stand"))
OUTSIDE = {"lookups": {"record": SampleList(ORDERS)}}


def test_an_order_is_kept_by_its_number(ask: Callable[..., Any]) -> None:
    field = ask("record", outside=OUTSIDE)
    assert field.value("o1") == {"type": "order", "id": "o1", "number": "ORD-1042"}
    assert field.value("o2")["number"] == "A stand", "what has no number is called by its words"
    assert field.shown(field.value("o1")) == "ORD-1042"
    assert field.code("o3") == "choice"


def test_orders_are_told_apart_by_what_they_are_of(ask: Callable[..., Any]) -> None:
    html = ask("record", outside=OUTSIDE).html()
    assert '<option value="o1">ORD-1042 · Banner set</option>' in html and ">A stand</option>" in html
    assert "There is nothing to choose yet" in ask("record").html()
