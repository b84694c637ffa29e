"""Messages on the bell and by mail: gathered, seen by reading, written about after two minutes, and not twice."""

from __future__ import annotations

import itertools
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from foundation import clock, timers
from foundation.db import rows, transaction, value
from foundation.tenancy import entered
from tests.commerce import cast
from tests.workspace.notifications.conftest import Newsroom
from workspace.conversations import actions as threads
from workspace.notifications import actions
from workspace.notifications.kinds import BELL, EMAIL

keys = itertools.count(1)


@pytest.fixture
def order(news: Newsroom) -> UUID:
    """An order of Dana's that nobody has to be told of any more."""
    placed = cast.order(news.house, "dana", method_id="pmt_bank")
    for name in ("lee", "fiona", "vic", "mia", "jonas"):
        news.bell(name)
        news.act(name, actions.mark_all_read)
    return placed.order_id


def say(news: Newsroom, name: str, thread: UUID, text: str, *, internal: bool = False) -> Any:
    return news.act(name, threads.post_message, thread, text=text, internal=internal, key=f"key-{next(keys)}")


def news_of(news: Newsroom, name: str) -> list[str]:
    return news.bell(name)[: news.count(name)]


def letters(news: Newsroom, name: str) -> list[Any]:
    with entered(news.house.live), transaction():
        found = rows(
            "select to_email, subject, text, headers, key from mail_outbox where key like 'message:%%' order by id"
        )
    return [one for one in found if one.to_email.startswith(f"{name}@")]


def wait(news: Newsroom, now: datetime, minutes: float) -> None:
    """So many minutes go by, and what has fallen due is done."""
    with clock.frozen(now + timedelta(minutes=minutes)), entered(news.house.live):
        timers.run_due()


def test_several_messages_of_a_thread_are_one_entry_with_a_count(news: Newsroom, order: UUID) -> None:
    say(news, "jonas", order, "Good morning")
    assert news_of(news, "dana") == ["Jonas Feld wrote"]
    say(news, "mia", order, "One more thing")
    say(news, "jonas", order, "And a third")
    assert (news_of(news, "dana"), news.count("dana")) == (["3 new messages, the last from Jonas Feld"], 1)
    assert news_of(news, "lee") == ["3 new messages, the last from Jonas Feld"]
    assert news.count("kim") == news.count("own") == 0
    assert news.count("mia") == 0, "what colleagues say to a client is no news to staff"


def test_reading_the_thread_is_seeing_the_entry(news: Newsroom, order: UUID) -> None:
    say(news, "jonas", order, "One")
    say(news, "jonas", order, "Two")
    assert news.count("dana") == 1
    news.act("dana", threads.mark_read, order, 2)
    assert news.count("dana") == 0
    assert news.count("lee") == 1, "each for themselves"
    say(news, "jonas", order, "Three")
    assert news_of(news, "dana") == ["Jonas Feld wrote"], "and counting begins anew"


def test_who_has_the_thread_open_is_not_rung(news: Newsroom, order: UUID) -> None:
    said = say(news, "jonas", order, "Quick")
    news.act("dana", threads.mark_read, order, said.seq)
    assert news.count("dana") == 0
    assert news.count("lee") == 1


def test_the_desk_hears_of_what_clients_say_and_notes_stay_there(news: Newsroom, order: UUID) -> None:
    say(news, "dana", order, "When is it ready?")
    assert news_of(news, "mia") == news_of(news, "jonas") == ["Dana wrote"]
    assert news_of(news, "tess") == [], "who only looks is not asked"
    say(news, "jonas", order, "She is in a hurry", internal=True)
    assert news_of(news, "mia") == ["Jonas Feld left a note", "Dana wrote"]
    assert all("note" not in title for name in ("dana", "lee") for title in news.bell(name))


def test_what_was_taken_back_before_it_was_told_is_not_told(news: Newsroom, order: UUID) -> None:
    said = say(news, "jonas", order, "Wrong window")
    news.act("jonas", threads.remove_message, order, said.id)
    assert news.count("dana") == 0
    wait(news, clock.real_now(), 3)
    assert letters(news, "dana") == []


def test_a_letter_comes_after_two_minutes_to_who_has_not_read(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    with clock.frozen(now):
        say(news, "jonas", order, "The draft is ready.\nPlease look.")
    with clock.frozen(now + timedelta(seconds=30)):
        say(news, "jonas", order, "<b>Second</b> page, too")
    wait(news, now, 1.9)
    assert letters(news, "dana") == []
    wait(news, now, 2.1)
    (letter,) = letters(news, "dana")
    number = cast.read(
        news.house, "dana", lambda _viewer: value("select number from orders where id = %(id)s", id=order)
    )
    assert letter.subject == f"2 new messages: Banner set ({number})"
    assert "> The draft is ready.\n> Please look.\nJonas Feld · " in letter.text
    assert "<b>Second</b> page, too" in letter.text
    assert f"/orders/{number}#conversation" in letter.text
    assert "List-Unsubscribe" in letter.headers
    wait(news, now, 3)
    assert len(letters(news, "dana")) == 1, "the second message was in the first letter"
    assert letters(news, "lee") == [], "colleagues hear of it on the bell"


def test_a_letter_lets_every_message_find_its_direction(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    with clock.frozen(now):
        say(news, "jonas", order, "שלום")
    wait(news, now, 2.1)
    with entered(news.house.live), transaction():
        html = value("select html from mail_outbox where key like 'message:%%'")
    assert re.search(r'<p [^>]*dir="auto"[^>]*>שלום</p>', html)


def test_who_reads_in_time_gets_no_letter(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    with clock.frozen(now):
        said = say(news, "jonas", order, "Here it is")
        news.act("dana", threads.mark_read, order, said.seq)
    wait(news, now, 3)
    assert letters(news, "dana") == []


def test_one_letter_until_somebody_looks_or_a_while_has_passed(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    with clock.frozen(now):
        say(news, "jonas", order, "One")
    wait(news, now, 2.1)
    with clock.frozen(now + timedelta(minutes=4)):
        say(news, "jonas", order, "Two")
        say(news, "jonas", order, "Three")
    wait(news, now, 7)
    assert len(letters(news, "dana")) == 1
    wait(news, now, 18)
    assert [one.subject.partition(":")[0] for one in letters(news, "dana")] == ["Jonas Feld wrote", "2 new messages"]
    wait(news, now, 60)
    assert len(letters(news, "dana")) == 2


def test_who_looked_in_between_is_written_to_at_once(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    with clock.frozen(now):
        said = say(news, "jonas", order, "One")
    wait(news, now, 2.1)
    with clock.frozen(now + timedelta(minutes=4)):
        news.act("dana", threads.mark_read, order, said.seq)
        say(news, "jonas", order, "Two")
    wait(news, now, 6.1)
    assert len(letters(news, "dana")) == 2


def test_staff_get_theirs_with_a_way_to_the_desk(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    with clock.frozen(now):
        say(news, "dana", order, "Hello?")
    wait(news, now, 2.1)
    (letter,) = letters(news, "mia")
    assert f"http://app.localhost:8080/p/northlight/desk/threads/{order}" in letter.text
    assert len(letters(news, "jonas")) == 1 and letters(news, "tess") == []


def test_notes_are_never_mailed_and_choices_are_kept(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    news.act("dana", actions.choose, {("message", BELL)}, news.compiled)
    news.act("lee", actions.choose, {("message_other", EMAIL)}, news.compiled)
    with clock.frozen(now):
        say(news, "jonas", order, "To all")
        say(news, "jonas", order, "Between us", internal=True)
    wait(news, now, 3)
    assert letters(news, "dana") == []
    assert [one.text.count("Between us") for one in letters(news, "lee")] == [0]
    assert news.count("lee") == 0, "Lee switched the bell off for this"
    assert letters(news, "mia") == []


def test_the_company_thread_reaches_those_who_may_write(news: Newsroom, order: UUID) -> None:
    now, acme = clock.real_now(), news.house.clients["Acme Industries"]
    with clock.frozen(now):
        say(news, "mia", acme, "A word to all of you")
    assert news_of(news, "dana") == news_of(news, "lee") == ["Mia Brandt wrote"]
    wait(news, now, 3)
    assert len(letters(news, "dana")) == len(letters(news, "lee")) == 1
    assert letters(news, "vic") == letters(news, "own") == []
    assert f"/messages/{acme}" in letters(news, "dana")[0].text
    assert order


def test_history_is_not_mailed(news: Newsroom, order: UUID) -> None:
    now = clock.real_now()
    with clock.frozen(now - timedelta(days=9)):
        say(news, "jonas", order, "Long ago")
    wait(news, now, 0)
    assert letters(news, "dana") == []
    assert news.count("dana") == 0
