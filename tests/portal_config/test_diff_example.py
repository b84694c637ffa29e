"""How changes of the sections without an engine are told, and that each can be taken back."""

from __future__ import annotations

import copy
from typing import Any

import pytest

import portal_config
from portal_config.diff import diff
from portal_config.edits import apply_all
from tests.portal_config.test_example import TEXT

CARD = {"title": "Say hello"}
CHANGES: list[tuple[str, Any, str]] = [
    ("/groups/grp_key/name", "Best", "Groups: “Key accounts” renamed to “Best”"),
    ("/approvals/apr_big/remind_after", "P3D", "Approvals: “Orders above 1,000 euros”: reminded after from 2 days to 3 days"),
    ("/automations/aut_stale/steps/0/for", "P5D", "Automations: Step “wait” in “Nudge silent reviews”: for from 3 days to 5 days"),
    ("/templates/tpl_review/blocks/1/label", "Look", "Mail templates: “{{order.number}} is ready for your review”: blocks changed"),
    ("/price_lists/prl_key/entries/prc_hour/money", [8000, "EUR"], "Price lists: Key accounts 2027: from EUR 89.00 to 80.00"),
    ("/services/svc_retainer/plans/pln_s/includes/hour", 12, "Services: Plan “Starter” in “Design retainer”: includes, hour from 10 to 12"),
    ("/domains/redirect_www", False, "Addresses: www leads there too from on to off"),
    ("/wording", {"client": "Customer"}, "Words: Word for “client” is now “Customer”"),
    ("/onboarding", {"cards": {"crd_hello": CARD}}, "First steps: Card “Say hello” added"),
    ("/onboarding", {"checklist": {"chk_a": {"do": "first_order"}}}, "First steps: Step “Place your first order” added"),
    ("/onboarding", {"hide_when_done": False}, "First steps: Gone once everything is done is now off"),
    ("/tax", {"regions": {"reg_eu": {"name": "EU", "countries": ["DE"]}}}, "Tax: Region “EU” added"),
    ("/help", {"contact": "Call us"}, "Help: How to reach somebody is now “Call us”"),
    ("/texts/de/tab_home.label", "Start", "Translations: “Home” in de, label: is now “Start”"),
    ("/tabs/tab_plan/see/groups", ["grp_key"], "Tabs: “Design hours” is now shown to Buyer and Approver of Key accounts"),
    ("/tabs/tab_shop/see/when", ["ctx", "user.signed_in"], "Tabs: “Services” is now shown to Buyer and Approver, only when user.signed_in"),
    ("/portal/business_days/holidays", "DE-BY", "Settings: Business days, public holidays of from “DE-BE” to “DE-BY”"),
]  # fmt: skip


def effective(document: Any) -> dict[str, Any]:
    """A document without sections that hold nothing."""
    return {name: part for name, part in document.items() if part != {}}


@pytest.mark.parametrize(("pointer", "value", "sentence"), CHANGES, ids=[pointer for pointer, _, _ in CHANGES])
def test_a_change_is_told_and_taken_back(pointer: str, value: Any, sentence: str) -> None:
    before = portal_config.load(TEXT)
    after = copy.deepcopy(before)
    *path, last = pointer.split("/")[1:]
    place: Any = after
    for part in path:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[last] = value
    (change,) = diff(before, after)
    assert f"{change.area}: {change.sentence}" == sentence
    back = apply_all(after, list(change.back))
    assert effective(back.document) == effective(before)


def test_what_went_is_told_and_comes_back() -> None:
    before = portal_config.load(TEXT)
    before["onboarding"] = {"cards": {"crd_a": CARD, "crd_b": {"title": "Order"}}}
    after = copy.deepcopy(before)
    del after["onboarding"]
    changes = diff(before, after)
    assert {change.sentence for change in changes} == {"Card “Say hello” removed", "Card “Order” removed"}
    restored = after
    for change in reversed(changes):
        restored = apply_all(restored, list(change.back)).document
    assert effective(restored) == effective(before)
