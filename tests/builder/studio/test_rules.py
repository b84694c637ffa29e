"""Rules in the studio: chosen line by line, or written; drawn they say what stands there, and what nobody changes is not rewritten."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from builder.studio import functions
from builder.studio.rules import IS, WAYS, chosen
from portal_config.expressions.parse import ARITY
from portal_config.expressions.text import read
from tests.builder.studio.selling import ROOT, attributes, compiled, draft, drawn, errors, field, offers, save

TOPICS = "/forms/frm_article/fields/fld_topics"
SHOW = f"{TOPICS}/show"
COUNT, LANG = ["field", "fld_count"], ["field", "fld_lang"]
ORDERS = ["ctx", "client.orders"]


def inspector(mia: Any, at: str = TOPICS) -> str:
    return drawn(
        mia, at, at.split("/")[1].replace("groups", "people").replace("addons", "services").replace("tabs", "pages")
    )["inspector"]


def begun(html: str, box: str, words: str) -> list[dict[str, Any]]:
    """The edits of what can be asked about, in the menu of a rule."""
    menu = html[html.index(f'id="{box}-add"') :]
    menu = menu[: menu.index("</details>")]
    for tag, said in re.findall(r"(<button[^>]*>)([^<]*)", menu):
        if unescape(said) == words:
            return json.loads(attributes(tag)["data-edits"])
    raise AssertionError(f"nothing can be asked about {words!r}")


def choose(html: str, line: str, name: str, value: str) -> list[dict[str, Any]]:
    """The edits of an option of a line: ``of`` what is asked, ``is`` how it is compared, ``value`` with what."""
    box = html[html.index(f'id="{line}-{name}"') :]
    for tag in re.findall(r"<option[^>]*>", box[: box.index("</select>")]):
        if attributes(tag)["value"] == value:
            return json.loads(attributes(tag)["data-way"])
    raise AssertionError(f"{value!r} cannot be chosen")


def line_id(ptr: str) -> str:
    return f"rule{ptr.replace('/', '-')}"


def rule(house: Any, ptr: str = SHOW) -> Any:
    found: Any = draft(house)
    for part in ptr.split("/")[1:]:
        found = found.get(part) if isinstance(found, dict) else found[int(part)]
    return found


def test_a_rule_is_chosen_line_by_line_and_taken_away(house, mia) -> None:
    html = inspector(mia)
    assert 'data-kind="flag"' in html and "Shown only when…" in html
    assert errors(save(mia, begun(html, f"set{SHOW.replace('/', '-')}", "“How many articles?”"))) == []
    assert rule(house) == ["eq", COUNT, 0]
    html = inspector(mia)
    assert "Shown when" in html and "all of these hold" not in html
    assert errors(save(mia, choose(html, line_id(SHOW), "is", "gt"))) == []
    assert field(inspector(mia), f"{SHOW}/2")["data-kind"] == "px-number"
    save(mia, [{"op": "set", "ptr": f"{SHOW}/2", "value": 3}])
    save(mia, begun(inspector(mia), f"set{SHOW.replace('/', '-')}", "“Languages”"))
    assert rule(house) == ["and", ["gt", COUNT, 3], ["has", LANG, "en"]]
    html = inspector(mia)
    assert errors(save(mia, [{"op": "set", "ptr": f"{SHOW}/2/2", "value": "de"}])) == []
    save(mia, choose(html, f"set{SHOW.replace('/', '-')}", "join", "or"))
    save(mia, choose(inspector(mia), line_id(f"{SHOW}/2"), "is", "not has"))
    assert rule(house) == ["or", ["gt", COUNT, 3], ["not", ["has", LANG, "de"]]], "what is compared with stays"
    assert [one.id for one in compiled(house).forms["frm_article"].fields if one.show.reads]
    save(mia, begun(inspector(mia), f"set{SHOW.replace('/', '-')}", "Orders the client has placed"))
    assert rule(house)[3] == ["eq", ORDERS, 0]
    removals = re.findall(r'<button[^>]*aria-label="Remove condition \d"[^>]*>', inspector(mia))
    save(mia, json.loads(attributes(removals[2])["data-edits"]))
    save(
        mia,
        json.loads(
            attributes(re.findall(r'<button[^>]*aria-label="Remove condition 1"[^>]*>', inspector(mia))[0])[
                "data-edits"
            ]
        ),
    )
    assert rule(house) == ["not", ["has", LANG, "de"]], "what is left stands by itself"
    assert "Remove condition" not in inspector(mia)
    save(mia, offers(inspector(mia))["The rule was removed"][0])
    assert rule(house) is None and "Shown only when…" in inspector(mia)


def test_what_is_asked_is_changed(house, mia) -> None:
    save(mia, [{"op": "set", "ptr": SHOW, "value": ["and", ["gt", COUNT, 3], ["ctx", "user.signed_in"]]}])
    html = inspector(mia)
    save(mia, choose(html, line_id(f"{SHOW}/2"), "value", "no"))
    assert rule(house)[2] == ["eq", ["ctx", "user.signed_in"], False]
    assert errors(save(mia, choose(html, line_id(f"{SHOW}/1"), "of", "field/fld_formal"))) == []
    assert rule(house)[1][:2] == ["eq", ["field", "fld_formal"]]
    assert 'value="field/fld_topics"' not in html, "a question is not shown by its own answer"


@pytest.mark.parametrize(
    "raw",
    [
        ["gt", COUNT, 3], ["and", ["gt", COUNT, {"num": "2.5"}], ["filled", ["field", "fld_formal"]]], ["or", ["not", ["has", LANG, "de"]], ["ctx", "user.signed_in"]],
        ["not", ["ctx", "user.signed_in"]], ["has", ["ctx", "user.roles"], "rol_buyer"], ["and", ["ge", ["ctx", "today"], {"date": "2026-11-20"}]],
        ["eq", ["field", "fld_formal"], "nobody offers this"],
    ],
)  # fmt: skip
def test_a_rule_that_lines_can_say_is_drawn_and_not_rewritten(house, mia, raw: Any) -> None:
    save(mia, [{"op": "set", "ptr": SHOW, "value": raw}])
    html = inspector(mia)
    assert "rule-line" in html and "Write it as text" in html
    assert rule(house) == raw
    written = re.search(r'data-rule-text="[^"]*"[^>]*>\n([^<]*)</textarea>', html)
    assert written and read(unescape(written[1])) == raw
    for tag in re.findall(r"<option[^>]*data-way=[^>]*selected[^>]*>", html):
        for edit in json.loads(attributes(tag)["data-way"]):
            before = rule(house)
            save(mia, [edit])
            assert rule(house) == before, "choosing what is chosen changes nothing"


@pytest.mark.parametrize(
    "raw",
    [
        ["gt", COUNT, ["len", ["field", "fld_formal"]]], ["and", ["or", ["gt", COUNT, 1], ["gt", COUNT, 2]], ["gt", COUNT, 3]], ["gt", 3, COUNT], ["eq", COUNT, "three"],
        ["gt", ["field", "fld_gone"], 3], ["if", True, True, False], ["ctx", "client.name"],
    ],
)  # fmt: skip
def test_any_other_rule_is_written(house, mia, raw: Any) -> None:
    save(mia, [{"op": "set", "ptr": SHOW, "value": raw}])
    html = inspector(mia)
    assert "rule-line" not in html and "The rule as text" in html and "JSON" not in html
    assert read(unescape(re.search(r'data-rule-text="[^"]*"[^>]*>\n([^<]*)</textarea>', html)[1])) == raw
    assert "The rule was removed" in html


def test_a_rule_without_words_is_kept_and_can_go(house, mia) -> None:
    raw = ["eq", ["max", {"list": {"of": "num", "items": []}}], 1]
    save(mia, [{"op": "set", "ptr": SHOW, "value": raw}])
    html = inspector(mia)
    assert "a rule that has no words" in html and f'data-rule-text="{SHOW}"' not in html
    assert rule(house) == raw
    save(mia, offers(html)["The rule was removed"][0])
    assert rule(house) is None


def test_a_written_rule_is_read_and_checked(house, mia) -> None:
    save(mia, [{"op": "set", "ptr": SHOW, "value": True}])
    told = mia.send(f"{ROOT}/rules", {"ptr": SHOW, "text": 'fld_count > 3 and not has(fld_lang, "de")'})
    assert told.status_code == 200
    edits = told.get_json()["edits"]
    assert edits == [{"op": "set", "ptr": SHOW, "value": ["and", ["gt", COUNT, 3], ["not", ["has", LANG, "de"]]]}]
    assert errors(save(mia, edits)) == []
    refused = mia.send(f"{ROOT}/rules", {"ptr": SHOW, "text": "fld_count >"})
    assert refused.status_code == 422 and refused.get_json()["title"].startswith("Something is missing at the end.")
    assert mia.send(f"{ROOT}/rules", {"ptr": SHOW, "text": "contains(fld_count)"}).status_code == 422
    assert rule(house)[0] == "and", "nothing was saved"
    wrong = mia.send(f"{ROOT}/rules", {"ptr": SHOW, "text": 'fld_count = "three"'}).get_json()["edits"]
    assert errors(save(mia, wrong)), "its parts do not fit together: the checker says so"
    html = inspector(mia)
    assert "A number and a text cannot go together here." in html


@pytest.mark.parametrize(
    "sent", [{"ptr": "/portal/name", "text": "yes"}, {"ptr": "/groups/grp_key/name", "text": "yes"}]
)
def test_where_no_rule_stands_none_is_read(mia, sent: dict[str, str]) -> None:
    assert mia.send(f"{ROOT}/rules", sent).status_code == 404
    assert mia.send(f"{ROOT}/rules", {"ptr": "/groups/grp_key/match", "text": "yes"}).status_code == 200


@pytest.mark.parametrize(
    "sent", [None, [], {"ptr": 3, "text": "yes"}, {"ptr": SHOW}, {"ptr": SHOW, "text": "x" * 20_001}]
)
def test_nonsense_is_refused(mia, sent: Any) -> None:
    assert mia.send(f"{ROOT}/rules", sent).status_code == 400


def test_only_who_may_build_may_ask(jonas) -> None:
    assert jonas.send(f"{ROOT}/rules", {"ptr": SHOW, "text": "yes"}).status_code == 403


def test_who_sees_a_part_is_decided_by_a_rule_and_it_holds(house, mia) -> None:
    at = "/tabs/tab_work"
    html = inspector(mia, at)
    assert errors(save(mia, begun(html, f"set{at.replace('/', '-')}-see-when", "Orders the client has placed"))) == []
    assert rule(house, f"{at}/see") == {"when": ["eq", ORDERS, 0]}
    html = inspector(mia, at)
    assert "Only when" in html and 'data-when="[' in html, "choosing roles keeps it"
    save(mia, choose(html, line_id(f"{at}/see/when"), "is", "ge"))
    assert next(tab for tab in compiled(house).tabs if tab.id == "tab_work").see.when is not None
    save(mia, offers(inspector(mia, at))["The rule was removed"][0])
    assert rule(house, f"{at}/see") is None


def test_a_group_is_decided_by_a_rule_and_by_hand_again(house, mia) -> None:
    at = "/groups/grp_key"
    html = inspector(mia, at)
    assert "You put them in" in html
    with pytest.raises(AssertionError):
        begun(html, f"set{at.replace('/', '-')}-match", "The client’s groups")
    assert errors(save(mia, begun(html, f"set{at.replace('/', '-')}-match", "Orders the client has placed"))) == []
    assert rule(house, f"{at}/match") == ["eq", ORDERS, 0]
    html = inspector(mia, at)
    assert "Every client is in it when" in html
    save(mia, offers(html)["The rule was removed"][0])
    assert rule(house, f"{at}/match") == "manual" and "You put them in" in inspector(mia, at)


def test_an_addon_asks_about_the_answers_of_its_service(house, mia) -> None:
    at = "/addons/adn_express"
    html = inspector(mia, at)
    assert "Offered when" in html and "“How many letters?”" in html
    assert field(html, f"{at}/when/2")["value"] == "6"
    save(mia, offers(html)["The rule was removed"][0])
    assert "Offered only when…" in inspector(mia, at)
    assert errors(save(mia, begun(inspector(mia, at), f"set{at.replace('/', '-')}-when", "“How many letters?”"))) == []


def test_answers_are_checked_by_rules_of_the_question_itself(house, mia) -> None:
    at = "/forms/frm_article/fields/fld_count"
    edits, _ = offers(inspector(mia, at))["A check was added"]
    assert errors(save(mia, edits)) == []
    assert rule(house, f"{at}/check/0/test") == ["eq", COUNT, 0]
    html = inspector(mia, at)
    assert field(html, f"{at}/check/0/message")["value"] == "Please look at this again."
    assert errors(save(mia, choose(html, line_id(f"{at}/check/0/test"), "is", "lt"))) == []
    save(mia, offers(inspector(mia, at))["The check was removed"][0])
    assert rule(house, f"{at}/check") == []


def test_a_page_of_a_form_and_a_computed_value_have_rules(house, mia) -> None:
    form = "/forms/frm_article"
    page = f"{form}/pages/{draft(house)['forms']['frm_article']['pages'][1]['id']}"
    html = inspector(mia, page)
    assert f'data-set="{page}/title"' in html
    assert errors(save(mia, begun(html, f"set{page.replace('/', '-')}-show", "“Languages”"))) == []
    assert rule(house, f"{form}/pages/1/show") == ["has", LANG, "en"]
    at = "/forms/frm_letters/fields/fld_hours"
    asked = [key for key, one in draft(house)["forms"]["frm_letters"]["fields"].items() if one["type"] == "calculated"]
    at = f"/forms/frm_letters/fields/{asked[0]}"
    html = inspector(mia, at)
    written = re.search(r'data-rule-text="([^"]*)"[^>]*>\n([^<]*)</textarea>', html)
    assert written and written[1] == f"{at}/compute" and read(unescape(written[2])) == rule(house, f"{at}/compute")
    assert f"{TOPICS}/compute" not in inspector(mia), "an answer is not worked out"


def test_functions_are_told(mia) -> None:
    told = " ".join(name for name, _ in functions.HELP)
    left_out = {name for name in ARITY if not re.search(rf"\b{name}\b", told)} - {"field", "row", "ctx"}
    signs = {"eq", "ne", "lt", "le", "gt", "ge", "add", "sub", "mul", "div"}
    assert left_out == signs, "these stand between what they join"
    assert {way for ways in WAYS.values() for way in ways} <= IS.keys()
    assert "add_business_days" in inspector(mia, "/addons/adn_express")


def test_lines_say_no_more_than_stands_there(house, mia) -> None:
    assert mia
    for raw in (
        None,
        True,
        [],
        ["and"],
        ["not"],
        ["gt"],
        ["gt", COUNT],
        ["gt", COUNT, 1, 2],
        [["gt"]],
        ["filled", COUNT, 1],
        {"a": 1},
    ):
        assert chosen(raw, SHOW, ()) is None
