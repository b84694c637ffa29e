"""Folders of files: what is found wrong with them, what they come to for somebody, and how a change of one is told."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import portal_config
from portal_config.compiled import Compiled
from portal_config.diff import diff
from portal_config.diff.change import Impact
from portal_config.edits import EditRefused, apply_all, asked
from portal_config.see import NO_FOLDERS, Folders, See
from portal_config.standing import staff_standing, standing
from tests.commerce.cast import NORTHLIGHT

NOBODYS: frozenset[str] = frozenset()
OPEN = {"name": "Open"}
FILES, WIDGET = "/tabs/tab_files", "/dashboards/dsh_default/widgets/wdg_files"


def document(**folders: Any) -> dict[str, Any]:
    """Northlight's document with these folders and no other."""
    made = copy.deepcopy(portal_config.load(NORTHLIGHT.read_bytes()))
    made["folders"] = folders
    del made["folder_order"]
    return made


def compiled(**folders: Any) -> Compiled:
    return portal_config.compile(document(**folders), strict=True)


def found(value: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(one.severity, one.pointer, one.code) for one in portal_config.check(value, publish=True)}


def put(value: dict[str, Any], ptr: str, what: Any) -> dict[str, Any]:
    return apply_all(value, [{"op": "set", "ptr": ptr, "value": what}]).document


def listing(*folders: str, tab: str = FILES, widget: str = WIDGET) -> dict[str, Any]:
    """A document whose tab and widget list these folders; Contracts is shown to the approver only."""
    made = document(fol_open=OPEN, fol_contracts={"name": "Contracts", "see": {"roles": ["rol_approver"]}})
    return put(put(made, f"{tab}/folders", list(folders)), f"{widget}/source/folders", list(folders))


def test_folders_and_the_lists_that_name_them_are_published_in_their_order() -> None:
    value = listing("fol_contracts", "fol_open")
    value["folder_order"] = ["fol_open", "fol_contracts"]
    assert found(value) == set()
    made = portal_config.compile(value, strict=True)
    assert list(made.folders) == ["fol_open", "fol_contracts"]
    assert made.folders["fol_contracts"].see == See(frozenset({"rol_approver"}))
    assert next(tab for tab in made.tabs if tab.type == "files").settings["folders"] == ("fol_contracts", "fol_open")


@pytest.mark.parametrize(
    ("folder", "at", "code"),
    [
        ({}, "/name", "missing"),
        ({"name": "A", "see": {"roles": ["rol_none"]}}, "/see/roles/0", "ref_missing"),
        ({"name": "A", "see": {"groups": ["grp_none"]}}, "/see/groups/0", "ref_missing"),
        ({"name": "A", "can": {"add": ["rol_none"]}}, "/can/add/0", "ref_missing"),
        ({"name": "A", "can": {"remove": ["tab_files"]}}, "/can/remove/0", "ref_kind"),
        ({"name": "A", "can": {"rename": []}}, "/can/rename", "unknown_key"),
    ],
)
def test_a_folder_with_a_fault_is_left_out_so_that_nobody_reads_what_is_in_it(
    folder: dict[str, Any], at: str, code: str
) -> None:
    value = document(fol_a=folder, fol_open=OPEN)
    assert ("error", f"/folders/fol_a{at}", code) in found(value)
    assert list(portal_config.compile(value, strict=False).folders) == ["fol_open"]


def test_a_list_names_folders_that_are_there() -> None:
    assert ("error", f"{FILES}/folders/1", "ref_missing") in found(
        put(document(fol_a=OPEN), f"{FILES}/folders", ["fol_a", "fol_b"])
    )
    assert found(put(document(fol_a=OPEN), f"{FILES}/folders", ["fol_a"])) == set()


@pytest.mark.parametrize("key", ["add", "remove"])
def test_whoever_fills_or_clears_a_folder_sees_it(key: str) -> None:
    hidden = {"name": "A", "see": {"roles": ["rol_approver"]}, "can": {key: ["rol_buyer", "rol_pm"]}}
    assert found(document(fol_a=hidden)) == {("warning", f"/folders/fol_a/can/{key}", "can_without_see")}
    shown = hidden | {"see": {"roles": ["rol_approver", "rol_buyer"]}}
    assert found(document(fol_a=shown)) == found(document(fol_a={"name": "A", "can": {key: ["rol_buyer"]}})) == set()


def test_whoever_is_shown_a_folder_may_read_files() -> None:
    shown = {"name": "A", "see": {"roles": ["rol_finance", "rol_buyer"]}}
    assert found(document(fol_a=shown)) == {("warning", "/folders/fol_a", "see_without_can")}
    assert found(document(fol_a={"name": "A", "see": {"roles": ["rol_buyer"]}})) == set()


def test_a_list_that_shows_a_folder_to_nobody_is_told_of() -> None:
    value = listing("fol_open", "fol_contracts")
    assert found(value) == set()
    buyers = {"roles": ["rol_buyer", "rol_pm"]}
    assert found(put(value, f"{FILES}/see", buyers)) == {("warning", f"{FILES}/folders/1", "folder_unseen")}
    assert found(put(value, f"{WIDGET}/see", buyers)) == {("warning", f"{WIDGET}/source/folders/1", "folder_unseen")}
    within = put(value, "/dashboards/dsh_default/see", {"roles": ["rol_buyer", "rol_viewer"]})
    assert ("warning", f"{WIDGET}/source/folders/1", "folder_unseen") in found(within)


FOLDERS = {
    "fol_open": OPEN,
    "fol_ours": {"name": "Ours", "can": {"add": ["rol_pm"]}},
    "fol_contracts": {
        "name": "Contracts",
        "see": {"roles": ["rol_approver"]},
        "can": {"add": ["rol_approver"], "remove": ["rol_approver", "rol_buyer"]},
    },
    "fol_key": {"name": "Key accounts", "see": {"groups": ["grp_key"]}, "can": {"add": ["rol_buyer"]}},
    "fol_busy": {"name": "Busy", "see": {"when": ["gt", ["ctx", "client.orders"], 2]}},
}


@pytest.mark.parametrize(
    ("roles", "groups", "orders", "comes_to"),
    [
        ({"rol_buyer"}, NOBODYS, 0, ("open ours", "open", "", "")),
        ({"rol_buyer"}, {"grp_key"}, 3, ("open ours key busy", "open busy", "key", "")),
        ({"rol_approver"}, NOBODYS, 0, ("open ours contracts", "open", "contracts", "contracts")),
        ({"rol_buyer", "rol_approver"}, NOBODYS, 0, ("open ours contracts", "open", "contracts", "contracts")),
        (NOBODYS, NOBODYS, 0, ("open ours", "open", "", "")),
    ],
)
def test_what_a_member_is_shown_fills_and_clears(
    roles: set[str], groups: frozenset[str], orders: int, comes_to: tuple[str, ...]
) -> None:
    made = compiled(**FOLDERS)
    known = {"client.orders": Decimal(orders)}
    assert standing(made, frozenset(groups), known, roles).folders == Folders(
        *(frozenset(f"fol_{name}" for name in names.split()) for names in comes_to)
    )


def test_a_rule_that_cannot_be_worked_out_hides_its_folder() -> None:
    assert "fol_busy" not in standing(compiled(**FOLDERS), NOBODYS, {}, {"rol_buyer"}).folders.shown


def test_staff_see_every_folder_and_fill_those_that_name_no_other_of_them() -> None:
    made = compiled(**FOLDERS)
    every = frozenset(FOLDERS)
    assert staff_standing(made, {"rol_design"}, owner=True).folders == Folders(every, every, every, every)
    manager, other = (staff_standing(made, {role}, owner=False).folders for role in ("rol_pm", "rol_owner"))
    # Contracts names roles of clients only: that shuts out none of the seller's people.
    assert (manager.shown, manager.free, manager.add) == (every, every - {"fol_ours"}, frozenset({"fol_ours"}))
    assert (other.shown, other.free, other.add, other.clear) == (every, every - {"fol_ours"}, NOBODYS, NOBODYS)
    assert staff_standing(replace(made, folders={}), {"rol_pm"}, owner=True).folders == NO_FOLDERS


SENTENCES = [
    (
        {"op": "insert", "ptr": "/folders/fol_new", "value": {"name": "Reports", "see": {"roles": ["rol_buyer"]}}},
        ("“Reports” added", "Buyer will see it"),
        ("„Reports“ hinzugefügt", "Zu sehen für Buyer"),
    ),
    (
        {"op": "set", "ptr": "/folders/fol_open/can/add", "value": ["rol_buyer", "rol_pm"]},
        ("“Open”: files may now be added by Buyer and Project manager", "Before: whoever may add files to the client"),
        ("„Open“: Dateien hinzufügen dürfen jetzt Buyer und Project manager", "Bisher: alle, die dem Kunden Dateien hinzufügen dürfen"),
    ),
    (
        {"op": "set", "ptr": "/folders/fol_contracts/can/remove", "value": None},
        ("“Contracts”: files may now be removed by your team only", "Before: Approver and Buyer"),
        ("„Contracts“: Dateien entfernen dürfen jetzt nur Ihr Team", "Bisher: Approver und Buyer"),
    ),
    (
        {"op": "remove", "ptr": "/folders/fol_open"},
        ("“Open” removed", "Clients no longer see the files in it; your team does and can move them"),
        ("„Open“ entfernt", "Kunden sehen die Dateien darin nicht mehr; Ihr Team sieht sie und kann sie verschieben"),
    ),
    (
        {"op": "set", "ptr": "/folders/fol_contracts/see", "value": {"roles": ["rol_buyer"]}},
        ("“Contracts” is now shown to Buyer", "New: Buyer", "No longer: Approver"),
        ("„Contracts“ sehen jetzt Buyer", "Neu: Buyer", "Nicht mehr: Approver"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "english", "german"), SENTENCES, ids=[one[0]["ptr"] for one in SENTENCES])
def test_a_change_of_a_folder_is_told(edit: dict[str, Any], english: tuple[str, ...], german: tuple[str, ...]) -> None:
    before = document(**FOLDERS)
    after = apply_all(before, [edit]).document
    for locale, words in (("en", english), ("de", german)):
        (change,) = diff(before, after, locale=locale)
        assert (change.area, change.sentence, *change.notes) == ("Folders" if locale == "en" else "Ordner", *words)
        assert change.impact == ((Impact("folder_files", "fol_open"),) if edit["op"] == "remove" else ())
        assert (
            portal_config.compile(apply_all(after, change.back).document, strict=True).folders
            == compiled(**FOLDERS).folders
        )


def test_a_folder_that_a_list_would_be_empty_without_is_not_removed() -> None:
    alone, two = listing("fol_contracts"), listing("fol_contracts", "fol_open")
    gone = {"op": "remove", "ptr": "/folders/fol_contracts", "uses": "drop"}
    with pytest.raises(EditRefused) as refused:
        apply_all(alone, [asked(gone)])
    assert refused.value.code == "part_in_use", "without it the list would show every folder"
    left = apply_all(two, [asked(gone)]).document
    assert left["tabs"]["tab_files"]["folders"] == ["fol_open"] and "fol_contracts" in left["retired_ids"]
    assert found(left) == set()
