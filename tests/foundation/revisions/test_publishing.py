"""Publish, history and rollback: what is live changes as a whole, and nothing that was live is lost."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from foundation import revisions
from foundation.db import execute, rows, transaction, value
from foundation.errors import NotFound, Refused
from foundation.revisions import history, log
from foundation.revisions.actions import edit_draft, put_back, redo, take_back, undo
from foundation.revisions.publishing import publish, rollback
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered
from portal_config import DocumentRefused
from portal_config.diff import diff
from tests.foundation.revisions.conftest import JONAS, MIA, Workshop
from tests.foundation.revisions.test_edit_draft import home, label, save, turn


def release(workshop: Workshop, **more: Any) -> Any:
    with workshop.draft():
        return publish(author=MIA, **more)


def live_label(workshop: Workshop) -> str:
    forget_pointers()
    with entered(workshop.live), transaction():
        return revisions.compiled(revisions.pointer()).tabs[0].label


def told(workshop: Workshop) -> list[str]:
    """What would be published."""
    with workshop.draft():
        live = history.live_revision()
        assert live is not None
        import json

        return [each.sentence for each in diff(json.loads(live[1]), json.loads(history.draft().text))]


def test_a_publish_is_kept_with_author_note_and_changes(workshop: Workshop) -> None:
    release(workshop)
    save(workshop, MIA, label("Start"), label("Shop", "/tabs/tab_shop/label"))
    pointer = release(workshop, note="Clearer names")
    with workshop.draft():
        newest, first = history.history()
        assert history.draft().base == 2
        assert value("select count(*) from portal_audit where action = 'portal.publish'") == 2
    assert (newest.number, newest.author_name, newest.note, newest.changes, newest.live) == (
        2,
        "Mia Berg",
        "Clearer names",
        2,
        True,
    )
    assert (first.number, first.changes, first.live) == (1, 0, False)
    assert pointer.number == 2
    assert live_label(workshop) == "Start"
    assert told(workshop) == []


def test_history_comes_in_parts(workshop: Workshop) -> None:
    for each in range(5):
        save(workshop, MIA, label(f"Home {each}"))
        release(workshop)
    with workshop.draft():
        first = history.history(limit=2)
        rest = history.history(before=first[-1].number, limit=10)
    assert [each.number for each in (*first, *rest)] == [5, 4, 3, 2, 1]


def test_a_broken_draft_is_not_published(workshop: Workshop) -> None:
    release(workshop)
    save(workshop, MIA, {"op": "set", "ptr": "/services/svc_banner/price"})
    with pytest.raises(DocumentRefused) as refused:
        release(workshop)
    assert refused.value.findings[0].pointer == "/services/svc_banner/price"
    with workshop.draft():
        assert [each.number for each in history.history()] == [1]
    turn(workshop, undo, MIA)
    save(workshop, MIA, label("Start"))
    assert release(workshop).number == 2


def test_who_looked_at_something_else_publishes_nothing(workshop: Workshop) -> None:
    release(workshop)
    save(workshop, MIA, label("Start"))
    with workshop.draft():
        live = history.live_revision()
        assert live is not None
        head, number = live[0].id, history.draft().number
    save(workshop, JONAS, label("Shop", "/tabs/tab_shop/label"))
    with pytest.raises(Refused) as refused:
        release(workshop, expected_head=head, expected_draft=number)
    assert refused.value.code == "draft_moved"
    release(workshop, expected_head=head, expected_draft=number + 1)
    with pytest.raises(Refused) as refused:
        release(workshop, expected_head=head, expected_draft=number + 1)
    assert refused.value.code == "head_moved"
    with pytest.raises(Refused) as refused:
        release(workshop, expected_draft=number + 1)
    assert refused.value.code == "nothing_to_publish"


def test_rollback_is_a_new_revision_and_leaves_the_draft_alone(workshop: Workshop) -> None:
    release(workshop)
    save(workshop, MIA, label("Start"))
    release(workshop)
    draft = workshop.document()
    with workshop.draft():
        assert rollback(author=JONAS, number=1, note="Clients were lost").number == 3
    assert live_label(workshop) == "Home"
    assert workshop.document() == draft
    with workshop.draft():
        newest, second, first = history.history()
    assert (newest.kind, newest.restores, newest.author_name, newest.changes) == ("rollback", 1, "Jonas Vogt", 1)
    assert newest.hash == first.hash != second.hash
    with workshop.draft(), pytest.raises(Refused) as refused:
        rollback(author=JONAS, number=1)
    assert refused.value.code == "nothing_to_publish"
    with workshop.draft(), pytest.raises(NotFound):
        rollback(author=JONAS, number=99)
    with workshop.draft():
        assert rollback(author=JONAS, number=2).number == 4
        assert rollback(author=JONAS, number=3).number == 5
        assert history.history()[0].restores == 1, "it says what it brought back, not which rollback"


def test_the_draft_is_put_back_too_and_that_is_undone(workshop: Workshop) -> None:
    release(workshop)
    save(workshop, MIA, label("Start"), {"op": "remove", "ptr": "/tabs/tab_billing"})
    save(workshop, MIA, {"op": "move", "ptr": "/tabs/tab_work", "after": None})
    changed = workshop.document()
    assert len(told(workshop)) == 3
    saved = turn(workshop, put_back, MIA, key="k1")
    assert turn(workshop, put_back, MIA, key="k1").number == saved.number
    assert told(workshop) == []
    turn(workshop, undo, MIA)
    assert workshop.document() == changed
    turn(workshop, redo, MIA)
    assert told(workshop) == []


def test_one_change_is_taken_back(workshop: Workshop) -> None:
    release(workshop)
    save(workshop, MIA, label("Start"), label("Shop", "/tabs/tab_shop/label"))
    number = workshop.number()
    saved = turn(workshop, take_back, MIA, change="edited:/tabs/tab_home/label", base=number, key="k1")
    assert told(workshop) == ["“Services” renamed to “Shop”"]
    assert saved.undo is not None and saved.undo.label.startswith("Take back: “Home” renamed")
    with pytest.raises(Refused) as refused:
        turn(workshop, take_back, MIA, change="edited:/tabs/tab_home/label", base=number, key="k2")
    assert refused.value.code == "change_gone"
    turn(workshop, undo, MIA)
    assert home(workshop) == "Start"


def test_two_publishers_at_once_make_two_revisions_in_order(workshop: Workshop) -> None:
    release(workshop)
    save(workshop, MIA, label("Start"))
    gate = threading.Barrier(2)

    def go(_: int) -> str:
        with workshop.draft():
            live = history.live_revision()
            assert live is not None
            expected = live[0].id
        gate.wait()
        try:
            return str(release(workshop, expected_head=expected).number)
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, range(2))) == ["2", "head_moved"]


def test_edits_go_on_while_it_is_published(workshop: Workshop) -> None:
    """Twenty publishes beside a hundred saves: each revision is a draft that was, the numbers have no gap, no save is lost."""
    release(workshop)
    done = threading.Event()

    def typing() -> int:
        for each in range(100):
            save(workshop, JONAS, label(f"{each}", "/tabs/tab_shop/label"))
        done.set()
        return 100

    def publishing() -> int:
        count = 0
        while count < 20 or not done.is_set():
            release(workshop)
            count += 1
            if count >= 20 and done.is_set():
                break
        return count

    with ThreadPoolExecutor(2) as pool:
        saves, publishes = pool.submit(typing), pool.submit(publishing)
        assert saves.result() == 100
        count = publishes.result()
    with workshop.draft():
        numbers = [each.number for each in rows("select number from revisions order by number")]
        assert numbers == list(range(1, count + 2))
        assert value("select count(*) from draft_operations") == 100
    assert workshop.document()["tabs"]["tab_shop"]["label"] == "99"


def test_a_request_that_dies_between_leaves_nothing(workshop: Workshop) -> None:
    """The connection is lost after the draft was written and before the commit: neither draft nor log nor revision moved."""
    release(workshop)
    save(workshop, MIA, label("Start"))

    def dies(act: Callable[[], Any]) -> None:
        with pytest.raises(Exception, match=r"terminat|closed|lost"), workshop.draft():
            act()
            execute("select pg_terminate_backend(pg_backend_pid())")

    key = secrets.token_hex(8)
    dies(lambda: edit_draft(MIA, [label("Never")], base=2, key=key))
    dies(lambda: publish(author=MIA))
    dies(lambda: rollback(author=MIA, number=1) if False else undo(MIA))
    assert home(workshop) == "Start"
    with workshop.draft():
        assert [each.number for each in history.history()] == [1]
        assert [each.number for each in log.operations()] == [2]
        assert not log.operations()[0].undone
    assert save(workshop, MIA, label("Never"), base=2, key=key).number == 3, "the same request is sent again"
    assert release(workshop).number == 2
