"""The repeat field: rows of questions, worked out with the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas.examples import example_form
from form_schemas.submission import Submission, parse, start
from portal_config.ids import Index
from portal_config.kinds import registry
from portal_config.reader import Reader


@pytest.fixture
def send(ask: Callable[..., Any]) -> Callable[..., Submission]:
    """``send("Pumps", "")`` posts the example with two rows, each with its topic."""
    kind = registry.get("field", "repeat")
    assert kind is not None
    form = example_form(kind)

    def post(*topics: str) -> Submission:
        context = ask("divider").context.opened(form)
        assert start(form, context) == {"fld_example": ("r1",), "fld_example.r1.fld_topic": ()}
        rows = {f"fld_example.r{number}.fld_topic": (topic,) for number, topic in enumerate(topics, 1)}
        return parse(
            form, {"fld_example": tuple(f"r{number}" for number in range(1, len(topics) + 1)), **rows}, context
        )

    return post


def test_each_row_keeps_its_id_and_its_answers(send: Callable[..., Submission]) -> None:
    worked = send("Pumps", "Valves")
    assert worked.values == {"fld_example": [{"id": "r1", "fld_topic": "Pumps"}, {"id": "r2", "fld_topic": "Valves"}]}
    assert worked.errors == ()


def test_there_are_no_more_rows_than_it_takes(send: Callable[..., Submission]) -> None:
    assert send(*["Pumps"] * 20).errors == ()
    (error,) = send(*["Pumps"] * 21).errors
    assert (error.field_id, error.code) == ("fld_example", "max_rows")
    assert error.message == "Keep at most 20 of “Topics”."


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"min_rows": 2, "max_rows": 2}, []),
        ({"min_rows": 3, "max_rows": 2}, [("/here/max_rows", "range_empty")]),
        ({"max_rows": 0}, [("/here/max_rows", "number_range")]),
        ({"row": []}, [("/here/row", "too_few")]),
    ],
)
def test_its_least_and_most_can_be_met(settings: dict[str, Any], found: list[tuple[str, str]]) -> None:
    kind = registry.get("field", "repeat")
    assert kind is not None
    reader = Reader({}, Index({"forms": {"frm_a": {"fields": {"fld_topic": {}}}}}))
    reader.part(kind.schema(), {"row": ["fld_topic"], **settings}, "/here")
    assert [(each.pointer, each.code) for each in reader.findings] == found
