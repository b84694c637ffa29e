"""Questions answered with an entry of a list outside: person, record, cost center."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas.context import Listed
from form_schemas.posted import Posted

ENTRIES = (Listed("m1", "Dana Buyer", "Head of marketing"), Listed("m2", "Bo Bare", more={"number": "ORD-2"}))


class Outside:
    def entries(self, asked: Any) -> tuple[Listed, ...]:
        return ENTRIES

    def entry(self, asked: Any, value: str) -> Listed | None:
        return next((each for each in ENTRIES if each.value == value), None)


@pytest.mark.parametrize(
    ("kind", "stored", "words"),
    [
        ("person", {"member": "m2", "name": "Bo Bare"}, "Bo Bare"),
        ("record", {"type": "order", "id": "m2", "number": "ORD-2"}, "ORD-2"),
        ("cost_center", {"id": "m2", "name": "Bo Bare"}, "Bo Bare"),
    ],
)
def test_only_entries_of_the_list_are_taken(
    ask: Callable[..., Any], kind: str, stored: dict[str, str], words: str
) -> None:
    field = ask(kind, outside={"lookups": {kind: Outside()}})
    assert field.value("m2") == stored
    assert field.shown(stored) == words
    assert field.engine.given(stored, field.field, "en") == ("m2",)
    assert field.value("") is None and field.value() is None
    for stranger in ("m3", "M2", "m2 ", "\ud800", "' or 1=1"):
        assert field.code(stranger) == "choice"
    assert ask(kind).code("m2") == "choice", "without a list nothing can be chosen"
    assert field.engine.more(field.field, Posted(), field.context)["entries"] == ENTRIES


def test_rules_see_the_id_of_a_cost_center(ask: Callable[..., Any]) -> None:
    field = ask("cost_center", outside={"lookups": {"cost_center": Outside()}})
    assert field.engine.px(field.value("m1"), field.field) == "m1"
    assert ask("person").engine.px({"member": "m1", "name": "Dana"}, ask("person").field) is True


@pytest.mark.parametrize("many", [15, 16])
def test_a_long_list_is_searched(ask: Callable[..., Any], many: int) -> None:
    class Long(Outside):
        def entries(self, asked: Any) -> tuple[Listed, ...]:
            return tuple(Listed(f"m{number}", f"Person {number}") for number in range(many))

    html = ask("person", outside={"lookups": {"person": Long()}}).html()
    assert ("data-combobox" in html) == (many > 15)
    assert 'id="fld_a-label"' in html
