"""The intake forms of the library: whole, in English and German, and put into a portal under ids of their own."""

from __future__ import annotations

import copy
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

import portal_config
from builder.studio.forms import Intake, edits_for, library
from portal_config import ids
from portal_config.edits import apply_all
from portico.kinds import discover_kinds

discover_kinds()
ROOT = Path(__file__).parents[3]
KEYS = {
    "brand_brief", "seo_audit", "article_order", "web_design", "campaign_brief", "bug_report", "change_request", "rfp", "onboarding", "event", "translation",
    "video",
}  # fmt: skip


def document(*locales: str) -> dict[str, Any]:
    made: dict[str, Any] = portal_config.load((ROOT / "builder" / "library" / "northlight.json").read_bytes())
    made["portal"]["locales"] = list(locales)
    return made


def added(base: dict[str, Any], form: Intake) -> dict[str, Any]:
    taken = {each.id for each in ids.found(base)}
    edits, ptr = edits_for(form, base, taken)
    made = apply_all(base, edits).document
    assert ptr.removeprefix("/forms/") in made["forms"]
    return made


def about(made: dict[str, Any], form_id: str) -> list[Any]:
    return [each for each in portal_config.check(made, publish=True) if form_id in each.pointer]


def test_there_are_twelve() -> None:
    assert {form.key for form in library()} == KEYS
    assert all(form.name and form.line for form in library())


@pytest.mark.parametrize("form", library(), ids=lambda form: form.key)
def test_a_form_checks_and_is_whole_in_both_languages(form: Intake) -> None:
    base = document("en", "de")
    made = added(base, form)
    assert about(made, f"_{form.key}") == []
    del made["texts"]["de"][f"frm_{form.key}.title"]
    assert [each.code for each in about(made, f"_{form.key}")] == ["text_missing"]
    made = added(base, form)
    compiled = portal_config.compile(made, strict=True, locale="de")
    german = compiled.forms[f"frm_{form.key}"]
    assert german.title == json.loads(form.text)["names"]["de"]["name"]
    words = json.loads(form.text)["texts"]["de"]
    assert {each.label for each in german.every if each.type != "callout"} <= {*words.values()}
    assert len(german.every) >= 8 and german.pages
    english = portal_config.compile(added(document("en"), form), strict=True)
    assert "de" not in added(document("en"), form).get("texts", {})
    assert english.forms[f"frm_{form.key}"].title == form.name


@pytest.mark.parametrize("form", library(), ids=lambda form: form.key)
def test_a_form_can_be_added_twice(form: Intake) -> None:
    twice = added(added(document("en", "de"), form), form)
    assert {f"frm_{form.key}", f"frm_{form.key}2"} <= twice["forms"].keys()
    assert about(twice, f"frm_{form.key}2") == []
    assert copy.deepcopy(twice) == twice


def test_the_studio_offers_them(mia: Any) -> None:
    page = mia.look("/p/northlight/sandbox/main/studio/forms")
    assert "Add form" in page and "Brand brief" in page and "Video brief" in page
    (offer,) = [each for each in palette_of(page) if each["said"] == "“RFP” was added" or "frm_rfp" in each["select"]]
    sent = {"edits": json.loads(offer["edits"]), "base": 1, "label": offer["said"], "key": "add-form"}
    assert mia.send("/p/northlight/sandbox/main/studio/edits", sent).status_code == 200
    assert "Request for proposal" in mia.look("/p/northlight/sandbox/main/studio/forms?at=/forms/frm_rfp")


def test_a_form_that_nothing_asks_is_shown_by_itself_and_can_be_removed(mia: Any) -> None:
    studio = "/p/northlight/sandbox/main/studio"
    (offer,) = [each for each in palette_of(mia.look(f"{studio}/forms")) if "frm_rfp" in each["select"]]
    sent = {"edits": json.loads(offer["edits"]), "base": 1, "label": offer["said"], "key": "add-form"}
    base = mia.send(f"{studio}/edits", sent).json["number"]
    page = mia.look(f"{studio}/forms?at=/forms/frm_rfp")
    assert "No service asks it yet" in page and 'data-show="/forms/frm_rfp"' in page
    (remove,) = [each for each in palette_of(page) if "was removed" in each["said"]]
    sent = {"edits": json.loads(remove["edits"]), "base": base, "label": remove["said"], "key": "remove-form"}
    assert mia.send(f"{studio}/edits", sent).status_code == 200
    page = mia.look(f"{studio}/forms?at=/forms/frm_story")
    assert "frm_rfp" not in re.sub(r"data-edits=\"[^\"]*\" data-said=\"[^\"]*\" data-select=\"[^\"]*\"", "", page)
    assert "Asked by “Customer story”" in page and "Remove form" not in page, "one that is asked stays"


@pytest.mark.parametrize("form", library(), ids=lambda form: form.key)
def test_a_form_takes_its_words_along(form: Intake) -> None:
    base = document("en", "de")
    made = added(base, form)
    gone = apply_all(made, [{"op": "remove", "ptr": f"/forms/frm_{form.key}", "uses": "drop"}]).document
    assert not any(form.key in each for each in gone["texts"]["de"])
    assert [each for each in portal_config.check(gone, publish=True) if each.code == "text_orphan"] == []


def palette_of(page: str) -> list[dict[str, str]]:
    found = re.findall(r'data-edits="([^"]*)" data-said="([^"]*)" data-select="([^"]*)"', page)
    return [dict(zip(("edits", "said", "select"), map(html.unescape, each), strict=True)) for each in found]
