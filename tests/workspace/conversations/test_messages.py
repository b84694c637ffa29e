"""Saying something: once, in order, by who may, and changed only while it is fresh."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commerce.clients import actions as clients
from foundation import clock
from foundation.db import execute, statements, transaction, value
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import GUEST, Viewer
from foundation.tenancy import entered
from tests.commerce import cast
from tests.workspace.conversations.conftest import Talk
from workspace.conversations import actions, queries
from workspace.conversations.texts import LENGTH


def texts(talk: Talk, name: str) -> list[str]:
    return [one.text for one in talk.page(name).messages]


def test_both_sides_read_what_was_said_in_order(talk: Talk) -> None:
    talk.say("dana", "Could the pump sit on the right?")
    talk.say("jonas", "It does now.")
    said = talk.page("lee").messages
    assert [(one.seq, one.author_name, one.side, one.text) for one in said] == [
        (1, "Dana", "client", "Could the pump sit on the right?"),
        (2, "Jonas Feld", "seller", "It does now."),
    ]
    assert texts(talk, "jonas") == [one.text for one in said]
    assert talk.count("select count(*) from events where name = 'message.posted'") == 2


def test_a_thread_that_nobody_wrote_in_is_read_as_an_empty_one(talk: Talk) -> None:
    page = talk.page("dana")
    assert (page.messages, page.thread.last, page.unread, page.may_write) == ((), 0, 0, True)
    assert [entry.kind for entry in page.history] == ["placed"]
    assert talk.count("select count(*) from threads") == 0
    assert talk.page("dana", thread=talk.house.clients["Acme Industries"]).thread.kind == "client"


def test_the_same_key_says_it_once(talk: Talk) -> None:
    first = talk.say("dana", "Hello", key="same")
    again = talk.say("dana", "  Hello ", key="same")
    assert again.id == first.id
    assert again.seq == 1
    assert texts(talk, "jonas") == ["Hello"]
    # The positive controls: another key, another person, another thread.
    talk.say("dana", "Hello", key="other")
    talk.say("lee", "Hello", key="same")
    talk.say("dana", "Hello", key="same", thread=talk.house.clients["Acme Industries"])
    assert len(texts(talk, "jonas")) == 3
    assert talk.count("select count(*) from events where name = 'message.posted'") == 4
    assert talk.count("select last_seq from threads where id = %(id)s", id=talk.order) == 3


def test_a_key_that_belongs_to_other_words_is_refused(talk: Talk) -> None:
    talk.say("dana", "Hello", key="same")
    with pytest.raises(Refused, match="key_used"):
        talk.say("dana", "Good bye", key="same")
    assert texts(talk, "dana") == ["Hello"]


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """Run everything at the same moment; what each gave or raised."""
    ready, answers = threading.Barrier(len(work)), [None] * len(work)

    def run(place: int, action: Callable[[], Any]) -> None:
        ready.wait()
        try:
            answers[place] = action()
        except Exception as failure:
            answers[place] = failure

    threads = [threading.Thread(target=run, args=(place, action)) for place, action in enumerate(work)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers


def test_two_tabs_that_send_at_the_same_moment_say_it_once(talk: Talk) -> None:
    dana = talk.who("dana")
    answers = at_once(
        [lambda: talk.inside(actions.post_message, dana, talk.order, text="Hello", key="same") for _ in range(6)]
    )
    assert len({one.id for one in answers}) == 1
    assert texts(talk, "jonas") == ["Hello"]
    assert talk.count("select last_seq from threads where id = %(id)s", id=talk.order) == 1


def test_numbers_follow_one_another_whoever_writes_at_once(talk: Talk) -> None:
    people = [talk.who(name) for name in ("dana", "lee", "jonas", "mia")]

    def speak(viewer: Viewer, number: int) -> Callable[[], Any]:
        return lambda: talk.inside(
            actions.post_message,
            viewer,
            talk.order,
            text=f"{viewer.name} {number}",
            key=f"k{number}",
            internal=viewer.kind == "staff" and number % 2 == 1,
        )

    answers = at_once([speak(viewer, number) for viewer in people for number in range(4)])
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert [one.seq for one in talk.page("jonas").messages] == list(range(1, 17))
    assert [one.seq for one in talk.page("dana").messages] == list(range(1, 13))
    for viewer in people:
        own = [one.text for one in talk.page("jonas").messages if one.author == viewer.actor]
        assert sorted(own) == [f"{viewer.name} {number}" for number in range(4)]


def test_what_one_says_while_a_mark_is_set_is_not_new_to_oneself(talk: Talk) -> None:
    """The mark is set from what it saw; one's own words, said meanwhile in another tab, are counted before it is written."""
    dana = talk.who("dana")
    talk.say("dana", "Hello")
    for text in ("One", "Two"):
        talk.say("jonas", text)
    with entered(talk.house.live), transaction():
        actions.post_message(dana, talk.order, text="And this", key="tab")
        marks = threading.Thread(target=lambda: talk.read("dana", 2))
        marks.start()
        # Until the mark stands at one's own row, which is held here.
        while not value("select 1 from pg_locks where not granted and transactionid = pg_current_xact_id()::xid"):
            assert marks.is_alive()
    marks.join()
    assert talk.page("dana").unread == 1, "the second of what Jonas said"
    assert talk.read("dana", 4)
    assert talk.page("dana").unread == 0
    talk.say("jonas", "Three")
    assert talk.page("dana").unread == 1


def test_words_taken_back_while_others_are_said_leave_those_waiting(talk: Talk) -> None:
    dana, lee = talk.who("dana"), talk.who("lee")
    first = talk.say("dana", "Where is it?")
    with entered(talk.house.live), transaction():
        actions.post_message(lee, talk.order, text="And when?", key="lee")
        waits = threading.Thread(target=lambda: talk.inside(actions.remove_message, dana, talk.order, first.id))
        waits.start()
        # Until the one who takes back stands at the thread, which is held here.
        while not value("select 1 from pg_locks where not granted and transactionid = pg_current_xact_id()::xid"):
            assert waits.is_alive()
    waits.join()
    assert talk.count("select unanswered from threads where id = %(id)s", id=talk.order) == 1
    assert texts(talk, "jonas") == ["", "And when?"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "message_empty"),
        ("  \n\t ", "message_empty"),
        ("x" * (LENGTH + 1), "message_too_long"),
        ("y" * 1_048_576, "message_too_long"),
        ("a\0b", "bad_text"),
        ("a\ud800b", "bad_text"),
    ],
    ids=["empty", "blank", "long", "megabyte", "nul", "surrogate"],
)
def test_what_cannot_be_said_is_refused_with_a_sentence(talk: Talk, text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        talk.say("dana", text)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert talk.count("select count(*) from threads") == 0
    talk.say("dana", "x" * LENGTH)
    assert len(texts(talk, "jonas")[0]) == LENGTH


def test_text_is_kept_as_it_was_written(talk: Talk) -> None:
    talk.say("dana", "\n First\r\n\r\n\r\n\r\n<b>Second</b> \u202eright to left\u202c\x07 e\u0301 ")
    assert texts(talk, "dana") == ["First\n\n<b>Second</b> \u202eright to left\u202c é"]


WRITERS = {"dana", "lee", "jonas", "mia"}
READERS = {*WRITERS, "fiona", "vic"}


@pytest.mark.parametrize("name", ["dana", "lee", "fiona", "vic", "kim", "jonas", "mia", "guest"])
@pytest.mark.parametrize("about", ["order", "client"])
def test_who_reads_and_who_writes(talk: Talk, name: str, about: str) -> None:
    thread = talk.order if about == "order" else talk.house.clients["Acme Industries"]
    viewer = GUEST if name == "guest" else talk.who(name)
    talk.say("dana", "Hello", thread=thread)
    if name in READERS:
        assert len(talk.inside(queries.thread_page, viewer, thread).messages) == 1
        assert talk.inside(actions.mark_read, viewer, thread, 1) is (name != "dana")
    else:
        for question in (queries.thread_page, queries.access_thread):
            with pytest.raises(NotFound):
                talk.inside(question, viewer, thread)
        with pytest.raises(NotFound):
            talk.inside(actions.mark_read, viewer, thread, 1)
    for action, more in ((actions.post_message, {"text": "Hi", "key": "k"}), (actions.typing, {})):
        if name in WRITERS:
            talk.inside(action, viewer, thread, **more)
        else:
            # Kestrel's buyer may write, only not here.
            with pytest.raises(NotFound if name == "kim" else Forbidden):
                talk.inside(action, viewer, thread, **more)


def test_somebody_who_reads_only_their_own_orders_reads_only_their_threads(talk: Talk) -> None:
    dana = talk.who("dana")
    own = {"order.read": "own", "message.write": "own"}
    mine = Viewer(**{**vars(dana), "permissions": own})
    other = Viewer(**{**vars(talk.who("lee")), "permissions": own})
    talk.inside(actions.post_message, mine, talk.order, text="Mine", key="k")
    with pytest.raises(NotFound):
        talk.inside(queries.thread_page, other, talk.order)
    for viewer in (mine, other):
        with pytest.raises(NotFound):
            talk.inside(queries.thread_page, viewer, talk.house.clients["Acme Industries"])


def test_another_sellers_people_find_nothing(talk: Talk, stranger: cast.House) -> None:
    talk.say("dana", "Hello")
    for viewer in (stranger.owner, stranger.viewer("sam")):
        with entered(stranger.live), transaction(), pytest.raises(NotFound):
            queries.thread_page(viewer, talk.order)
    with entered(stranger.live), transaction():
        assert value("select count(*) from messages") == 0


def test_a_suspended_client_still_reads_and_writes(talk: Talk) -> None:
    talk.inside(clients.suspend_client, talk.who("mia"), talk.house.clients["Acme Industries"])
    dana = talk.who("dana")
    assert dana.client_state == "suspended"
    assert not dana.may("order.create")
    talk.say("dana", "Why?")
    assert texts(talk, "dana") == ["Why?"]


def test_own_words_are_corrected_and_taken_back_while_fresh(talk: Talk) -> None:
    first = talk.say("dana", "The pmup")
    talk.say("jonas", "Which?")
    changed = talk.inside(actions.edit_message, talk.who("dana"), talk.order, first.id, text="The pump")
    assert (changed.text, changed.edited_at is not None) == ("The pump", True)
    assert texts(talk, "jonas") == ["The pump", "Which?"]
    gone = talk.inside(actions.remove_message, talk.who("dana"), talk.order, first.id)
    assert (gone.text, gone.removed_at is not None) == ("", True)
    assert texts(talk, "jonas") == ["", "Which?"]
    assert talk.count("select count(*) from messages where text like '%%pump%%'") == 0
    assert talk.count("select count(*) from events where name in ('message.changed', 'message.removed')") == 2
    with pytest.raises(Refused, match="message_removed"):
        talk.inside(actions.edit_message, talk.who("dana"), talk.order, first.id, text="Back again")


@pytest.mark.parametrize("verb", ["edit", "remove"])
def test_nobody_changes_what_somebody_else_said(talk: Talk, verb: str) -> None:
    said = talk.say("dana", "Mine")
    change = (
        (lambda viewer: talk.inside(actions.edit_message, viewer, talk.order, said.id, text="Yours"))
        if verb == "edit"
        else (lambda viewer: talk.inside(actions.remove_message, viewer, talk.order, said.id))
    )
    for name in ("lee", "fiona", "jonas", "mia"):
        with pytest.raises(Forbidden):
            change(talk.who(name))
    with pytest.raises(NotFound):
        change(talk.who("kim"))
    assert texts(talk, "dana") == ["Mine"]
    change(talk.who("dana"))
    assert texts(talk, "dana") != ["Mine"]


@pytest.mark.parametrize(("minutes", "may"), [(14, True), (16, False)])
def test_a_message_is_final_after_a_quarter_of_an_hour(talk: Talk, minutes: int, may: bool) -> None:
    said = talk.say("dana", "Hello")
    with clock.frozen(clock.real_now() + timedelta(minutes=minutes)):
        for action, more in ((actions.edit_message, {"text": "Hi"}), (actions.remove_message, {})):
            if may:
                talk.inside(action, talk.who("dana"), talk.order, said.id, **more)
            else:
                with pytest.raises(Refused, match="message_final"):
                    talk.inside(action, talk.who("dana"), talk.order, said.id, **more)


def test_a_message_of_another_thread_is_not_found_here(talk: Talk) -> None:
    said = talk.say("dana", "General", thread=talk.house.clients["Acme Industries"])
    with pytest.raises(NotFound):
        talk.inside(actions.edit_message, talk.who("dana"), talk.order, said.id, text="Here")


def test_long_threads_come_in_pages_that_meet(talk: Talk) -> None:
    for number in range(1, 13):
        talk.say("dana", f"Line {number}")
    last = talk.page("jonas", limit=5)
    assert ([one.seq for one in last.messages], last.earlier) == ([8, 9, 10, 11, 12], True)
    before = talk.page("jonas", before=8, limit=5)
    assert ([one.seq for one in before.messages], before.earlier) == ([3, 4, 5, 6, 7], True)
    first = talk.page("jonas", before=3, limit=5)
    assert ([one.seq for one in first.messages], first.earlier) == ([1, 2], False)
    after = talk.page("jonas", after=8, limit=3)
    assert ([one.seq for one in after.messages], after.later) == ([9, 10, 11], True)
    assert after.context is not None
    assert after.context.seq == 8
    end = talk.page("jonas", after=11)
    assert ([one.seq for one in end.messages], end.later) == ([12], False)


def test_a_page_of_fifty_is_one_statement(talk: Talk) -> None:
    for number in range(60):
        talk.say("dana" if number % 3 else "jonas", f"Line {number}")
    for name in ("dana", "jonas"):
        viewer = talk.who(name)
        with statements() as sent:
            page = talk.inside(queries.thread_page, viewer, talk.order)
        assert len(page.messages) == 50
        assert len(sent) == 2, sent


def test_threads_go_with_orders_to_another_client(talk: Talk) -> None:
    from commerce.orders.actions import move_to_client

    house = talk.house
    talk.say("dana", "Hello")
    talk.inside(
        move_to_client,
        house.clients["Acme Industries"],
        client_id=house.clients["Kestrel"],
        member_id=house.members["kim"],
        actor="system",
        actor_name="",
    )
    assert texts(talk, "kim") == ["Hello"]
    with pytest.raises(NotFound):
        talk.page("dana")
    assert [one.kind for one in talk.page("kim").history] == ["placed", "note"]


def test_the_database_holds_a_note_of_a_client_for_impossible(talk: Talk) -> None:
    talk.say("dana", "Hello")
    with entered(talk.house.live), pytest.raises(Exception, match="notes_of_staff"), transaction():
        execute("update messages set internal = true")
