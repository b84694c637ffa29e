"""What new members are welcomed with, built in the studio: begun, added to, moved and removed, and never left with a fault."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

import portal_config
from foundation.db import transaction
from foundation.revisions.actions import save_draft
from foundation.revisions.queries import draft_document
from foundation.tenancy import entered

ROOT = "/p/northlight/sandbox/main/studio"
AT = "/onboarding"


def draft(house: Any) -> dict[str, Any]:
    with entered(house.sandbox), transaction():
        return json.loads(draft_document()[1])


def parts(mia: Any, at: str = AT) -> dict[str, Any]:
    return mia.get(f"{ROOT}/pages/parts?at={at}").get_json()


def offers(html: str) -> dict[str, tuple[list[dict[str, Any]], str]]:
    """What a palette or an inspector offers: its words → (edits, what is selected then)."""
    found = re.findall(r'data-edits="([^"]+)" data-said="([^"]+)"(?: data-select="([^"]*)")?', html)
    return {unescape(said): (json.loads(unescape(edits)), select) for edits, said, select in found}


def save(mia: Any, edits: list[dict[str, Any]]) -> dict[str, Any]:
    number = parts(mia)["number"]
    answer = mia.send(
        f"{ROOT}/edits", {"edits": edits, "base": number, "intent": "", "label": "Built", "key": f"k-{number}"}
    )
    assert answer.status_code == 200, answer.get_json()
    return answer.get_json()


def test_the_whole_has_rows_with_who_sees_them(mia) -> None:
    tree = parts(mia, f"{AT}/checklist/chk_order")["tree"]
    rows = dict(re.findall(r'data-row="(/onboarding[^"]*)" data-show="[^"]*" data-name="([^"]+)"', tree))
    assert rows[AT] == "Welcome" and rows[f"{AT}/video"] == "Film" and rows[f"{AT}/cards/crd_work"] == "How we work"
    assert rows[f"{AT}/checklist/chk_order"] == "Place your first order"
    assert 'data-row="/onboarding/checklist/chk_order" data-show="/t/home"' in tree
    drawn = parts(mia, f"{AT}/checklist/chk_order")["inspector"]
    assert re.findall(r'data-set="([^"]+)"', drawn)[:5] == [
        f"{AT}/checklist/chk_order/{one}" for one in ("do", "title", "text", "to", "see")
    ]
    assert "They placed an order" in drawn and "Move to the top" in drawn and "Remove step" in drawn


def test_every_part_can_be_added_and_nothing_is_at_fault(house, mia) -> None:
    given = offers(parts(mia)["inspector"])
    assert {"“Step to tick” was added", "“Card” was added"} <= given.keys()
    assert not {"“Film” was added", "“Say hello” was added"} & given.keys(), "each once"
    for edits, select in (given["“Step to tick” was added"], given["“Card” was added"]):
        assert save(mia, edits)["findings"] == []
        assert parts(mia, select)["selected"] == select
    film = offers(parts(mia, f"{AT}/video")["inspector"])["The film was removed"][0]
    save(mia, film)
    assert "video" not in draft(house)["onboarding"]
    edits, select = offers(parts(mia)["inspector"])["“Film” was added"]
    assert save(mia, edits)["findings"] == [] and parts(mia, select)["selected"] == f"{AT}/video"


def test_a_step_moves_among_the_steps(house, mia) -> None:
    given = offers(parts(mia, f"{AT}/checklist/chk_hello")["inspector"])
    save(mia, next(edits for said, (edits, _) in given.items() if said.startswith("“Say hello” is now 1 of")))
    assert draft(house)["onboarding"]["checklist_order"][:2] == ["chk_hello", "chk_work"]


def test_it_goes_with_its_translations_and_begins_anew(house, mia) -> None:
    with entered(house.sandbox), transaction():
        number, text = draft_document()
        document = json.loads(text)
        document["portal"]["locales"] = ["en", "de"]
        document["texts"] = {
            "de": {"onboarding.title": "Erste Schritte", "chk_work.title": "Lesen Sie das", "tab_home.label": "Start"}
        }
        save_draft(document, base=number, author="system")
    save(mia, offers(parts(mia)["inspector"])["The first steps were removed"][0])
    left = draft(house)
    assert "onboarding" not in left and left["texts"] == {"de": {"tab_home.label": "Start"}}
    assert {each.code for each in portal_config.check(left, publish=True)} == {"text_missing"}
    edits, select = offers(parts(mia)["tree"])["“First steps” was added"]
    assert select == AT and save(mia, edits)
    made = draft(house)["onboarding"]
    assert {step["do"] for step in made["checklist"].values()} == {"say_hello", "first_order"} and len(
        made["cards"]
    ) == 1
    assert "“First steps” was added" not in offers(parts(mia)["tree"])
    assert mia.send(f"{ROOT}/undo", {}).status_code == 200 and "onboarding" not in draft(house)


@pytest.mark.parametrize("do", ["invite_team", "first_order"])
def test_whoever_is_asked_for_what_they_may_not_is_told_of(mia, do: str) -> None:
    step = {"op": "insert", "ptr": f"{AT}/checklist/chk_new", "value": {"do": do, "see": {"roles": ["rol_viewer"]}}}
    assert [each["code"] for each in save(mia, [step])["findings"]] == ["see_without_can"]
    drawn = parts(mia, f"{AT}/checklist/chk_new")["inspector"]
    assert "Viewer sees this but may not" in drawn and "Let them" in drawn
