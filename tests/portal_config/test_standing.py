"""Groups and rules about who is shown a part: what is found wrong with them, and what they come to."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

import portal_config
from portal_config.compiled import Compiled
from portal_config.context import SCOPES
from portal_config.standing import groups_of, standing
from tests.commerce.cast import NORTHLIGHT

NOBODYS: frozenset[str] = frozenset()
MANY = ["gt", ["ctx", "client.orders"], 2]


def document(groups: dict[str, Any], **sees: Any) -> dict[str, Any]:
    """Northlight's document with these groups and no other; ``sees`` maps a tab to who is shown it."""
    made = copy.deepcopy(portal_config.load(NORTHLIGHT.read_bytes()))
    made["groups"] = groups
    del made["tabs"]["tab_key"], made["group_order"]
    made["tab_order"].remove("tab_key")
    for tab, see in sees.items():
        made["tabs"][tab]["see"] = see
    return made


def made(groups: dict[str, Any], **sees: Any) -> Compiled:
    return portal_config.compile(document(groups, **sees), strict=True)


def codes(value: dict[str, Any], *, publish: bool = True) -> set[tuple[str, str]]:
    return {(one.pointer, one.code) for one in portal_config.check(value, publish=publish) if one.severity == "error"}


def test_groups_and_rules_about_who_sees_a_part_are_published() -> None:
    groups = {"grp_key": {"name": "Key accounts"}, "grp_busy": {"name": "Busy", "match": MANY}}
    assert (
        codes(document(groups, tab_work={"groups": ["grp_key"], "when": ["filled", ["ctx", "client.name"]]})) == set()
    )


@pytest.mark.parametrize("name", sorted(name for name, one in SCOPES["client"].items() if one.planned))
def test_a_rule_that_reads_what_nothing_fills_waits_and_names_it(name: str) -> None:
    value = document({"grp_a": {"name": "A", "match": ["filled", ["ctx", name]]}})
    assert codes(value, publish=False) == set()
    (finding,) = [one for one in portal_config.check(value, publish=True) if one.severity == "error"]
    assert (finding.pointer, finding.code) == ("/groups/grp_a/match", "engine_planned")
    assert name in finding.message


@pytest.mark.parametrize("name", ["client.groups", "user.roles", "user.signed_in", "locale", "order.total"])
def test_a_group_is_of_companies_and_of_no_other_group(name: str) -> None:
    value = document({"grp_a": {"name": "A", "match": ["filled", ["ctx", name]]}})
    assert codes(value, publish=False) == {("/groups/grp_a/match/1/1", "ref_missing")}


def test_who_is_shown_a_part_may_go_by_groups_and_by_the_person() -> None:
    rule = ["and", ["has", ["ctx", "client.groups"], "grp_key"], ["has", ["ctx", "user.roles"], "rol_buyer"]]
    assert codes(document({"grp_key": {"name": "Key accounts"}}, tab_work={"when": rule})) == set()


def test_a_client_is_in_a_group_by_hand_or_by_its_rule_and_never_by_both() -> None:
    compiled = made(
        {
            "grp_hand": {"name": "Key accounts"},
            "grp_said": {"name": "Partners", "match": "manual"},
            "grp_rule": {"name": "Busy", "match": MANY},
        }
    )
    by_hand = {"grp_hand", "grp_said", "grp_rule", "grp_gone"}
    assert groups_of(compiled, by_hand, {"client.orders": Decimal(2)}) == {"grp_hand", "grp_said"}
    assert groups_of(compiled, (), {"client.orders": Decimal(3)}) == {"grp_rule"}
    assert groups_of(compiled, {"grp_hand"}, {}) == {"grp_hand"}, "what is missing is no"


def test_a_rule_that_cannot_be_worked_out_puts_nobody_in_and_hides() -> None:
    compiled = made({"grp_rule": {"name": "Busy", "match": MANY}}, tab_work={"when": MANY})
    odd = {"client.orders": "three"}
    assert groups_of(compiled, (), odd) == NOBODYS
    see = compiled.tabs[5].see
    assert not see.admits((), standing(compiled, NOBODYS, odd))
    assert not see.admits((), standing(compiled, NOBODYS, {"client.orders": Decimal(2)}))
    assert see.admits((), standing(compiled, NOBODYS, {"client.orders": Decimal(3)}))


def test_a_broken_group_of_a_draft_has_nobody_in_it() -> None:
    compiled = portal_config.compile(document({"grp_a": {"name": "A", "match": ["nonsense"]}}), strict=False)
    assert groups_of(compiled, {"grp_a"}, {}) == NOBODYS


def test_what_rules_read_is_known_beforehand() -> None:
    compiled = made({"grp_a": {"name": "A", "match": MANY}}, tab_work={"when": ["filled", ["ctx", "locale"]]})
    assert compiled.standing_contexts == {"client.orders", "locale"}
    assert len(compiled.whens) == 1
    assert made({}).whens == frozenset() and made({}).standing_contexts == frozenset()


def test_one_rule_at_two_parts_is_worked_out_once() -> None:
    assert len(made({}, tab_work={"when": MANY}, tab_files={"when": MANY}).whens) == 1


def test_first_steps_are_shown_by_rules_as_other_parts_are() -> None:
    value = document({})
    whole = value["onboarding"]
    card, step = next(iter(whole["cards"].values())), next(iter(whole["checklist"].values()))
    for part, least in ((whole, 1), (card, 2), (step, 3)):
        part["see"] = {"when": ["ge", ["ctx", "client.orders"], least]}
    compiled = portal_config.compile(value, strict=True)
    sees = [compiled.onboarding.see, compiled.onboarding.cards[0].see, compiled.onboarding.checklist[0].see]
    for orders in range(4):
        stands = standing(compiled, NOBODYS, {"client.orders": Decimal(orders)})
        assert [see.admits((), stands) for see in sees] == [orders >= least for least in (1, 2, 3)]
