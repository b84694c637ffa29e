"""Who has read how far, what is new to whom, and that a note between staff is nowhere in what a member gets."""

from __future__ import annotations

from uuid import uuid4

import pytest

from foundation.db import execute, transaction
from foundation.errors import Forbidden, NotFound, Refused, TooMany
from foundation.tenancy import entered
from tests.commerce import cast
from tests.workspace.conversations.conftest import Talk
from workspace.conversations import actions, lists, queries, shown


def unread(talk: Talk, name: str) -> tuple[int, int, int]:
    """(new in the thread, threads with something new, new messages in all)."""
    counts = talk.inside(lists.unread_counts, talk.who(name))
    return talk.page(name).unread, counts.threads, counts.messages


def test_what_others_said_is_new_until_it_was_read(talk: Talk) -> None:
    talk.say("jonas", "One")
    talk.say("jonas", "Two")
    assert unread(talk, "dana") == (2, 1, 2)
    assert unread(talk, "jonas") == (0, 0, 0)
    assert talk.read("dana", 1)
    assert unread(talk, "dana") == (1, 1, 1)
    assert talk.read("dana", 2)
    assert unread(talk, "dana") == (0, 0, 0)
    assert unread(talk, "lee") == (2, 1, 2)


def test_a_mark_never_goes_back_and_never_beyond_what_was_said(talk: Talk) -> None:
    talk.say("jonas", "One")
    talk.say("jonas", "Two")
    assert talk.read("dana", 9_000)
    assert not talk.read("dana", 1)
    assert talk.page("dana").read_to == 2
    talk.say("jonas", "Three")
    assert unread(talk, "dana")[0] == 1


def test_own_words_are_never_new(talk: Talk) -> None:
    talk.say("jonas", "One")
    talk.read("dana", 1)
    talk.say("dana", "Mine")
    assert unread(talk, "dana") == (0, 0, 0)
    # Dana has not seen this one when her next message leaves the queue.
    talk.say("jonas", "Two")
    talk.say("dana", "Mine again")
    talk.say("dana", "And again")
    assert unread(talk, "dana") == (1, 1, 1)
    assert talk.read("dana", 3)
    assert unread(talk, "dana") == (0, 0, 0)
    talk.say("jonas", "Three")
    assert unread(talk, "dana") == (1, 1, 1)


def test_staff_who_never_opened_a_thread_are_told_what_nobody_answered(talk: Talk) -> None:
    talk.say("dana", "One")
    talk.say("dana", "Two")
    assert unread(talk, "mia") == (2, 1, 2)
    talk.say("jonas", "A note", internal=True)
    assert unread(talk, "mia")[0] == 2
    talk.say("jonas", "Answered")
    assert unread(talk, "mia") == (0, 0, 0)
    assert unread(talk, "dana") == (1, 1, 1)


def test_words_taken_back_wait_for_no_answer(talk: Talk) -> None:
    from workspace.conversations import actions

    said = talk.say("dana", "One")
    assert talk.count("select unanswered from threads") == 1
    talk.inside(actions.remove_message, talk.who("dana"), talk.order, said.id)
    assert talk.count("select unanswered from threads") == 0


def test_who_joins_later_begins_there_and_is_not_said_to_have_read(talk: Talk) -> None:
    talk.say("jonas", "Before")
    house = talk.house
    with entered(house.live), transaction():
        house.members["nina"] = cast.join(
            house, house.clients["Acme Industries"], "nina@acme.example", "Nina", "rol_buyer"
        )
    assert unread(talk, "nina") == (0, 0, 0)
    assert "Nina" not in [read.name for read in talk.page("jonas").reads]
    talk.say("jonas", "After")
    assert unread(talk, "nina") == (1, 1, 1)
    talk.read("nina", 2)
    assert "Nina" in [read.name for read in talk.page("jonas").reads]


def test_read_by_names_everybody_but_who_wrote(talk: Talk) -> None:
    talk.say("dana", "Hello")
    assert shown.seen(talk.page("dana")) == ""
    talk.read("jonas", 1)
    talk.read("lee", 1)
    assert shown.seen(talk.page("dana")) == "Read by Jonas, Lee"
    talk.say("dana", "Again")
    assert shown.seen(talk.page("dana")) == ""


def test_a_member_is_told_of_no_note_by_anything(talk: Talk) -> None:
    talk.say("jonas", "First")
    told = len(talk.told())
    bumped = talk.count("select n from client_versions where room = 'messages'")
    note = talk.say("jonas", "Secret: they pay late", internal=True)
    dana = talk.who("dana")
    page = talk.page("dana")
    assert [one.text for one in page.messages] == ["First"]
    assert (page.thread.last, page.unread) == (1, 1)
    assert unread(talk, "dana") == (1, 1, 1)
    assert [one.text for one in talk.inside(lists.list_threads, dana).threads if one.text] == ["First"]
    assert {room for room, _, _ in talk.told()[told:]} == {"desk"}
    assert talk.count("select n from client_versions where room = 'messages'") == bumped
    # Reading it is no news to the client either.
    talk.read("mia", 1)
    told = len(talk.told())
    assert talk.read("mia", 2)
    assert {room for room, _, _ in talk.told()[told:]} == {"desk"}
    # Numbers go on without a gap.
    talk.say("jonas", "Second")
    assert [one.seq for one in talk.page("dana").messages] == [1, 2]
    assert [one.seq for one in talk.page("dana", after=1).messages] == [2]
    assert [one.seq for one in talk.page("jonas").messages] == [1, 2, 3]
    assert talk.told()[-1][2]["seq"] == 2 or {
        body["seq"] for room, _, body in talk.told() if room.startswith("client:") and "seq" in body
    } == {1, 2}
    with pytest.raises(NotFound):
        talk.inside(queries.one_message, dana, talk.order, note.id)
    assert talk.inside(queries.one_message, talk.who("mia"), talk.order, note.id)[1].text.startswith("Secret")


def test_a_member_writes_no_note(talk: Talk) -> None:
    with pytest.raises(Forbidden):
        talk.say("dana", "Mine alone", internal=True)
    talk.say("jonas", "Ours", internal=True)


def test_each_side_is_told_in_its_own_rooms(talk: Talk) -> None:
    acme, dana = talk.house.clients["Acme Industries"], talk.house.members["dana"]
    said = talk.say("dana", "Hello")
    # What the order itself told when it was placed stands before.
    told = [one for one in talk.told() if one[1] != "order.changed"]
    assert {(room, name) for room, name, _ in told} == {
        ("desk", "message.posted"),
        (f"client:{acme}", "message.posted"),
        (f"own:{dana}", "message.posted"),
    }
    assert all(body["message"] == str(said.id) and body["thread"] == str(talk.order) for _, _, body in told)
    assert "Hello" not in str(told)
    talk.read("jonas", 1)
    assert talk.told()[-1][1] == "thread.read"


def test_staff_of_an_order_hear_of_it_and_of_its_client_and_of_no_other(talk: Talk) -> None:
    acme, kestrel = talk.house.clients["Acme Industries"], talk.house.clients["Kestrel"]
    petra = uuid4()
    talk.inside(execute, "update orders set assignee_id = %(staff)s", staff=petra)
    room, other = f"assigned:{petra}", cast.order(talk.house, "kim").order_id
    before = len(talk.told())
    for thread in (other, kestrel):
        talk.say("mia", "Hello", thread=thread)
    assert room not in {where for where, _, _ in talk.told()[before:]}
    for name, thread in (("dana", talk.order), ("lee", acme)):
        before = len(talk.told())
        seq = talk.say(name, "Hello", thread=thread).seq
        talk.say("jonas", "A note", thread=thread, internal=True)
        talk.read("mia", seq, thread=thread)
        told = talk.told()[before:]
        assert [name for where, name, _ in told if where == room] == [
            name for where, name, _ in told if where == "desk"
        ]
        assert {name for where, name, _ in told if where == room} == {"message.posted", "thread.read"}


def test_nobody_is_said_to_be_writing_without_end(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "HINTS", 2)
    for _ in range(2):
        talk.inside(actions.typing, talk.who("dana"), talk.order)
    with pytest.raises(TooMany):
        talk.inside(actions.typing, talk.who("dana"), talk.order)
    talk.inside(actions.typing, talk.who("jonas"), talk.order)
    talk.say("dana", "Words go on")


def test_the_inbox_puts_what_is_new_first(talk: Talk) -> None:
    house = talk.house
    second = cast.order(house, "kim")
    talk.say("kim", "Old but new to everybody", thread=second.order_id)
    talk.say("dana", "Read already")
    talk.read("jonas", 1)
    page = talk.inside(lists.inbox, talk.who("jonas"), mine=False)
    assert [(one.client_name, one.unread, one.text) for one in page.threads] == [
        ("Kestrel", 1, "Old but new to everybody"),
        ("Acme Industries", 0, "Read already"),
    ]
    assert page.threads[0].waiting_since is not None
    assert len(talk.inside(lists.inbox, talk.who("jonas"), mine=True).threads) == 2, "nobody has them"
    with entered(house.live), transaction():
        execute("update orders set assignee_id = uuidv7()")
    assert talk.inside(lists.inbox, talk.who("jonas"), mine=True).threads == ()
    talk.say("jonas", "I am on it")
    assert [one.client_name for one in talk.inside(lists.inbox, talk.who("jonas"), mine=True).threads] == [
        "Acme Industries"
    ]
    with pytest.raises(NotFound):
        talk.inside(lists.inbox, talk.who("dana"), mine=False)


def test_staff_who_read_only_what_is_assigned_to_them_hear_of_nothing_else(talk: Talk) -> None:
    from foundation.identity.viewer import Viewer

    talk.say("dana", "Hello")
    acme = talk.house.clients["Acme Industries"]
    jonas = Viewer(
        **{**vars(talk.who("jonas")), "permissions": {"order.read": "assigned", "message.write": "assigned"}}
    )
    for thread in (talk.order, acme):
        with pytest.raises(NotFound):
            talk.inside(queries.thread_page, jonas, thread)
    assert talk.inside(lists.inbox, jonas, mine=False).threads == ()
    talk.inside(execute, "update orders set assignee_id = %(staff)s", staff=jonas.staff_id)
    for thread in (talk.order, acme):
        assert talk.inside(queries.thread_page, jonas, thread).may_write
    assert [one.text for one in talk.inside(lists.inbox, jonas, mine=True).threads] == ["Hello"]
    assert talk.inside(lists.unread_counts, jonas).threads == 1


def test_a_list_tells_words_as_said_and_deeds_as_done(talk: Talk) -> None:
    def last(name: str) -> tuple[str, str]:
        viewer = talk.who(name)
        found = talk.inside(lists.list_threads, viewer, search=talk.number).threads
        return shown.last_words(next(one for one in found if one.id == talk.order), viewer)

    assert last("dana") == ("", "")
    said = talk.say("dana", "Hello there")
    assert last("dana") == ("You", "Hello there")
    assert last("lee") == ("Dana", "Hello there")
    talk.inside(actions.remove_message, talk.who("dana"), talk.order, said.id)
    assert last("dana") == ("", "You took a message back")
    assert last("lee") == ("", "Dana took a message back")


def test_the_inbox_comes_in_pages_without_a_gap(talk: Talk) -> None:
    house = talk.house
    numbers = [cast.order(house, "dana").order_id for _ in range(6)]
    for number, order in enumerate(numbers):
        talk.say("dana", f"About {number}", thread=order)
    for order in numbers[:3]:
        talk.read("jonas", 1, thread=order)
    seen, cursor = [], None
    while True:
        page = talk.inside(lists.inbox, talk.who("jonas"), mine=False, cursor=cursor, limit=2)
        seen += [one.text for one in page.threads]
        cursor = page.next
        if cursor is None:
            break
    assert seen == ["About 5", "About 4", "About 3", "About 2", "About 1", "About 0"]
    for bad in ("", "nonsense", "W10", "WzEsMSwieCIsIngiXQ"):
        if bad:
            with pytest.raises(Refused, match="bad_cursor"):
                talk.inside(lists.inbox, talk.who("jonas"), mine=False, cursor=bad)


def test_a_clients_list_begins_with_the_company_and_finds_orders_nobody_wrote_about(talk: Talk) -> None:
    house = talk.house
    other = cast.order(house, "dana")
    talk.say("jonas", "Hello")
    talk.say("kim", "Not yours", thread=cast.order(house, "kim").order_id)
    found = talk.inside(lists.list_threads, talk.who("dana")).threads
    assert [(one.kind, one.number) for one in found] == [("client", ""), ("order", talk.number)]
    talk.say("dana", "To all", thread=house.clients["Acme Industries"])
    found = talk.inside(lists.list_threads, talk.who("dana")).threads
    assert [(one.kind, one.text, one.unread) for one in found] == [("client", "To all", 0), ("order", "Hello", 1)]
    searched = talk.inside(lists.list_threads, talk.who("dana"), search=other.number).threads
    assert [(one.number, one.at) for one in searched] == [(other.number, None)]
    assert talk.inside(lists.list_threads, talk.who("dana"), search="100%_").threads == ()


def test_who_has_read_is_told_to_a_page_that_asks_for_nothing_newer(talk: Talk) -> None:
    talk.say("dana", "Hello")
    talk.read("jonas", 1)
    assert shown.seen(talk.page("dana", after=1)) == "Read by Jonas"
