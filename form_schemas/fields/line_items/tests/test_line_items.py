"""The line items field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import ValidationError

from form_schemas.context import Listed
from form_schemas.fields.line_items.field import pasted_lines
from form_schemas.fields.line_items.kind import LineItems

CATALOGUE = [
    {"sku": "SEAL-20", "name": "Seal", "unit": "piece", "multiple": 10},
    {"sku": "VALVE-1", "name": "Valve", "min": 2},
]


def test_rows_are_kept_as_the_catalogue_writes_them(ask: Callable[..., Any]) -> None:
    field = ask("line_items", catalogue=CATALOGUE)
    value = field.value(sku=("seal-20", "", " VALVE-1 "), qty=("1,000", "", "2"), note=("urgent", "", ""))
    assert value == [
        {"sku": "SEAL-20", "qty": 1_000, "note": "urgent"},
        {"sku": "VALVE-1", "qty": 2, "note": ""},
    ]
    assert field.shown(value) == "1,000 × SEAL-20 Seal (urgent); 2 × VALVE-1 Valve"
    assert field.shown(value, "de").startswith("1.000 × SEAL-20")
    german = ask("line_items", "de", catalogue=CATALOGUE)
    assert german.value(sku="SEAL-20", qty="1.000") == [{"sku": "SEAL-20", "qty": 1_000, "note": ""}]
    assert field.value() is None and field.value(sku=("", " "), qty=("", "")) is None
    again = field.engine.given(value, field.field, "en")
    assert field.engine.parse(field.field, again, field.context) == value


@pytest.mark.parametrize(
    ("sku", "qty", "code"),
    [
        ("GONE", "1", "sku"), ("<b>", "1", "sku"), ("", "1", "sku_missing"), ("SEAL-20", "", "qty_missing"),
        ("SEAL-20", "15", "multiple"), ("VALVE-1", "1", "min"), ("VALVE-1", "2.5", "qty"), ("VALVE-1", "-2", "qty"),
        ("VALVE-1", "1e3", "qty"), ("VALVE-1", "٣", "qty"), ("VALVE-1", "1000001", "qty"), ("x" * 65, "1", "too_long"),
    ],
)  # fmt: skip
def test_rows_that_are_refused(ask: Callable[..., Any], sku: str, qty: str, code: str) -> None:
    field = ask("line_items", catalogue=CATALOGUE)
    assert field.code(sku=sku, qty=qty) == code
    assert field.value(sku=("SEAL-20", "VALVE-1"), qty=("20", "2"))


def test_each_row_says_what_is_wrong_with_it(ask: Callable[..., Any]) -> None:
    from form_schemas.field import AnswerRefused

    field = ask("line_items", catalogue=CATALOGUE)
    with pytest.raises(AnswerRefused) as refused:
        field.value(sku=("SEAL-20", "GONE", "seal-20"), qty=("10", "1", "10"))
    assert (
        refused.value.message == "Row 2: There is no article “GONE”. Choose one from the list. 1 more row needs a look."
    )
    rows = _more(field, sku=("SEAL-20", "GONE", "seal-20"), qty=("10", "1", "10"))["rows"]
    assert [bool(row.error) for row in rows] == [False, True, True, False, False, False]
    assert [row.name for row in rows[:3]] == ["Seal", "", "Seal"]


def test_how_many_altogether(ask: Callable[..., Any]) -> None:
    field = ask("line_items", catalogue=CATALOGUE, min_total=20, max_rows=1)
    assert field.code(sku="SEAL-20", qty="10") == "min_total"
    assert field.value(sku="SEAL-20", qty="20")
    assert field.code(sku=("SEAL-20", "VALVE-1"), qty=("20", "2")) == "max_rows"


def test_a_pasted_table_becomes_rows(ask: Callable[..., Any]) -> None:
    field = ask("line_items", catalogue=CATALOGUE)
    wanted = [{"sku": "SEAL-20", "qty": 10, "note": "a, b"}, {"sku": "VALVE-1", "qty": 2, "note": ""}]
    for paste in (
        "Article\tQuantity\tNote\r\nSEAL-20\t10\ta, b\r\n\r\nVALVE-1\t2\r\n",
        "\ufeffsku;qty;note\nSEAL-20;10;a, b\nVALVE-1;2",
        'SEAL-20,10,"a, b"\nVALVE-1,2,',
    ):
        assert field.value(paste=paste) == wanted
    both = field.value(sku="SEAL-20", qty="10", note="a, b", paste="VALVE-1;2")
    assert both == wanted
    assert [row.sku for row in _more(field, paste="SEAL-20;10")["rows"]][:2] == ["SEAL-20", ""]


@pytest.mark.parametrize("text", ["\0" * 50, '"' * 1_000, "a" * 200_000, ";\n" * 5_000, '"open\n1,2'])
def test_any_paste_ends(text: str) -> None:
    assert len(list(pasted_lines(text))) <= 201


def test_without_a_catalogue_the_list_outside_decides_and_without_both_anything_goes(ask: Callable[..., Any]) -> None:
    listed = Listed("A-1", "Pump", more={"multiple": 5})

    class Articles:
        def entries(self, asked: Any) -> list[Listed]:
            return [listed]

        def entry(self, asked: Any, value: str) -> Listed | None:
            return listed if value == "A-1" else None

    field = ask("line_items", outside={"lookups": {"line_items": Articles()}})
    assert field.value(sku="A-1", qty="5")
    assert field.code(sku="A-1", qty="4") == "multiple"
    assert field.code(sku="A-2", qty="5") == "sku"
    assert _more(field)["articles"] == [("A-1", "Pump")]
    assert ask("line_items").value(sku="Any thing", qty="3") == [{"sku": "Any thing", "qty": 3, "note": ""}]


def test_a_catalogue_names_each_article_once() -> None:
    assert LineItems.schema().load({"catalogue": CATALOGUE})
    for wrong in ([*CATALOGUE, {"sku": "seal-20", "name": "Again"}], [{"sku": "a b", "name": "Space"}]):
        with pytest.raises(ValidationError):
            LineItems.schema().load({"catalogue": wrong})


def _more(field: Any, **parts: Any) -> Any:
    from form_schemas.posted import Posted

    return field.engine.more(field.field, Posted.made((), **parts), field.context)
