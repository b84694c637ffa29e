"""One history out of what every room recorded: newest first, only what the viewer reads; and first steps that tick themselves."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from commerce.clients import actions as clients
from commerce.clients import groups
from commerce.orders import actions as orders
from foundation.db import statements, transaction
from foundation.errors import NotFound
from foundation.identity.viewer import GUEST
from foundation.tenancy import entered
from tests.commerce import cast
from tests.workspace.notifications.conftest import Newsroom, look, news  # noqa: F401
from workspace.conversations import actions as threads
from workspace.timeline import actions
from workspace.timeline.checklist import checklist_facts, offered
from workspace.timeline.queries import happenings
from workspace.timeline.told import told

keys = itertools.count(1)


def said(room: Newsroom, name: str, **asked: Any) -> list[str]:
    """What the timeline says to somebody, newest first."""
    found = cast.read(room.house, room.viewer(name), happenings, limit=50, **asked)
    return [
        " ".join(part for part in (one.about, one.what, f"({one.by})" if one.by else "") if part)
        for one in map(told, found)
    ]


@pytest.fixture
def story(news: Newsroom) -> Newsroom:  # noqa: F811
    """Dana orders, Jonas moves it on and writes, Own orders for themselves, Nina joins."""
    number = cast.order(news.house, "dana", method_id="pmt_bank")
    for status in ("sts_todo", "sts_doing"):
        news.act("jonas", orders.move_status, number.number, status, note="Begun." if status == "sts_doing" else "")
    news.act("jonas", threads.post_message, number.order_id, text="Nearly there", key=f"k{next(keys)}")
    news.act("jonas", threads.post_message, number.order_id, text="Psst", internal=True, key=f"k{next(keys)}")
    cast.order(news.house, "own", method_id="pmt_bank")
    with entered(news.house.live), transaction():
        cast.join(news.house, news.house.clients["Acme Industries"], "nina@acme.example", "Nina", "rol_viewer")
    return news


def test_everything_is_told_in_one_list(story: Newsroom) -> None:
    told_of = said(story, "dana")
    assert told_of[:6] == [
        "Nina joined Acme Industries",
        "Banner set was ordered (Own)",
        "Jonas Feld wrote about Banner set",
        "Banner set is now “In progress” (Jonas Feld)",
        "Banner set is now “Planned” (Jonas Feld)",
        "Banner set was ordered (Dana)",
    ]
    assert said(story, "dana", of=("messages",)) == ["Jonas Feld wrote about Banner set"]
    assert said(story, "dana", of=("people",))[0] == "Nina joined Acme Industries"
    assert said(story, "dana", of=("files",)) == []


def test_nobody_is_told_what_they_may_not_read(story: Newsroom) -> None:
    assert said(story, "own") == ["Banner set was ordered (Own)"]
    assert said(story, "kim") == ["Kim joined Kestrel"]
    with pytest.raises(NotFound):
        cast.read(story.house, GUEST, happenings)
    with pytest.raises(NotFound):
        cast.read(story.house, story.viewer("mia"), happenings)


def test_staff_read_one_clients_history(story: Newsroom) -> None:
    acme, kestrel = (story.house.clients[name] for name in ("Acme Industries", "Kestrel"))
    assert said(story, "mia", client_id=acme) == said(story, "dana")
    assert said(story, "mia", client_id=kestrel) == ["Kim joined Kestrel"]


def test_groups_are_told_to_staff_who_read_every_client_and_to_no_client(story: Newsroom) -> None:
    acme, compiled = story.house.clients["Acme Industries"], story.house.compiled
    group = next(one for one in compiled.groups.values() if one.manual)
    before = {name: said(story, name) for name in ("dana", "kim")}
    story.act("mia", groups.add_to_group, acme, group.id, compiled=compiled)
    story.act("mia", groups.remove_from_group, acme, group.id, compiled=compiled)
    told_of = said(story, "mia", client_id=acme)
    assert [one.partition(" (")[0] for one in told_of[:2]] == [
        f"{group.name} holds this client no more",
        f"{group.name} holds this client now",
    ]
    assert told_of[2:] == before["dana"]
    assert {name: said(story, name) for name in before} == before, "clients are never told of groups"
    assert said(story, "mia", client_id=acme, of=("groups",)) == told_of[:2]
    assert said(story, "dana", of=("groups",)) == []


def test_it_costs_one_statement(story: Newsroom) -> None:
    said(story, "dana")
    viewer = story.viewer("dana")
    with entered(story.house.live), transaction(), statements() as sent:
        happenings(viewer)
    assert len([one for one in sent if "set_config" not in one]) == 1


def test_steps_tick_themselves(story: Newsroom) -> None:
    facts = {name: cast.read(story.house, story.viewer(name), checklist_facts) for name in ("dana", "kim", "vic")}
    assert facts["dana"].done == {"first_order", "invite_team"}
    assert facts["kim"].done == frozenset()
    assert facts["vic"].done == {"invite_team"}
    story.act("kim", threads.post_message, story.house.clients["Kestrel"], text="Hello", key="k")
    assert cast.read(story.house, story.viewer("kim"), checklist_facts).done == {"say_hello"}
    with pytest.raises(NotFound):
        cast.read(story.house, story.viewer("mia"), checklist_facts)


def test_steps_are_those_one_can_take(story: Newsroom) -> None:
    every = ("say_hello", "first_order", "add_file", "invite_team")
    assert offered(story.viewer("dana"), every) == ("say_hello", "first_order", "add_file")
    assert offered(story.viewer("lee"), ("invite_team", "say_hello")) == ("invite_team", "say_hello")
    assert offered(story.viewer("vic"), every) == ()


def test_a_checklist_is_put_away_for_oneself_and_taken_out_again(story: Newsroom) -> None:
    for _ in range(2):
        story.act("dana", actions.put_away, "wdg_first")
    assert cast.read(story.house, story.viewer("dana"), checklist_facts).away == {"wdg_first"}
    assert cast.read(story.house, story.viewer("lee"), checklist_facts).away == frozenset()
    story.act("dana", actions.take_out, "wdg_first")
    assert cast.read(story.house, story.viewer("dana"), checklist_facts).away == frozenset()
    with pytest.raises(NotFound):
        story.act("mia", actions.put_away, "wdg_first")
    story.act("mia", clients.disable_member, story.house.members["vic"])


def test_every_choice_of_what_is_told_works_alone(story: Newsroom) -> None:
    whole = said(story, "dana")
    for one in ("orders", "messages", "files", "people"):
        assert set(said(story, "dana", of=(one,))) <= set(whole), one
    assert len(said(story, "dana", of=("orders",))) == 4
