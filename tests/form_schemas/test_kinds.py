"""What holds for every kind of question."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from form_schemas import FormContext
from form_schemas.engines import ENGINES
from form_schemas.examples import example_form
from form_schemas.submission import given, parse, shown, start
from portal_config.compiled import Frozen, LegalText
from portal_config.expressions.values import type_of
from portal_config.kinds import registry
from portico.kinds import discover_kinds
from tests.form_schemas.test_templates import Elements, render

discover_kinds()
KINDS = registry.family("field")
TERMS = LegalText("leg_example", "Terms", "2026-10", "pag_terms", frozenset(), Frozen("", "{}"))
HOSTILE = [
    '<script>"&',
    "\x00",
    "\ud800",
    "_other",
    "9" * 5_000,
    "2026-11-20T25:00",
    "NaN",
    "-1",
    "[]",
    "{}",
    "\u202e",
    " ",
]
PARTS = ("amount", "currency", "from", "to", "street", "postal_code", "city", "country", "value", "scheme", "other")


def context(locale: str = "en") -> FormContext:
    return FormContext(
        now=datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        today=date(2026, 11, 20),
        locale=locale,
        legal={TERMS.id: TERMS},
        pictures={"ast_example": "/-/picture/x.png"},
    )


def test_every_kind_has_an_engine_and_every_engine_a_kind() -> None:
    assert {kind.name for kind in KINDS} <= set(ENGINES)
    assert set(ENGINES) <= {kind.name for kind in registry.family("field", planned=True)}
    for kind in KINDS:
        assert ENGINES[kind.name].asks is (kind.answers != "" or kind.name in ("group", "repeat"))


def _wrapped(attributes: dict[str, str | None], html: str) -> bool:
    """A control for files stands inside of its label."""
    return attributes.get("type") == "file" and bool(re.search(r'<label[^>]*>[^<]+<input[^>]*type="file"', html))


SAMPLED = [kind for kind in KINDS if ENGINES[kind.name].sample is not None]


def test_what_can_be_answered_has_a_sample() -> None:
    computed = {"calculated", "price_summary", "group", "repeat"}
    # Their answers name the moment, a person, a record, an article or a file: what lies outside of a form alone.
    outside = {"consent", "signature", "person", "record", "line_items", "file", "image", "appointment", "cost_center"}
    unsampled = {kind.name for kind in KINDS if ENGINES[kind.name].asks} - {kind.name for kind in SAMPLED}
    assert unsampled <= computed | outside


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("kind", SAMPLED, ids=lambda kind: kind.name)
def test_a_kept_answer_goes_into_the_controls_and_out_again(kind: Any, locale: str) -> None:
    form, here, sample = example_form(kind), context(locale), ENGINES[kind.name].sample
    held = {**start(form, here), **given(form, {"fld_example": sample}, here)}
    worked = parse(form, held, here)
    assert (worked.errors, worked.values["fld_example"]) == ((), sample)
    assert json.loads(json.dumps(sample)) == sample
    (answer,) = shown(form, {"fld_example": sample}, locale, unseen=True)
    assert answer.text and "{" not in answer.text


@pytest.mark.parametrize("kind", SAMPLED, ids=lambda kind: kind.name)
def test_rules_see_the_answer_in_the_type_that_is_declared(kind: Any) -> None:
    form = example_form(kind)
    field = form.fields[0]
    seen = ENGINES[kind.name].px(ENGINES[kind.name].sample, field)
    found = f"list:{seen.of}" if type_of(seen) == "list" else type_of(seen)
    assert found == field.answer or (field.answer == "thing" and seen is True)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_text_breaks_a_question(kind: Any, text: str) -> None:
    form, here = example_form(kind), context()
    posted = {"fld_example": [text, text], **{f"fld_example.{part}": [text] for part in PARTS}}
    worked = parse(form, posted, here)
    json.dumps(dict(worked.values), ensure_ascii=False).encode()
    for error in worked.errors:
        assert error.message.endswith(".")
    if "\ud800" not in text:
        html = render(form, posted, worked.errors, here)
        assert "<script>" not in html


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("posted", [False, True])
def test_every_control_is_labelled_and_every_reference_leads_somewhere(kind: Any, posted: bool) -> None:
    form, here = example_form(kind), context()
    sample = ENGINES[kind.name].sample
    held = given(form, {"fld_example": sample}, here) if posted and sample is not None else {}
    html = render(form, held, [], here)
    page = Elements(html)
    ids = page.ids()
    assert len(ids) == len(set(ids)) and "not available right now" not in html
    labelled = {attributes["for"] for tag, attributes in page.all if tag == "label" and "for" in attributes}
    for tag, attributes in page.all:
        for name in ("aria-describedby", "aria-labelledby"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
        if tag in ("input", "select", "textarea") and attributes.get("type") not in ("radio", "checkbox", "hidden"):
            assert attributes.get("id") in labelled or attributes.get("aria-labelledby") or _wrapped(attributes, html)
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
    if ENGINES[kind.name].asks and kind.name not in ("group", "repeat", "calculated", "price_summary", "hidden"):
        assert "fld_example" in ids or any(each.get("data-field") == "fld_example" for _, each in page.all)


def test_parts_that_were_sent_are_shown_again_also_without_the_name_of_the_question() -> None:
    address = registry.get("field", "address")
    assert address is not None
    form = example_form(address)
    html = render(form, {"fld_example.street": ["1 Main St"]}, [], context())
    assert 'value="1 Main St"' in html
