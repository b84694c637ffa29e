"""Upgraders: every step has a before and an after, and whatever was shipped or frozen once can still be read."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

import portal_config
from portal_config import DocumentRefused, thaw_form, thaw_pipeline, thaw_price
from portal_config.upgrades import CURRENT, STEPS, read, upgrade
from tests.portal_config.conftest import _document

HERE = Path(__file__).parent
SHIPPED = sorted((HERE / "shipped").glob("*.json"))
LIBRARY = sorted(
    path for path in (HERE.parents[2] / "builder" / "library").glob("*.json") if "samples" not in path.name
)


def loaded(path: Path) -> dict[str, Any]:
    return portal_config.load(path.read_bytes())


def up_2(document: dict[str, Any]) -> dict[str, Any]:
    document["portal"]["called"] = document["portal"].pop("name")
    return document


def up_3(document: dict[str, Any]) -> dict[str, Any]:
    return {
        **document,
        "tabs": {**document["tabs"], "tab_new": {"type": "page", "label": document["portal"]["called"]}},
    }


def test_steps_run_in_a_chain_and_the_document_that_was_stays() -> None:
    before = copy.deepcopy(_document)
    document, was, now = upgrade(_document, steps={2: up_2, 3: up_3}, current=3)
    assert (was, now, document["schema"]) == (1, 3, 3)
    assert document["portal"]["called"] == document["tabs"]["tab_new"]["label"] == "Northlight Studio"
    assert _document == before
    again = upgrade(document, steps={2: up_2, 3: up_3}, current=3)
    assert again == (document, 3, 3), "what is current is left alone"


def test_a_document_of_the_present_schema_is_left_as_it_is() -> None:
    before = loaded(HERE / "fixtures" / f"{CURRENT}.json")
    assert upgrade(before) == (before, CURRENT, CURRENT)
    assert read(portal_config.dump(before)) == before
    bare = {key: value for key, value in before.items() if key != "schema"}
    assert upgrade(bare) == (bare, 1, CURRENT), "without a schema it is of the first"


def test_a_newer_schema_is_refused_with_a_sentence() -> None:
    with pytest.raises(DocumentRefused) as refused:
        upgrade({"schema": CURRENT + 1})
    finding = refused.value.findings[0]
    assert (finding.code, finding.pointer) == ("version_unknown", "/schema")
    assert (
        finding.message == f"This document has schema {CURRENT + 1}, and this version of Portico reads up to {CURRENT}."
    )
    with pytest.raises(DocumentRefused):
        upgrade({"schema": 0})
    assert upgrade({"schema": "1"}).document == {"schema": "1"}, "the checker tells what is no number"
    assert "version_unknown" in {each.code for each in portal_config.check({"schema": "1"})}


def test_every_step_has_a_before_and_an_after() -> None:
    assert sorted(STEPS) == list(range(2, CURRENT + 1))
    for number, step in STEPS.items():
        before, after = (loaded(HERE / "fixtures" / f"up_{number}.{name}.json") for name in ("before", "after"))
        assert {**step(copy.deepcopy(before)), "schema": number} == after


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_starter_that_was_ever_shipped_still_publishes(path: Path) -> None:
    document = upgrade(loaded(path)).document
    assert [str(each) for each in portal_config.check(document) if each.severity == "error"] == []


def test_every_starter_of_today_is_among_the_shipped_by_name() -> None:
    kept = {path.stem.partition("-")[0] for path in SHIPPED}
    assert {path.stem for path in LIBRARY} <= kept and len(SHIPPED) >= 6


@pytest.mark.parametrize(("part", "thaw"), [("form", thaw_form), ("price", thaw_price), ("pipeline", thaw_pipeline)])
def test_what_the_first_version_froze_still_thaws(part: str, thaw: Any) -> None:
    text = (HERE / "frozen" / f"{part}-first.json").read_text().rstrip("\n")
    thawed = thaw(text)
    assert thawed.frozen.text == text and thawed.id == json.loads(text)["id"]
    assert getattr(thawed, "broken", None) is None
