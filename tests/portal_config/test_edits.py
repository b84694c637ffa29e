"""Edits one by one: what each does, what it refuses, and what two of them have to do with each other."""

from __future__ import annotations

from typing import Any

import pytest

import portal_config
from portal_config.edits import EditRefused, apply, apply_all, meeting, references, replacing, touches

HOME = "/dashboards/dsh_default/widgets"
WHAT = "/forms/frm_article/pages/fpg_what/fields"


def find(document: Any, ptr: str) -> Any:
    found = portal_config.edits.place_of(document, ptr)
    return found[1] if found[0] else ...


def code(document: Any, edit: dict[str, Any]) -> str:
    with pytest.raises(EditRefused) as refused:
        apply(document, edit)
    return refused.value.code


def test_the_document_that_was_edited_is_shared_not_changed(starter: dict[str, Any]) -> None:
    before = portal_config.dump(starter)
    changed, _ = apply(starter, {"op": "set", "ptr": "/tabs/tab_home/label", "value": "Start"})
    assert portal_config.dump(starter) == before
    assert changed["forms"] is starter["forms"]
    assert changed["tabs"]["tab_shop"] is starter["tabs"]["tab_shop"]


def test_set_makes_what_holds_the_value_and_takes_it_away_again(starter: dict[str, Any]) -> None:
    changed, inverse = apply(
        starter, {"op": "set", "ptr": "/services/svc_audit/billing/po_number", "value": "required"}
    )
    assert find(changed, "/services/svc_audit/billing") == {"po_number": "required"}
    assert apply(changed, inverse)[0] == starter
    other = apply(changed, {"op": "set", "ptr": "/services/svc_audit/billing/terms", "value": "P14D"})[0]
    assert find(apply(other, inverse)[0], "/services/svc_audit/billing") == {"terms": "P14D"}, (
        "what others put there stays"
    )


def test_an_item_without_a_name_is_put_last_behind_others_without_one(starter: dict[str, Any]) -> None:
    rule = ["and", ["eq", 1, 1], ["eq", 2, 2]]
    with_rule, _ = apply(starter, {"op": "set", "ptr": "/addons/adn_express/when", "value": rule})
    changed, inverse = apply(with_rule, {"op": "insert", "ptr": "/addons/adn_express/when/-", "value": ["eq", 3, 3]})
    assert find(changed, "/addons/adn_express/when") == [*rule, ["eq", 3, 3]]
    assert apply(changed, inverse)[0] == with_rule


def test_insert_after_before_first_and_last(starter: dict[str, Any]) -> None:
    tab = {"type": "page", "label": "New", "page": "pag_work"}

    def order(**where: Any) -> list[str]:
        changed, inverse = apply(starter, {"op": "insert", "ptr": "/tabs/tab_new", "value": tab, **where})
        assert portal_config.dump(apply(changed, inverse)[0]) == portal_config.dump(starter)
        return list(changed["tab_order"])

    known = starter["tab_order"]
    assert order() == [*known, "tab_new"]
    assert order(after=None) == ["tab_new", *known]
    assert order(after="tab_home")[:2] == ["tab_home", "tab_new"]
    assert order(before="tab_home")[:2] == ["tab_new", "tab_home"]
    assert order(after="tab_gone")[-1] == "tab_new", "a neighbour that went does not stop it"


def test_items_of_lists_are_named_by_id_by_text_or_by_place(starter: dict[str, Any]) -> None:
    changed, _ = apply(starter, {"op": "move", "ptr": f"{WHAT}/fld_lang", "after": None})
    assert find(changed, WHAT)[0] == "fld_lang"
    changed, _ = apply(starter, {"op": "set", "ptr": "/forms/frm_article/pages/fpg_how/title", "value": "Details"})
    assert changed["forms"]["frm_article"]["pages"][1]["title"] == "Details"
    changed, _ = apply(starter, {"op": "remove", "ptr": f"{HOME}/wdg_links/links/0"})
    assert next(each["label"] for each in find(changed, f"{HOME}/wdg_links/links")) == "Terms of service"
    changed, _ = apply(starter, {"op": "insert", "ptr": "/services/svc_audit/tags/-", "value": "new"})
    assert find(changed, "/services/svc_audit/tags") == ["new"]


def test_a_part_goes_to_another_holder_of_its_kind(starter: dict[str, Any]) -> None:
    target = "/dashboards/dsh_finance/widgets"
    changed, inverse = apply(starter, {"op": "move", "ptr": f"{HOME}/wdg_due", "to": target, "after": "wdg_fin_hi"})
    assert changed["dashboards"]["dsh_finance"]["widget_order"][:2] == ["wdg_fin_hi", "wdg_due"]
    assert find(changed, f"{HOME}/wdg_due") is ...
    assert apply(changed, inverse)[0] == starter
    assert code(starter, {"op": "move", "ptr": f"{HOME}/wdg_due", "to": "/tabs"}) == "wrong_target"
    assert code(starter, {"op": "move", "ptr": "/pages/pag_work", "to": "/pages/pag_work/sections"}) == "wrong_target"


def test_what_is_used_is_not_removed_and_lists_may_let_go(starter: dict[str, Any]) -> None:
    assert references(starter, "pag_shop") == ("/tabs/tab_shop/page",)
    with pytest.raises(EditRefused) as refused:
        apply(starter, {"op": "remove", "ptr": "/pages/pag_shop"})
    assert (refused.value.code, refused.value.uses) == ("part_in_use", ("/tabs/tab_shop/page",))
    edit = {"op": "remove", "ptr": "/services/svc_audit"}
    assert code(starter, edit) == "part_in_use", "the grid of services names it"
    changed, inverse = apply(starter, {**edit, "uses": "drop"})
    assert "svc_audit" not in portal_config.dump({**changed, "retired_ids": []})
    assert changed["retired_ids"][-1] == "svc_audit"
    assert portal_config.dump(apply(changed, inverse)[0]) == portal_config.dump(starter)


def test_a_list_that_says_who_sees_something_is_never_emptied(starter: dict[str, Any]) -> None:
    """Without roles everybody would see it."""
    with pytest.raises(EditRefused) as refused:
        apply(starter, {"op": "remove", "ptr": "/roles/rol_finance", "uses": "drop"})
    assert "/dashboards/dsh_finance/see/roles/0" in refused.value.uses


def test_a_question_leaves_its_page_and_comes_back_to_its_place(starter: dict[str, Any]) -> None:
    changed, inverse = apply(starter, {"op": "remove", "ptr": "/forms/frm_article/fields/fld_topics"})
    assert find(changed, WHAT) == ["fld_count", "fld_lang"]
    assert portal_config.dump(apply(changed, inverse)[0]) == portal_config.dump(starter)


@pytest.mark.parametrize(
    ("edit", "refused"),
    [
        ({"op": "set", "ptr": "/tab_order/0", "value": "tab_shop"}, "fixed"),
        ({"op": "insert", "ptr": "/retired_ids/-", "value": "tab_x"}, "fixed"),
        ({"op": "set", "ptr": "/tab_order", "value": ["tab_home", "tab_home"]}, "order_shape"),
        ({"op": "set", "ptr": "/portal/id", "value": "prt_other"}, "id_fixed"),
        ({"op": "set", "ptr": "/forms/frm_article/pages/fpg_what/id", "value": "fpg_x"}, "id_fixed"),
        ({"op": "set", "ptr": "/forms/frm_article/fields", "value": {}}, "id_fixed"),
        ({"op": "set", "ptr": "/tabs/tab_home", "value": "text"}, "not_a_property"),
        ({"op": "set", "ptr": "/tabs/tab_new/label", "value": "x"}, "no_such_place"),
        ({"op": "set", "ptr": "/tabs/tab_ideas/label", "value": "x"}, "part_removed"),
        ({"op": "set", "ptr": "/tabs/tab_home/label/deeper", "value": "x"}, "no_such_place"),
        ({"op": "insert", "ptr": "/tabs/tab_new", "value": "text"}, "wrong_type"),
        ({"op": "insert", "ptr": "/forms/frm_article/fields/fld_formal/options/-", "value": {"label": "x"}}, "id_invalid"),
        ({"op": "insert", "ptr": "/portal/name", "value": "x"}, "not_a_list"),
        ({"op": "move", "ptr": "/portal/name"}, "not_a_list"),
        ({"op": "remove", "ptr": "/portal/name"}, "not_a_part"),
        ({"op": "set", "ptr": "tabs", "value": 1}, "edit_pointer"),
        ({"op": "set", "ptr": "/" + "/".join("a" * 60), "value": 1}, "too_deep"),
    ],
)  # fmt: skip
def test_what_is_refused(starter: dict[str, Any], edit: dict[str, Any], refused: str) -> None:
    before = portal_config.dump(starter)
    assert code(starter, edit) == refused
    assert portal_config.dump(starter) == before


def test_one_document_becomes_another_and_back(starter: dict[str, Any]) -> None:
    wanted = apply_all(
        starter,
        [
            {"op": "remove", "ptr": "/tabs/tab_billing"},
            {"op": "move", "ptr": "/tabs/tab_work", "after": None},
            {"op": "set", "ptr": "/sign_in"},
        ],
    ).document
    edit = replacing(starter, wanted)
    assert edit is not None
    changed, inverse = apply(starter, edit)
    assert portal_config.dump(changed) == portal_config.dump(wanted)
    assert portal_config.dump(apply(changed, inverse)[0]) == portal_config.dump(starter)
    assert replacing(wanted, changed) is None


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({"op": "set", "ptr": "/tabs/tab_a/label"}, {"op": "set", "ptr": "/tabs/tab_a/label"}, True),
        ({"op": "set", "ptr": "/tabs/tab_a/label"}, {"op": "set", "ptr": "/tabs/tab_a/icon"}, False),
        ({"op": "set", "ptr": "/tabs/tab_a/see"}, {"op": "set", "ptr": "/tabs/tab_a/see/roles"}, True),
        ({"op": "set", "ptr": "/tabs/tab_a/label"}, {"op": "move", "ptr": "/tabs/tab_a", "after": None}, False),
        ({"op": "move", "ptr": "/tabs/tab_a"}, {"op": "move", "ptr": "/tabs/tab_b"}, False),
        ({"op": "move", "ptr": "/tabs/tab_a"}, {"op": "move", "ptr": "/tabs/tab_a"}, True),
        ({"op": "move", "ptr": "/tabs/tab_a"}, {"op": "set", "ptr": "/tab_order"}, True),
        ({"op": "remove", "ptr": "/tabs/tab_a"}, {"op": "set", "ptr": "/tabs/tab_a/label"}, True),
        ({"op": "remove", "ptr": "/tabs/tab_a"}, {"op": "move", "ptr": "/tabs/tab_a"}, True),
        ({"op": "remove", "ptr": "/pages/pag_a"}, {"op": "insert", "ptr": "/pages/pag_a/sections/sec_b"}, True),
        ({"op": "insert", "ptr": "/tabs/tab_a"}, {"op": "insert", "ptr": "/tabs/tab_b"}, False),
        ({"op": "set", "ptr": "/x/list/0/label"}, {"op": "set", "ptr": "/x/list/1/label"}, True),
        ({"op": "insert", "ptr": "/x/list/-"}, {"op": "insert", "ptr": "/x/list/-"}, True),
    ],
)
def test_edits_meet_or_pass_each_other(one: dict[str, Any], other: dict[str, Any], meet: bool) -> None:
    assert (meeting(touches(one), touches(other)) is not None) == meet
    assert (meeting(touches(other), touches(one)) is not None) == meet
