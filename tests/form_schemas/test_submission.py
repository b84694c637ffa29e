"""From what a browser posts to what is stored, and back into words."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

import portal_config
from form_schemas import FormContext, submission
from form_schemas.engines import ENGINES
from form_schemas.view import page_views
from portal_config.compiled import Compiled, Form
from portal_config.expressions.rule import NO, YES
from portal_config.findings import Finding
from portal_config.kinds import registry
from tests.form_schemas.conftest import STARTER

COUNT = int(os.environ.get("COUNT", "100"))
SEED = int(os.environ.get("SEED", "20261121"))

ANSWERS = {
    "fld_count": ["12"],
    "fld_topics": ["Pumps\r\nValves"],
    "fld_lang": ["de", "en"],
    "fld_formal": ["sie"],
    "fld_deadline": ["2026-11-30"],
    "fld_talk": ["no"],
    "fld_talk_phone": ["030 5550 1840"],
}
STORED = {
    "fld_count": "12",
    "fld_topics": "Pumps\nValves",
    "fld_lang": ["en", "de"],
    "fld_formal": "sie",
    "fld_deadline": "2026-11-30",
    "fld_talk": False,
    "fld_talk_phone": "+493055501840",
}


@pytest.fixture
def form(compiled: Compiled) -> Form:
    return compiled.forms["frm_article"]


def test_every_ready_field_has_an_engine_and_the_reverse() -> None:
    assert {kind.name for kind in registry.family("field")} <= set(ENGINES)
    # What waits for the room that keeps its files or lists has an engine, and is not offered.
    planned = {kind.name for kind in registry.family("field", planned=True)} - {
        kind.name for kind in registry.family("field")
    }
    assert set(ENGINES) & planned == {"appointment", "cost_center"}
    assert set(ENGINES) - planned == {kind.name for kind in registry.family("field")}


def test_answers_are_stored_as_values(form: Form, context: FormContext) -> None:
    result = submission.parse(form, ANSWERS, context)
    assert result.errors == ()
    assert dict(result.values) == STORED
    assert json.loads(json.dumps(dict(result.values))) == STORED


def test_a_refused_answer_names_its_field_and_says_what_to_do(form: Form, context: FormContext) -> None:
    result = submission.parse(form, {**ANSWERS, "fld_count": ["201"], "fld_deadline": ["2026-11-21"]}, context)
    assert [(error.field_id, error.pointer, error.code, error.message) for error in result.errors] == [
        ("fld_count", "/fld_count", "max", "Enter at most 200."),
        ("fld_deadline", "/fld_deadline", "min", "Choose 27 Nov 2026 or later."),
    ]
    assert "fld_count" not in result.values


def test_only_required_fields_are_missed(form: Form, context: FormContext) -> None:
    result = submission.parse(form, {}, context)
    assert {error.code for error in result.errors} == {"required"}
    assert {error.field_id for error in result.errors} == {"fld_count", "fld_topics", "fld_lang", "fld_talk"}
    blank = {name: [" "] for name in ANSWERS if name not in ("fld_talk", "fld_formal", "fld_lang")}
    assert len(submission.parse(form, blank, context).errors) == 4


def test_unknown_keys_are_ignored_and_invisible_fields_dropped(form: Form, context: FormContext) -> None:
    hidden = replace(
        form.pages[1], fields=tuple(replace(field, show=NO, require=YES) for field in form.pages[1].fields)
    )
    result = submission.parse(replace(form, pages=(form.pages[0], hidden)), {**ANSWERS, "fld_price": ["1"]}, context)
    assert result.errors == ()
    assert set(result.values) == {"fld_count", "fld_topics", "fld_lang"}


def test_a_broken_field_traps_nobody(form: Form, context: FormContext) -> None:
    finding = Finding("error", "/x", "engine_planned", "x")
    first = replace(form.pages[0], fields=tuple(replace(field, broken=finding) for field in form.pages[0].fields))
    result = submission.parse(replace(form, pages=(first, form.pages[1])), {"fld_talk": ["yes"]}, context)
    assert result.errors == () and dict(result.values) == {"fld_talk": True}


def test_answers_are_shown_as_they_were_asked(compiled: Compiled, form: Form) -> None:
    frozen = portal_config.thaw_form(form.frozen.text)
    answers = submission.shown(frozen, {**STORED, "fld_gone": "x"}, "de")
    assert [(answer.label, answer.text) for answer in answers][:4] == [
        ("How many articles?", "12 articles"),
        ("Topics or keywords", "Pumps\nValves"),
        ("Languages", "English, German"),
        ("Form of address", "Sie"),
    ]
    assert answers[4].text == "30.11.2026" and answers[4].type == "date"
    assert len(answers) == 7


def test_stored_values_go_back_into_the_controls(form: Form, context: FormContext) -> None:
    posted = submission.given(form, STORED, context)
    assert posted["fld_lang"] == ("en", "de") and posted["fld_talk"] == ("no",)
    assert dict(submission.parse(form, posted, context).values) == STORED
    assert submission.start(form, context)["fld_count"] == ("4",)


def test_one_posted_text_may_stand_for_a_list(form: Form, context: FormContext) -> None:
    plain: dict[str, Any] = {name: texts[0] for name, texts in ANSWERS.items()}
    assert submission.parse(form, plain, context).values["fld_count"] == "12"


def test_a_web_request_gives_every_value_of_a_name(form: Form, context: FormContext) -> None:
    posted = MultiDict([(name, text) for name, texts in ANSWERS.items() for text in texts])
    assert dict(submission.parse(form, posted, context).values) == STORED
    views = page_views(form.pages[0], posted, submission.parse(form, posted, context))
    assert views[2].given == ("de", "en")


odd = st.sampled_from(
    ["\x00", "\ud800", "1e999", "٣", "-", "+", "--", "2026-13-01", "https://[", "@", "x" * 30_000, "\u202e", "0" * 99]
)


@cache
def _starter() -> Compiled:
    return portal_config.compile(portal_config.load(STARTER.read_bytes()), strict=True)


@seed(SEED)
@settings(max_examples=COUNT, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_posted_there_are_values_or_errors(data: st.DataObject) -> None:
    forms = _starter()
    context = FormContext(
        now=datetime(2026, 11, 20, tzinfo=UTC),
        today=date(2026, 11, 20),
        locale=data.draw(st.sampled_from(["en", "de", "fr", "ar", "de-CH", "xx", "zh-Hant-TW"])),
        legal=forms.legal,
    )
    form = forms.forms[data.draw(st.sampled_from(sorted(forms.forms)))]
    texts = st.lists(odd | st.text(max_size=12), max_size=3)
    posted = {field.id: data.draw(texts) for field in form.fields}
    result = submission.parse(form, posted, context)
    assert not set(result.values) & {error.field_id for error in result.errors}
    portal_config.dump(dict(result.values))
    submission.shown(form, result.values, context.locale)
    again = submission.parse(form, submission.given(form, result.values, context), context)
    assert {name: again.values.get(name) for name in result.values} == dict(result.values)
