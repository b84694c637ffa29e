"""Forms in the studio: every kind of question is added, moved, copied and taken away, and so are pages and answers."""

from __future__ import annotations

from typing import Any

import pytest

from portal_config.kinds import registry
from portico.kinds import discover_kinds
from tests.builder.studio.selling import compiled, draft, drawn, errors, offers, save

discover_kinds()
FORM = "/forms/frm_article"
READY = [kind.name for kind in registry.family("field") if kind.engine == "ready"]


@pytest.fixture
def form(house: Any) -> dict[str, Any]:
    return draft(house)["forms"]["frm_article"]


def look(mia: Any, at: str) -> dict[str, Any]:
    return offers(drawn(mia, at, "forms")["inspector"])


def field_of(edits: list[dict[str, Any]]) -> str:
    return str(
        next(one["ptr"] for one in reversed(edits) if "/fields/fld_" in one["ptr"] and isinstance(one["value"], dict))
    )


@pytest.mark.parametrize("kind", READY)
def test_each_kind_can_be_asked_at_once(mia: Any, house: Any, form: dict[str, Any], kind: str) -> None:
    page = form["pages"][0]["id"]
    found = offers(drawn(mia, f"{FORM}/pages/{page}", "forms")["inspector"]) or look(mia, FORM)
    label = registry.get("field", kind).label  # type: ignore[union-attr]
    if f"“{label}” was added" not in found:
        assert kind in ("image_choice", "image_block"), "only what needs a picture is not offered without one"
        return
    edits, selected = found[f"“{label}” was added"]
    told = save(mia, edits)
    assert errors(told) == []
    field = draft(house)["forms"]["frm_article"]["fields"][selected.split("/")[4]]
    assert field["type"] == kind
    assert selected.split("/")[4] in [one.id for one in compiled(house).forms["frm_article"].every]


def test_it_is_put_below_the_one_that_is_selected(mia: Any, house: Any, form: dict[str, Any]) -> None:
    first, second = form["pages"][0]["fields"][:2]
    edits, selected = look(mia, f"{FORM}/fields/{first}")["“Short text” was added"]
    save(mia, edits)
    new = selected.split("/")[4]
    assert draft(house)["forms"]["frm_article"]["pages"][0]["fields"][:3] == [first, new, second]


def test_it_is_moved_copied_and_removed(mia: Any, house: Any, form: dict[str, Any]) -> None:
    first, second, *rest = form["pages"][0]["fields"]
    found = look(mia, f"{FORM}/fields/{second}")
    label = form["fields"][second]["label"]
    save(mia, next(edits for said, (edits, _) in found.items() if said == f"“{label}” is now 1 of {len(rest) + 2}"))
    assert draft(house)["forms"]["frm_article"]["pages"][0]["fields"][:2] == [second, first]
    save(mia, found[f"“{label}” was duplicated"][0])
    asked = draft(house)["forms"]["frm_article"]["pages"][0]["fields"]
    assert asked[0] == second and asked[2] == first and asked[1] not in form["fields"]
    copy = asked[1]
    gone = look(mia, f"{FORM}/fields/{copy}")
    save(mia, next(edits for said, (edits, _) in gone.items() if said.endswith("was removed")))
    after = draft(house)["forms"]["frm_article"]
    assert copy not in after["fields"] and after["pages"][0]["fields"][:2] == [second, first]


def test_pages_come_with_their_questions_and_go_with_them(mia: Any, house: Any, form: dict[str, Any]) -> None:
    pages = len(form["pages"])
    edits, page = look(mia, FORM)["A page was added"]
    save(mia, edits)
    edits, selected = look(mia, page)["“Yes or no” was added"]
    assert errors(save(mia, edits)) == []
    first = form["pages"][0]["fields"][0]
    to_page = look(mia, f"{FORM}/fields/{first}")[f"“{form['fields'][first]['label']}” is now on “New page”"][0]
    save(mia, to_page)
    written = draft(house)["forms"]["frm_article"]["pages"]
    assert len(written) == pages + 1 and written[-1]["fields"] == [selected.split("/")[4], first]
    save(
        mia,
        [
            {
                "op": "move",
                "ptr": f"{page}/fields/{first}",
                "to": f"{FORM}/pages/{form['pages'][0]['id']}/fields",
                "after": None,
            }
        ],
    )
    edits, _ = look(mia, page)["“New page” was removed"]
    save(mia, edits)
    written = draft(house)["forms"]["frm_article"]
    assert len(written["pages"]) == pages
    assert first in written["fields"] and first in written["pages"][0]["fields"]
    assert selected.split("/")[4] not in written["fields"]


def test_rows_hold_questions_and_no_rows(mia: Any, house: Any) -> None:
    edits, rows = look(mia, FORM)["“Rows of questions” was added"]
    assert errors(save(mia, edits)) == []
    inside = look(mia, rows)
    assert "“Rows of questions” was added" not in inside and "“Group of questions” was added" in inside
    edits, selected = inside["“Date” was added"]
    save(mia, edits)
    assert draft(house)["forms"]["frm_article"]["fields"][rows.split("/")[4]]["row"][1] == selected.split("/")[4]
    inner = look(mia, selected)
    assert "“New question” is now 1 of 2" in inner
    gone = next(edits for said, (edits, _) in look(mia, rows).items() if said.endswith("was removed"))
    save(mia, gone)
    left = draft(house)["forms"]["frm_article"]["fields"]
    assert selected.split("/")[4] not in left and rows.split("/")[4] not in left


def test_a_question_that_is_asked_nowhere_is_put_on_a_page(mia: Any, house: Any, form: dict[str, Any]) -> None:
    first, page = form["pages"][0]["fields"][0], form["pages"][0]
    save(mia, [{"op": "remove", "ptr": f"{FORM}/pages/{page['id']}/fields/{first}"}])
    shown = drawn(mia, f"{FORM}/fields/{first}", "forms")
    assert "asked nowhere" in shown["tree"]
    back = next(edits for said, (edits, _) in offers(shown["inspector"]).items() if " is now on “" in said)
    save(mia, back)
    assert draft(house)["forms"]["frm_article"]["pages"][0]["fields"][-1] == first


def test_answers_are_added_ordered_and_removed(mia: Any, house: Any) -> None:
    edits, choice = look(mia, FORM)["“One of several” was added"]
    save(mia, edits)
    name = choice.split("/")[4]

    def answers() -> list[str]:
        return [one["label"] for one in draft(house)["forms"]["frm_article"]["fields"][name]["options"]]

    assert answers() == ["Answer 1", "Answer 2"]
    save(mia, look(mia, choice)["Added"][0])
    assert answers() == ["Answer 1", "Answer 2", "New answer"]
    save(mia, look(mia, choice)["“New answer” is now 2 of 3"][0])
    assert answers() == ["Answer 1", "New answer", "Answer 2"]
    save(mia, look(mia, choice)["“Answer 1” was removed"][0])
    assert answers() == ["New answer", "Answer 2"]
    values = [one["value"] for one in draft(house)["forms"]["frm_article"]["fields"][name]["options"]]
    assert len(set(values)) == 2
    save(mia, look(mia, choice)["“Answer 2” was removed"][0])
    assert "“New answer” was removed" not in look(mia, choice), "a choice keeps one answer"


def test_an_empty_form_is_begun(mia: Any, house: Any) -> None:
    edits, ptr = offers(drawn(mia, "", "forms")["tree"])["A form was added"]
    assert errors(save(mia, edits)) == []
    made = compiled(house).forms[ptr.split("/")[2]]
    assert [one.type for one in made.fields] == ["short_text"]
