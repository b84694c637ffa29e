"""Renaming and duplicating parts: ids stay or are new, names inside a copy point into the copy, and undoing leaves nothing."""

from __future__ import annotations

from typing import Any

import pytest

import portal_config
from portal_config import limits
from portal_config.diff.names import _FAMILIES, _SCHEMAS
from portal_config.edits import EditRefused, apply, apply_all, asked, meeting, place_of, touches
from portal_config.edits.names import NAMED, longest
from portal_config.kinds import registry

FORM = "/forms/frm_article"


def find(document: Any, ptr: str) -> Any:
    return place_of(document, ptr)[1]


def done(document: dict[str, Any], edit: dict[str, Any]) -> dict[str, Any]:
    """The document after an edit, which leaves nothing behind when it is undone and does the same again."""
    changed, inverse = apply(document, asked(edit))
    assert portal_config.dump(apply(changed, inverse)[0]) == portal_config.dump(document)
    kept = apply_all(document, [edit]).edits
    assert portal_config.dump(apply_all(document, kept).document) == portal_config.dump(changed)
    return changed


def code(document: dict[str, Any], edit: dict[str, Any]) -> str:
    with pytest.raises(EditRefused) as refused:
        apply(document, asked(edit))
    return refused.value.code


@pytest.mark.parametrize(
    ("ptr", "name"),
    [
        ("/tabs/tab_home", "label"), ("/services/svc_banner", "name"), ("/pages/pag_work", "title"), (FORM, "title"),
        ("/dashboards/dsh_default", "name"), ("/roles/rol_buyer", "name"), ("/pipelines/pip_work/statuses/sts_todo", "name"),
        (f"{FORM}/fields/fld_lang", "label"), (f"{FORM}/pages/fpg_what", "title"), (f"{FORM}/fields/fld_lang/options/opt_en", "label"),
    ],
)  # fmt: skip
def test_rename_changes_the_name_of_each_kind_of_part_and_nothing_else(
    starter: dict[str, Any], ptr: str, name: str
) -> None:
    changed = done(starter, {"op": "rename", "ptr": ptr, "value": "Start"})
    assert find(changed, ptr) == {**find(starter, ptr), name: "Start"}
    assert changed.get("texts") == starter.get("texts")


def test_rename_gives_a_question_another_name_in_exports(starter: dict[str, Any]) -> None:
    changed = done(starter, {"op": "rename", "ptr": f"{FORM}/fields/fld_lang", "key": "size", "value": "Size"})
    assert find(changed, f"{FORM}/fields/fld_lang") == {
        **find(starter, f"{FORM}/fields/fld_lang"), "key": "size", "label": "Size",
    }  # fmt: skip


def test_what_cannot_be_renamed(starter: dict[str, Any]) -> None:
    def rename(ptr: str, **new: Any) -> dict[str, Any]:
        return {"op": "rename", "ptr": ptr, **new}

    assert code(starter, rename("/tabs/tab_home", key="home")) == "nameless"
    assert code(starter, rename("/prices/prc_article", value="Dear")) == "nameless"
    assert code(starter, rename("/portal", value="Dear")) == "not_a_part"
    assert code(starter, rename("/tabs/tab_gone", value="Dear")) == "no_such_place"
    assert code(starter, rename("/tabs/tab_home")) == "value_missing"
    assert code(starter, rename("/tabs/tab_home", value=" ")) == "name_empty"
    assert code(starter, rename("/tabs/tab_home", value=["x"])) == "name_empty"
    assert code(starter, rename("/tabs/tab_home", name="x")) == "edit_key"


def test_a_renaming_meets_only_what_changes_the_same_name(starter: dict[str, Any]) -> None:
    rename = touches({"op": "rename", "ptr": "/tabs/tab_home", "value": "Start"})
    assert meeting(rename, touches({"op": "set", "ptr": "/tabs/tab_home/label", "value": "Other"}))
    assert meeting(rename, touches({"op": "remove", "ptr": "/tabs/tab_home"}))
    assert not meeting(rename, touches({"op": "set", "ptr": "/tabs/tab_home/icon", "value": "home"}))


def test_a_copy_stands_right_after_its_part_under_the_next_free_id(starter: dict[str, Any]) -> None:
    changed = done(starter, {"op": "duplicate", "ptr": "/tabs/tab_orders"})
    order = starter["tab_order"]
    place = order.index("tab_orders") + 1
    assert changed["tab_order"] == [*order[:place], "tab_orders_2", *order[place:]]
    assert changed["tabs"]["tab_orders_2"] == {**starter["tabs"]["tab_orders"], "label": "Orders (copy)"}
    twice = done(changed, {"op": "duplicate", "ptr": "/tabs/tab_orders", "after": None})
    assert twice["tab_order"][0] == "tab_orders_3" and twice["tabs"]["tab_orders_3"]["label"] == "Orders (copy 2)"
    retired = {**changed, "retired_ids": ["tab_orders_3"]}
    assert "tab_orders_4" in done(retired, {"op": "duplicate", "ptr": "/tabs/tab_orders_2"})["tabs"]


def test_a_copy_of_a_german_portal_is_called_in_german(starter: dict[str, Any]) -> None:
    starter["portal"]["locale"] = "de"
    assert (
        done(starter, {"op": "duplicate", "ptr": "/tabs/tab_orders"})["tabs"]["tab_orders_2"]["label"]
        == "Orders (Kopie)"
    )


def test_translations_are_copied_and_the_name_says_that_it_is_a_copy(starter: dict[str, Any]) -> None:
    starter["texts"] = {"de": {"tab_orders.label": "Aufträge", "tab_home.label": "Start"}}
    changed = done(starter, {"op": "duplicate", "ptr": "/tabs/tab_orders"})
    assert changed["texts"]["de"] == {**starter["texts"]["de"], "tab_orders_2.label": "Aufträge (Kopie)"}


def test_rules_and_references_inside_a_copied_form_point_at_the_copies(starter: dict[str, Any]) -> None:
    rule = [
        "and",
        ["has", ["field", "fld_lang"], "de"],
        ["gt", ["count", "fld_rows"], 1],
        ["gt", ["ctx", "client.orders"], 1],
    ]
    fields = starter["forms"]["frm_article"]["fields"]
    fields["fld_rows"] = {"type": "repeat", "key": "rows", "label": "Rows", "row": ["fld_row"]}
    fields["fld_row"] = {"type": "number", "key": "row", "label": "Row", "show": ["eq", ["row", "fld_row"], 1]}
    fields["fld_count"]["show"] = rule
    starter["forms"]["frm_article"]["pages"][0]["fields"].append("fld_rows")
    changed = done(starter, {"op": "duplicate", "ptr": FORM})
    made = changed["forms"]["frm_article_2"]
    assert made["title"] == "Order articles (copy)"
    assert made["fields"]["fld_count_2"]["show"] == [
        "and", ["has", ["field", "fld_lang_2"], "de"], ["gt", ["count", "fld_rows_2"], 1], ["gt", ["ctx", "client.orders"], 1],
    ]  # fmt: skip
    assert made["fields"]["fld_rows_2"]["row"] == ["fld_row_2"]
    assert made["pages"][0]["id"] == "fpg_what_2" and "fld_rows_2" in made["pages"][0]["fields"]
    assert made["fields"]["fld_count_2"]["key"] == "count", "keys are those of another form"
    old = {each.id for each in portal_config.ids.found(starter)}
    new = [each.id for each in portal_config.ids.found(changed) if each.pointer.startswith("/forms/frm_article_2")]
    assert not old & set(new) and len(new) == len(set(new))


def test_a_copied_question_is_asked_after_it_with_a_key_of_its_own(starter: dict[str, Any]) -> None:
    changed = done(starter, {"op": "duplicate", "ptr": f"{FORM}/fields/fld_lang"})
    asked_now = find(changed, f"{FORM}/pages/fpg_what/fields")
    assert asked_now[asked_now.index("fld_lang") + 1] == "fld_lang_2"
    question = find(changed, f"{FORM}/fields/fld_lang_2")
    assert question["key"] == "lang_2"
    assert [each["id"] for each in question["options"]] == [
        f"{each['id']}_2" for each in find(starter, f"{FORM}/fields/fld_lang/options")
    ]
    assert not [each for each in portal_config.check(changed) if each.severity == "error"]


def test_a_copied_page_of_a_form_brings_its_questions(starter: dict[str, Any]) -> None:
    changed = done(starter, {"op": "duplicate", "ptr": f"{FORM}/pages/fpg_what"})
    before = find(starter, f"{FORM}/pages/fpg_what")
    page = find(changed, f"{FORM}/pages/fpg_what_2")
    assert page["fields"] == [f"{each}_2" for each in before["fields"]]
    assert set(page["fields"]) <= set(find(changed, f"{FORM}/fields"))
    assert not [each for each in portal_config.check(changed) if each.severity == "error"]


def test_pages_and_options_get_an_address_and_a_value_of_their_own(starter: dict[str, Any]) -> None:
    starter["pages"]["pag_work"]["slug"] = "work"
    assert done(starter, {"op": "duplicate", "ptr": "/pages/pag_work"})["pages"]["pag_work_2"]["slug"] == "work-2"
    changed = done(starter, {"op": "duplicate", "ptr": f"{FORM}/fields/fld_lang/options/opt_en"})
    options = find(changed, f"{FORM}/fields/fld_lang/options")
    assert [each["value"] for each in options[:2]] == ["en", "en-2"]


def test_references_to_the_outside_stay(starter: dict[str, Any]) -> None:
    made = done(starter, {"op": "duplicate", "ptr": "/services/svc_banner"})["services"]["svc_banner_2"]
    assert made == {**starter["services"]["svc_banner"], "name": "Banner set (copy)"}


def test_new_ids_may_be_asked_for(starter: dict[str, Any]) -> None:
    edit = {"op": "duplicate", "ptr": "/tabs/tab_orders", "ids": {"tab_orders": "tab_work_list"}}
    assert "tab_work_list" in done(starter, edit)["tabs"]
    for new, refusal in (
        ("tab_home", "id_duplicate"), ("svc_x", "id_invalid"), ("Tab", "id_invalid"), ("tab_old", "id_retired"),
    ):  # fmt: skip
        document = {**starter, "retired_ids": ["tab_old"]}
        assert code(document, {**edit, "ids": {"tab_orders": new}}) == refusal
    assert code(starter, {**edit, "ids": ["tab_x"]}) == "edit_key"
    assert code(starter, {"op": "duplicate", "ptr": "/portal"}) == "not_a_part"
    assert code(starter, {"op": "duplicate", "ptr": "/tabs/tab_gone"}) == "no_such_place"


def test_two_copies_pass_each_other_and_a_copy_meets_who_changes_it(starter: dict[str, Any]) -> None:
    one = apply_all(starter, [{"op": "duplicate", "ptr": "/tabs/tab_orders"}]).edits[0]
    other = apply_all(starter, [{"op": "duplicate", "ptr": "/tabs/tab_home"}]).edits[0]
    assert not meeting(touches(one), touches(other))
    assert not meeting(touches(one), touches({"op": "set", "ptr": "/tabs/tab_orders/label", "value": "x"}))
    assert meeting(touches(one), touches({"op": "set", "ptr": "/tabs/tab_orders_2/label", "value": "x"}))


def test_names_are_as_long_as_the_settings_allow_and_have_the_property_they_say() -> None:
    """The table of names agrees with the settings that read them."""
    checked = 0
    for name, titled in NAMED.items():
        schema = _SCHEMAS.get(name)
        kinds = registry.family(_FAMILIES[name]) if name in _FAMILIES else ()
        fields = {**(schema().load_fields if schema else {}), **(kinds[0].schema().load_fields if kinds else {})}
        if name == "sections":
            fields = next(kind for kind in kinds if kind.name == "service_grid").schema().load_fields
        if fields:
            checked += 1
            assert fields[titled].at_most >= longest(name), name
            assert fields[titled].at_most == longest(name) or longest(name) == limits.NAME, name
    assert checked >= 14
