"""The group field: its questions are worked out with the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from form_schemas.examples import example_form
from form_schemas.submission import parse
from portal_config.ids import Index
from portal_config.kinds import registry
from portal_config.reader import Reader


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ({"fld_name": ("Dana",), "fld_mail": ("d@x.example",)}, {"fld_name": "Dana", "fld_mail": "d@x.example"}),
        ({"fld_name": ("Dana",)}, {"fld_name": "Dana"}),
        ({"fld_example": ("Dana",), "fld_example.fld_name": ("Dana",)}, None),
    ],
)
def test_its_answers_stand_together(ask: Callable[..., Any], posted: dict[str, tuple[str, ...]], kept: Any) -> None:
    kind = registry.get("field", "group")
    assert kind is not None
    form = example_form(kind)
    worked = parse(form, posted, ask("divider").context.opened(form))
    assert (worked.values, worked.errors) == ({"fld_example": kept} if kept else {}, ())


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"fields": ["fld_name"]}, None),
        ({"fields": ["fld_name"], "layout": "two"}, None),
        ({"fields": []}, "too_few"),
        ({"fields": ["fld_name", "fld_name"]}, "duplicate_item"),
        ({"fields": ["fld_none"]}, "ref_missing"),
        ({"fields": ["fld_name"], "layout": "three"}, "choice_unknown"),
        ({}, "missing"),
    ],
)
def test_it_groups_questions_that_are_there(settings: dict[str, Any], code: str | None) -> None:
    kind = registry.get("field", "group")
    assert kind is not None
    reader = Reader({}, Index({"forms": {"frm_a": {"fields": {"fld_name": {}}}}}))
    reader.part(kind.schema(), settings, "/here")
    assert [each.code for each in reader.findings] == ([code] if code else [])
