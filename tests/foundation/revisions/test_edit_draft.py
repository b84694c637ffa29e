"""Edits of a draft: saved whole or not at all, merged where they pass each other, undone step by step."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

import portal_config
from foundation import clock
from foundation.db import execute, statements, value
from foundation.errors import Refused
from foundation.revisions import log
from foundation.revisions.actions import Saved, StaleDraft, edit_draft, redo, save_draft, undo
from foundation.revisions.queries import compiled, pointer
from foundation.tenancy import entered
from tests.foundation.revisions.conftest import JONAS, MIA, Workshop

HOME = "/tabs/tab_home/label"


def label(text: str, ptr: str = HOME) -> dict[str, Any]:
    return {"op": "set", "ptr": ptr, "value": text}


def save(workshop: Workshop, author: Any, *edits: dict[str, Any], base: int | None = None, **more: Any) -> Saved:
    with workshop.draft():
        base = base if base is not None else value("select number from drafts")
        more.setdefault("key", secrets.token_hex(8))
        return edit_draft(author, edits, base=base, **more)


def turn(workshop: Workshop, action: Any, author: Any, **more: Any) -> Saved:
    with workshop.draft():
        return action(author, **more)


def home(workshop: Workshop) -> str:
    return str(workshop.document()["tabs"]["tab_home"]["label"])


def test_an_edit_is_saved_and_found(workshop: Workshop) -> None:
    saved = save(workshop, MIA, label("Start"), label=label.__name__)
    assert saved.number == 2
    assert saved.findings == ()
    assert [dict(each) for each in saved.applied] == [label("Start")]
    assert saved.undo is not None and saved.redo is None
    assert home(workshop) == "Start"
    with workshop.draft():
        assert compiled(pointer()).tabs[0].label == "Start"


def test_findings_come_with_the_save_and_do_not_stop_it(workshop: Workshop) -> None:
    saved = save(workshop, MIA, {"op": "set", "ptr": "/services/svc_banner/price"})
    assert next((each.severity, each.pointer, each.code) for each in saved.findings) == (
        "error", "/services/svc_banner/price", "missing",
    )  # fmt: skip
    assert "price" not in workshop.document()["services"]["svc_banner"]


def test_all_edits_of_a_save_or_none(workshop: Workshop) -> None:
    with pytest.raises(Refused) as refused:
        save(workshop, MIA, label("Start"), {"op": "move", "ptr": "/tabs/tab_nowhere", "after": None})
    assert (refused.value.code, refused.value.pointer) == ("no_such_place", "/tabs/tab_nowhere")
    assert (home(workshop), workshop.number()) == ("Home", 1)
    assert save(workshop, MIA, label("Start")).number == 2


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ({"op": "explode", "ptr": HOME}, "edit_unknown"),
        ({"op": "set", "value": 1}, "edit_pointer"),
        ({"op": "set", "ptr": HOME, "value": "a\x00b"}, "text_nul"),
        ({"op": "set", "ptr": HOME, "value": float("nan")}, "number_not_finite"),
        ({"op": "set", "ptr": HOME, "value": "x", "prune": 3}, "edit_key"),
        ({"op": "remove", "ptr": "/tabs/tab_home", "retire": False}, "edit_key"),
        ({"op": "set", "ptr": "/retired_ids", "value": []}, "fixed"),
        ({"op": "set", "ptr": "/tabs", "value": {}}, "id_fixed"),
        ({"op": "insert", "ptr": "/tabs/tab_ideas", "value": {"type": "page"}}, "id_retired"),
        ({"op": "insert", "ptr": "/tabs/svc_new", "value": {"type": "page"}}, "id_invalid"),
        ({"op": "insert", "ptr": "/prices/prc_banner", "value": {}}, "id_duplicate"),
        ({"op": "remove", "ptr": "/prices/prc_banner"}, "part_in_use"),
        ("not an edit", "edit_unknown"),
    ],
)
def test_what_is_refused(workshop: Workshop, edit: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        save(workshop, MIA, edit)
    assert refused.value.code == code
    assert workshop.number() == 1


def test_a_document_that_grows_too_large_is_refused(workshop: Workshop) -> None:
    long = "x" * 19_000
    edits = [label(long, f"/services/svc_banner/extra_{each}") for each in range(60)]
    with pytest.raises(Refused) as refused:
        save(workshop, MIA, *edits)
    assert refused.value.code == "too_large"
    assert save(workshop, MIA, *edits[:40]).number == 2


def test_a_repeated_request_is_the_same_save(workshop: Workshop) -> None:
    first = save(workshop, MIA, label("Start"), key="once", base=1)
    again = save(workshop, MIA, label("Start"), key="once", base=1)
    assert (again.number, again.applied, again.undo) == (first.number, first.applied, first.undo)
    later = save(workshop, MIA, label("Begin"))
    repeated = save(workshop, MIA, label("Start"), key="once", base=1)
    assert (repeated.number, home(workshop)) == (later.number, "Begin")


def test_an_edit_that_changes_nothing_is_no_step(workshop: Workshop) -> None:
    saved = save(workshop, MIA, label("Home"))
    assert (saved.number, saved.applied, saved.undo) == (1, (), None)


def test_edits_of_other_things_are_merged(workshop: Workshop) -> None:
    save(workshop, MIA, label("Start"), base=1)
    saved = save(workshop, JONAS, label("Shop", "/tabs/tab_shop/label"), base=1)
    assert saved.number == 3
    tabs = workshop.document()["tabs"]
    assert (tabs["tab_home"]["label"], tabs["tab_shop"]["label"]) == ("Start", "Shop")


def test_moves_of_different_tabs_are_merged_and_a_renamed_tab_may_be_moved(workshop: Workshop) -> None:
    save(workshop, MIA, {"op": "move", "ptr": "/tabs/tab_billing", "after": None}, base=1)
    save(workshop, JONAS, {"op": "move", "ptr": "/tabs/tab_work", "before": "tab_shop"}, base=1)
    save(workshop, JONAS, label("Invoices", "/tabs/tab_billing/label"), base=1)
    document = workshop.document()
    assert document["tab_order"][:4] == ["tab_billing", "tab_home", "tab_work", "tab_shop"]
    assert document["tabs"]["tab_billing"]["label"] == "Invoices"


@pytest.mark.parametrize(
    ("hers", "his"),
    [
        (label("Start"), label("Begin")),
        (
            {"op": "set", "ptr": "/services/svc_banner/billing", "value": {"collect": ["pmt_bank"]}},
            {"op": "set", "ptr": "/services/svc_banner/billing/po_number", "value": "required"},
        ),
        ({"op": "move", "ptr": "/tabs/tab_work", "after": None}, {"op": "move", "ptr": "/tabs/tab_work", "after": "tab_billing"}),
        (
            {"op": "remove", "ptr": "/dashboards/dsh_default/widgets/wdg_links/links/0"},
            {"op": "set", "ptr": "/dashboards/dsh_default/widgets/wdg_links/links/1/label", "value": "Terms"},
        ),
    ],
)  # fmt: skip
def test_edits_that_meet_are_shown_and_nothing_is_lost(workshop: Workshop, hers: Any, his: Any) -> None:
    save(workshop, MIA, hers, base=1, label="her change")
    before = workshop.document()
    with pytest.raises(StaleDraft) as stale:
        save(workshop, JONAS, his, base=1)
    assert (stale.value.status, stale.value.number, stale.value.author) == (409, 2, "Mia Berg")
    assert stale.value.message == "Mia Berg changed this in the meantime: her change."
    assert workshop.document() == before
    assert save(workshop, JONAS, his).number == 3, "the same edit on the present draft is saved"


def test_the_stale_editor_is_told_what_stands_there(workshop: Workshop) -> None:
    save(workshop, MIA, label("Start"), base=1)
    with pytest.raises(StaleDraft) as stale:
        save(workshop, JONAS, label("Begin"), base=1)
    assert stale.value.pointer == HOME
    assert stale.value.details == {"number": 2, "author": "Mia Berg", "theirs": "Start"}
    same = save(workshop, JONAS, label("Start"), base=1)
    assert same.number == 2, "both wanted the same"


def test_what_was_undone_since_is_no_conflict(workshop: Workshop) -> None:
    save(workshop, MIA, label("Start"), base=1)
    turn(workshop, undo, MIA)
    assert save(workshop, JONAS, label("Begin"), base=1).number == 4
    assert home(workshop) == "Begin"


def test_an_edit_of_a_thing_just_removed_says_who_removed_it(workshop: Workshop) -> None:
    save(workshop, MIA, {"op": "remove", "ptr": "/tabs/tab_billing"}, base=1)
    with pytest.raises(Refused) as refused:
        save(workshop, JONAS, label("Invoices", "/tabs/tab_billing/label"), base=1)
    assert refused.value.status == 409
    assert "Mia Berg" in refused.value.message
    turn(workshop, undo, MIA)
    assert save(workshop, JONAS, label("Invoices", "/tabs/tab_billing/label")).number == 4


def test_a_draft_that_was_replaced_cannot_be_rebased_over(workshop: Workshop) -> None:
    save(workshop, MIA, label("Start"))
    with workshop.draft():
        save_draft(workshop_document(), base=2, author="system")
    with pytest.raises(StaleDraft):
        save(workshop, JONAS, label("Shop", "/tabs/tab_shop/label"), base=1)
    with pytest.raises(Refused) as refused:
        turn(workshop, undo, MIA)
    assert refused.value.code == "nothing_to_undo"
    assert save(workshop, JONAS, label("Shop", "/tabs/tab_shop/label")).number == 4


def workshop_document() -> dict[str, Any]:
    return portal_config.load(
        __import__("tests.foundation.revisions.conftest", fromlist=["STARTER"]).STARTER.read_bytes()
    )


def test_undo_and_redo_are_each_persons_own(workshop: Workshop) -> None:
    first = workshop.document()
    save(workshop, MIA, label("Start"), label="Rename tab")
    save(workshop, JONAS, label("Shop", "/tabs/tab_shop/label"), label="Rename shop")
    save(workshop, MIA, {"op": "remove", "ptr": "/tabs/tab_billing"}, label="Remove tab")
    after = workshop.document()
    undone = turn(workshop, undo, MIA)
    assert (undone.number, undone.undo and undone.undo.label, undone.redo and undone.redo.label) == (
        5, "Rename tab", "Remove tab",
    )  # fmt: skip
    turn(workshop, undo, MIA)
    document = workshop.document()
    assert document["tabs"]["tab_shop"]["label"] == "Shop"
    assert document["tabs"] | {"tab_shop": first["tabs"]["tab_shop"]} == first["tabs"]
    with pytest.raises(Refused) as refused:
        turn(workshop, undo, MIA)
    assert refused.value.code == "nothing_to_undo"
    turn(workshop, redo, MIA)
    done = turn(workshop, redo, MIA)
    assert workshop.document() == after
    assert done.redo is None
    turn(workshop, undo, JONAS)
    assert workshop.document()["tabs"]["tab_shop"]["label"] == "Services"


def test_a_new_edit_ends_what_could_be_redone(workshop: Workshop) -> None:
    save(workshop, MIA, label("Start"))
    turn(workshop, undo, MIA)
    assert save(workshop, MIA, label("Shop", "/tabs/tab_shop/label")).redo is None
    with pytest.raises(Refused) as refused:
        turn(workshop, redo, MIA)
    assert refused.value.code == "nothing_to_redo"


def test_typing_is_one_step_and_a_pause_begins_another(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [clock.real_now()]
    monkeypatch.setattr(log.clock, "real_now", lambda: now[0])

    def typed(text: str, after: int, intent: str = "rename:tab_home") -> None:
        now[0] += timedelta(milliseconds=after)
        save(workshop, MIA, label(text), intent=intent, label="Rename tab")

    typed("S", 0)
    typed("St", 300)
    typed("Start", 500)
    typed("Start now", 700)
    typed("Start here", 10, intent="rename:other")
    turn(workshop, undo, MIA)
    assert home(workshop) == "Start now"
    turn(workshop, undo, MIA)
    assert home(workshop) == "Start"
    turn(workshop, undo, MIA)
    assert home(workshop) == "Home"
    for wanted in ("Start", "Start now", "Start here"):
        turn(workshop, redo, MIA)
        assert home(workshop) == wanted
    assert isinstance(now[0], datetime)


def test_undo_is_refused_when_something_later_depends_on_it(workshop: Workshop) -> None:
    save(workshop, MIA, label("Start"))
    save(workshop, JONAS, label("Begin"), label="Rename tab")
    with pytest.raises(Refused) as refused:
        turn(workshop, undo, MIA)
    assert (refused.value.code, refused.value.status) == ("undo_blocked", 409)
    assert refused.value.message == "Jonas Vogt changed the same afterwards: Rename tab."
    assert home(workshop) == "Begin"
    turn(workshop, undo, JONAS)
    turn(workshop, undo, MIA)
    assert home(workshop) == "Home"


def test_an_added_part_that_somebody_uses_is_not_undone(workshop: Workshop) -> None:
    price = {"model": "flat", "money": [50000, "EUR"]}
    save(workshop, MIA, {"op": "insert", "ptr": "/prices/prc_new", "value": price})
    save(workshop, JONAS, {"op": "set", "ptr": "/services/svc_banner/price", "value": "prc_new"})
    with pytest.raises(Refused) as refused:
        turn(workshop, undo, MIA)
    assert (refused.value.code, refused.value.pointer) == ("undo_blocked", "/prices/prc_new")
    turn(workshop, undo, JONAS)
    turn(workshop, undo, MIA)
    assert "prc_new" not in workshop.document()["prices"]


def test_a_repeated_undo_undoes_once(workshop: Workshop) -> None:
    save(workshop, MIA, label("Start"))
    second = save(workshop, MIA, label("Begin"))
    assert second.undo is not None
    turn(workshop, undo, MIA, step=second.undo.number)
    again = turn(workshop, undo, MIA, step=second.undo.number)
    assert (again.applied, home(workshop)) == ((), "Start")
    assert again.redo is not None
    turn(workshop, redo, MIA, step=again.redo.number)
    turn(workshop, redo, MIA, step=again.redo.number)
    assert home(workshop) == "Begin"


def test_the_live_portal_is_never_edited(workshop: Workshop) -> None:
    from foundation.db import transaction

    with pytest.raises(Refused) as refused, entered(workshop.live), transaction():
        edit_draft(MIA, [label("Start")], base=1, key="k")
    assert refused.value.code == "live_is_never_edited"


def test_two_people_at_once_lose_nothing(workshop: Workshop) -> None:
    """Forty saves from two threads, each on the draft it last saw: all of them are there, in one order, and all can be undone."""
    tabs = ["tab_home", "tab_shop"]

    def work(person: int) -> int:
        author = (MIA, JONAS)[person]
        base = 1
        for each in range(20):
            saved = save(workshop, author, label(f"{each}", f"/tabs/{tabs[person]}/label"), base=base)
            base = saved.number
        return base

    with ThreadPoolExecutor(2) as pool:
        assert max(pool.map(work, range(2))) == 41
    document = workshop.document()
    assert [document["tabs"][tab]["label"] for tab in tabs] == ["19", "19"]
    with workshop.draft():
        assert value("select count(*) from draft_operations") == 40
    for _ in range(20):
        turn(workshop, undo, MIA)
        turn(workshop, undo, JONAS)
    document = workshop.document()
    assert [document["tabs"][tab]["label"] for tab in tabs] == ["Home", "Services"]


def test_the_log_is_bounded(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "KEPT", 150)
    with workshop.draft():
        execute("update drafts set number = 298")
    save(workshop, MIA, label("a"))
    save(workshop, MIA, label("b"))
    with workshop.draft():
        assert value("select logged_from from drafts") == 150
        assert value("select min(number) from draft_operations") == 299
    with pytest.raises(StaleDraft):
        save(workshop, JONAS, label("Shop", "/tabs/tab_shop/label"), base=100)
    assert save(workshop, JONAS, label("Shop", "/tabs/tab_shop/label"), base=298).number == 301


def test_a_save_is_a_few_statements(workshop: Workshop) -> None:
    save(workshop, MIA, label("a"))
    with workshop.draft(), statements() as sent:
        edit_draft(MIA, [label("b")], base=2, key="k")
    assert len(sent) <= 5, sent
