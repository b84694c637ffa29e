"""Three-way merge: what both sides made of one base, and where they must be asked. COUNT sets the number of examples, SEED repeats a run."""

from __future__ import annotations

import copy
import os
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import portal_config
from portal_config import ids
from portal_config.edits import EditRefused, apply, apply_all, asked, meeting, place_of, touches
from portal_config.merge import GONE, Chosen, Merged, merge, resolve
from portal_config.merge.lists import merged_list
from tests.portal_config.conftest import _document
from tests.portal_config.test_edits_laws import asked_edit
from tests.portal_config.test_fuzz import mutated, values

COUNT = int(os.environ.get("COUNT") or "150")
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
examples = settings(
    max_examples=COUNT, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
)


def put(ptr: str, value: Any = None) -> dict[str, Any]:
    return {"op": "set", "ptr": ptr, "value": value}


def both(ours: list[dict[str, Any]], theirs: list[dict[str, Any]], base: dict[str, Any] = _document) -> Merged:
    return merge(base, apply_all(base, ours).document, apply_all(base, theirs).document)


def asked_of(merged: Merged) -> list[tuple[str, str]]:
    return [(each.ptr, each.kind) for each in merged.conflicts]


def find(document: Any, ptr: str) -> Any:
    found = place_of(document, ptr)
    return found[1] if found[0] else GONE


# What merges by itself


def test_changes_of_different_properties_of_one_part_are_both_kept() -> None:
    merged = both([put("/tabs/tab_orders/label", "Jobs")], [put("/tabs/tab_orders/icon", "star")])
    assert merged.conflicts == () and merged.taken == ("/tabs/tab_orders/icon",)
    assert merged.document["tabs"]["tab_orders"] == {**_document["tabs"]["tab_orders"], "label": "Jobs", "icon": "star"}


def test_two_tabs_added_at_once_are_both_there_where_each_was_put() -> None:
    def tab(name: str, **where: Any) -> dict[str, Any]:
        value = {"type": "page", "label": name, "page": "pag_work"}
        return {"op": "insert", "ptr": f"/tabs/tab_{name}", "value": value, **where}

    merged = both([tab("one", after="tab_home")], [tab("two", after="tab_orders")])
    order = list(_document["tab_order"])
    order.insert(order.index("tab_home") + 1, "tab_one")
    order.insert(order.index("tab_orders") + 1, "tab_two")
    assert merged.conflicts == () and merged.document["tab_order"] == order
    assert {"tab_one", "tab_two"} < merged.document["tabs"].keys()


def test_moves_of_both_sides_are_kept() -> None:
    first, *_, last = _document["tab_order"]
    merged = both(
        [{"op": "move", "ptr": f"/tabs/{last}", "after": None}],
        [{"op": "remove", "ptr": f"/tabs/{first}", "uses": "drop"}],
    )
    assert merged.conflicts == () and merged.document["tab_order"] == [last, *_document["tab_order"][1:-1]]
    assert first in merged.document["retired_ids"] and first not in merged.document["tabs"]


def test_what_is_seen_by_whom_merges_as_a_set() -> None:
    base = apply_all(_document, [put("/tabs/tab_orders/see", {"roles": ["rol_buyer"]})]).document
    add = {"op": "insert", "ptr": "/tabs/tab_orders/see/roles/-"}
    merged = both([{**add, "value": "rol_finance"}], [{**add, "value": "rol_pm"}], base)
    assert merged.conflicts == ()
    assert sorted(merged.document["tabs"]["tab_orders"]["see"]["roles"]) == ["rol_buyer", "rol_finance", "rol_pm"]


def test_questions_pages_and_answers_merge_by_id() -> None:
    form = "/forms/frm_article"
    answer = {"op": "insert", "ptr": f"{form}/fields/fld_lang/options/-"}
    merged = both(
        [
            {**answer, "value": {"id": "opt_fr", "value": "fr", "label": "French"}},
            put(f"{form}/pages/fpg_what/title", "Mine"),
        ],
        [
            {**answer, "value": {"id": "opt_it", "value": "it", "label": "Italian"}},
            put(f"{form}/fields/fld_lang/label", "Live"),
            {"op": "move", "ptr": f"{form}/pages/fpg_what/fields/fld_topics", "after": None},
        ],
    )
    assert merged.conflicts == ()
    options = [each["id"] for each in find(merged.document, f"{form}/fields/fld_lang/options")]
    assert {"opt_fr", "opt_it"} < set(options) and len(options) == len(set(options))
    assert find(merged.document, f"{form}/pages/fpg_what/title") == "Mine"
    assert find(merged.document, f"{form}/pages/fpg_what/fields")[0] == "fld_topics"


def test_translations_merge_text_by_text_and_retired_ids_are_joined() -> None:
    merged = both(
        [put("/texts/de/tab_home.label", "Start"), {"op": "remove", "ptr": "/tabs/tab_billing", "uses": "drop"}],
        [put("/texts/de/tab_shop.label", "Angebot"), {"op": "remove", "ptr": "/tabs/tab_files", "uses": "drop"}],
    )
    assert merged.conflicts == ()
    assert merged.document["texts"]["de"] == {"tab_home.label": "Start", "tab_shop.label": "Angebot"}
    assert {"tab_billing", "tab_files"} <= set(merged.document["retired_ids"])


def test_a_part_that_one_side_brought_elsewhere_is_changed_there() -> None:
    base = apply_all(_document, [{"op": "duplicate", "ptr": "/dashboards/dsh_default"}]).document
    widget = "/dashboards/dsh_default/widgets/wdg_links"
    merged = both(
        [{"op": "move", "ptr": widget, "to": "/dashboards/dsh_default_2/widgets"}],
        [put(f"{widget}/title", "Live")],
        base,
    )
    assert merged.conflicts == ()
    assert find(merged.document, widget) is GONE
    assert find(merged.document, "/dashboards/dsh_default_2/widgets/wdg_links/title") == "Live"
    torn = both(
        [{"op": "move", "ptr": widget, "to": "/dashboards/dsh_default_2/widgets"}],
        [{"op": "remove", "ptr": widget}],
        base,
    )
    assert asked_of(torn) == [("/dashboards/dsh_default_2/widgets/wdg_links", "removed")]


def test_a_part_that_both_brought_to_different_places_is_asked_for() -> None:
    base = apply_all(
        _document,
        [{"op": "duplicate", "ptr": "/dashboards/dsh_default"}, {"op": "duplicate", "ptr": "/dashboards/dsh_default"}],
    ).document
    widget = "/dashboards/dsh_default/widgets/wdg_links"

    def move(to: int) -> list[dict[str, Any]]:
        return [{"op": "move", "ptr": widget, "to": f"/dashboards/dsh_default_{to}/widgets"}]

    merged = both(move(2), move(3), base)
    ptr = "/dashboards/dsh_default_2/widgets/wdg_links"
    assert asked_of(merged) == [(ptr, "place")]
    assert find(merged.document, ptr) is not GONE
    live = resolve(merged, {ptr: "live"})
    assert live.conflicts == () and find(live.document, ptr) is GONE
    assert find(live.document, "/dashboards/dsh_default_3/widgets/wdg_links") is not GONE


# What is asked


CONFLICTS = [
    ([put("/tabs/tab_orders/label", "Mine")], [put("/tabs/tab_orders/label", "Live")], "/tabs/tab_orders/label", "changed",
     "“Mine”, name of the tab: you chose “Mine”; the live portal has “Live”."),
    ([put("/prices/prc_article/money", [1, "EUR"])], [put("/prices/prc_article/money", [2, "EUR"])], "/prices/prc_article/money",
     "changed", None),
    ([{"op": "remove", "ptr": "/tabs/tab_orders", "uses": "drop"}], [put("/tabs/tab_orders/label", "Live")], "/tabs/tab_orders",
     "removed", "“Live”: you removed this, and the live portal changed it."),
    ([put("/tabs/tab_orders/label", "Mine")], [{"op": "remove", "ptr": "/tabs/tab_orders", "uses": "drop"}], "/tabs/tab_orders",
     "removed", "“Mine”: the live portal removed this, and you changed it."),
    ([{"op": "remove", "ptr": "/roles/rol_extra", "uses": "drop"}], [put("/tabs/tab_orders/see", {"roles": ["rol_extra"]})],
     "/roles/rol_extra", "names", "“Extra”: you removed this, and the live portal names it now."),
    ([put("/tabs/tab_orders/see", {"roles": ["rol_extra"]})], [{"op": "remove", "ptr": "/roles/rol_extra", "uses": "drop"}],
     "/roles/rol_extra", "names", None),
    ([put("/forms/frm_article/fields/fld_count/show", ["has", ["field", "fld_lang"], "de"])],
     [put("/forms/frm_article/fields/fld_count/show", ["has", ["field", "fld_lang"], "en"])],
     "/forms/frm_article/fields/fld_count/show", "changed", None),
]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "ptr", "kind", "sentence"), CONFLICTS)
def test_a_conflict_names_its_place_both_values_and_both_sides(
    ours: list[dict[str, Any]], theirs: list[dict[str, Any]], ptr: str, kind: str, sentence: str | None
) -> None:
    base = copy.deepcopy(_document)
    for tab in base["tabs"].values():
        tab.pop("see", None)
    base["roles"]["rol_extra"] = {**base["roles"]["rol_finance"], "name": "Extra"}
    mine, live = apply_all(base, ours).document, apply_all(base, theirs).document
    merged = merge(base, mine, live)
    assert asked_of(merged) == [(ptr, kind)]
    conflict = merged.conflicts[0]
    assert sentence is None or conflict.sentence == sentence
    assert (conflict.mine, conflict.live) == (find(mine, ptr), find(live, ptr))
    for choice, wanted in (("mine", conflict.mine), ("live", conflict.live)):
        decided = resolve(merged, {ptr: choice})  # type: ignore[dict-item]
        assert decided.conflicts == () and find(decided.document, ptr) == wanted
    assert find(merged.document, ptr) == conflict.mine, "until then it is mine"


def test_a_value_of_ones_own_settles_a_conflict() -> None:
    merged = both([put("/tabs/tab_orders/label", "Mine")], [put("/tabs/tab_orders/label", "Live")])
    decided = resolve(merged, {"/tabs/tab_orders/label": Chosen("Both")})
    assert decided.conflicts == () and decided.document["tabs"]["tab_orders"]["label"] == "Both"


def test_a_removed_part_that_is_kept_stands_where_it_stood_and_is_not_retired() -> None:
    merged = both(
        [{"op": "remove", "ptr": "/tabs/tab_orders", "uses": "drop"}], [put("/tabs/tab_orders/label", "Live")]
    )
    kept = resolve(merged, {"/tabs/tab_orders": "live"}).document
    assert kept["tab_order"] == _document["tab_order"]
    assert "tab_orders" not in kept.get("retired_ids", [])
    gone = resolve(merged, {"/tabs/tab_orders": "mine"}).document
    assert "tab_orders" not in gone["tab_order"] and "tab_orders" in gone["retired_ids"]


def test_who_is_named_in_sentences_can_be_said() -> None:
    ours, theirs = (apply(_document, put("/tabs/tab_orders/label", name))[0] for name in ("A", "B"))
    merged = merge(_document, ours, theirs, sides=("Mia", "Tom"))
    assert merged.conflicts[0].sentence == "“A”, name of the tab: Mia chose “A”; Tom has “B”."


# Laws


def variant(chooser: random.Random, new: Any, base: dict[str, Any]) -> dict[str, Any]:
    document = base
    for _ in range(chooser.randrange(6)):
        try:
            document = apply(document, asked(asked_edit(document, chooser, new)))[0]
        except EditRefused:
            continue
    return document


def storable(value: Any) -> Any:
    cleaned, faults = portal_config.document.cleaned_value(value)
    return None if faults else cleaned


def start(chooser: random.Random, new: Any) -> dict[str, Any]:
    broken = storable(mutated(chooser, new)) if chooser.random() < 0.3 else None
    return broken if isinstance(broken, dict) else copy.deepcopy(_document)


def text(document: Any) -> str:
    return portal_config.dump(document)


@seed(SEED)
@examples
@given(st.randoms(use_true_random=False), values)
def test_one_side_alone_is_taken_as_it_is(chooser: random.Random, new: Any) -> None:
    new = storable(new)
    base = start(chooser, new)
    other = variant(chooser, new, base)
    stood = text(base), text(other)
    for merged in (merge(base, other, base), merge(base, base, other), merge(base, other, other)):
        assert text(merged.document) == stood[1] and merged.conflicts == ()
    assert (text(base), text(other)) == stood


@seed(SEED)
@examples
@given(st.randoms(use_true_random=False), values)
def test_a_merge_is_the_same_from_both_sides_and_well_formed(chooser: random.Random, new: Any) -> None:
    new = storable(new)
    base = copy.deepcopy(_document)
    ours, theirs = variant(chooser, new, base), variant(chooser, new, base)
    stood = text(base), text(ours), text(theirs)
    merged, mirrored = merge(base, ours, theirs), merge(base, theirs, ours)
    places = [{each.ptr for each in one.conflicts if each.kind != "place"} for one in (merged, mirrored)]
    assert places[0] == places[1]
    mine: Any = {each.ptr: "mine" for each in merged.conflicts}
    live: Any = {each.ptr: "live" for each in mirrored.conflicts}
    one, other = resolve(merged, mine), resolve(mirrored, live)
    if not any(each.kind == "place" for each in merged.conflicts):
        assert text(one.document) == text(other.document)
    for each in (merged, one):
        found = [part.id for part in ids.found(each.document)]
        assert len(found) == len(set(found)), "every id once"
        assert not set(each.document.get("retired_ids", [])) & set(found)
        assert portal_config.load(text(each.document)) == each.document
    assert one.conflicts == ()
    assert text(merge(theirs, one.document, theirs).document) == text(one.document), "merging again changes nothing"
    assert (text(base), text(ours), text(theirs)) == stood


@seed(SEED)
@examples
@given(st.randoms(use_true_random=False), values)
def test_edits_that_pass_each_other_merge_without_a_question(chooser: random.Random, new: Any) -> None:
    base = copy.deepcopy(_document)
    sides = []
    for _ in range(2):
        try:
            edit = asked(asked_edit(base, chooser, "New"))
            applied = apply_all(base, [edit])
        except EditRefused:
            return
        if edit["op"] == "set" and isinstance(edit.get("value"), dict):
            return
        sides.append((applied, touches(applied.edits[0], applied.inverse[0])))
    (ours, one), (theirs, other) = sides
    if meeting(one, other):
        return
    merged = merge(base, ours.document, theirs.document)
    assert [each for each in merged.conflicts if each.kind not in ("names",)] == []


@seed(SEED)
@examples
@given(st.randoms(use_true_random=False))
def test_orders_merge_without_losing_or_doubling_a_name(chooser: random.Random) -> None:
    base = list("abcdefg")[: chooser.randrange(8)]

    def changed(extra: str) -> list[str]:
        order = [each for each in base if chooser.random() > 0.2]
        for each in extra[: chooser.randrange(3)]:
            order.insert(chooser.randrange(len(order) + 1), each)
        if chooser.random() < 0.5:
            chooser.shuffle(order)
        return order

    ours, theirs = changed("xy"), changed("yz")
    merged = merged_list(base, ours, theirs)
    gone = {each for each in base if each not in ours or each not in theirs}
    assert sorted(merged) == sorted({*ours, *theirs} - gone)
    assert merged == merged_list(base, theirs, ours)
    assert merged_list(base, ours, base) == ours and merged_list(base, base, theirs) == theirs
