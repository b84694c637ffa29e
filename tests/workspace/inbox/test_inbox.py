"""What waits for somebody of the seller, and what they do with it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from commerce.orders import actions as orders
from commerce.payments.actions import announce_transfer, confirm_transfer
from foundation import clock
from foundation.db import statements, transaction, value
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import entered
from tests.commerce import cast
from tests.commerce.test_assign import seated
from workspace.conversations.actions import post_message
from workspace.inbox import actions
from workspace.inbox.queries import Inbox, desk_counts, inbox
from workspace.tasks.actions import create_task, finish_task

TODAY = date.today()  # noqa: DTZ011 - the tasks of these tests are due long ago or far ahead


@pytest.fixture
def jonas(house: cast.House) -> Viewer:
    return replace(house.manager, staff_id=seated(house.live, "jonas@northlight.example", "Jonas Feld"))


@pytest.fixture
def petra(house: cast.House) -> Viewer:
    return replace(
        house.manager,
        staff_id=seated(house.live, "petra@northlight.example", "Petra Nilsen"),
        permissions={"order.read": "assigned", "order.move": "assigned", "message.write": "all"},
    )


def look(house: cast.House, who: Viewer) -> Inbox:
    """The inbox; the figure beside the rail agrees with it."""
    found: Inbox = cast.read(house, who, inbox, today=TODAY)
    assert cast.read(house, who, desk_counts, today=TODAY).inbox == found.mine().waiting
    return found


def said(house: cast.House, who: str | Viewer, thread: UUID, text: str, *, internal: bool = False) -> None:
    key = secrets.token_urlsafe(18)
    cast.act(house, who, post_message, thread, text=text, internal=internal, key=key)


def order_id(house: cast.House, number: str) -> UUID:
    with entered(house.live), transaction():
        found: UUID = value("select id from orders where number = %(n)s", n=number)
    return found


def whys(found: Inbox) -> dict[str, tuple[str, ...]]:
    return {one.number or one.client_name: tuple(reason.why for reason in one.reasons) for one in found.rows}


def test_a_new_order_waits_until_somebody_has_it_and_begins(house: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana", method_id="pmt_bank").number
    assert whys(look(house, jonas)) == {number: ("new",)}
    assert look(house, jonas).waiting == 1
    cast.act(house, jonas, orders.assign, number, jonas.staff_id)
    assert whys(look(house, jonas)) == {number: ("new",)}, "it is not begun"
    assert look(house, house.owner).mine().rows == (), "it is somebody else's now"
    assert whys(look(house, house.owner)) == {number: ("new",)}, "everybody's shows it"
    cast.act(house, jonas, orders.move_status, number, "sts_todo")
    assert whys(look(house, jonas)) == {}


def test_what_a_client_says_waits_until_it_was_read(house: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana").number
    cast.act(house, jonas, orders.assign, number, jonas.staff_id)
    said(house, "dana", order_id(house, number), "Could it be larger?")
    said(house, "dana", house.clients["Acme Industries"], "Good morning")
    found = look(house, jonas)
    assert [one.client_name for one in found.rows] == ["Acme Industries"] * 2
    assert [one.unread for one in found.rows] == [1, 1]
    about_order = found.find(f"order:{order_id(house, number)}")
    assert about_order is not None and about_order.thread is not None
    assert about_order.thread.text == "Could it be larger?"
    cast.act(house, jonas, actions.read, about_order.item)
    again = look(house, jonas).find(about_order.item)
    assert again is not None and again.unread == 0
    said(house, jonas, house.clients["Acme Industries"], "Good morning, Dana")
    assert look(house, jonas).find(f"client:{house.clients['Acme Industries']}").waits is False  # type: ignore[union-attr]


def test_done_stays_away_until_something_new_happens(house: cast.House, jonas: Viewer) -> None:
    client = house.clients["Kestrel"]
    item = f"client:{client}"
    said(house, "kim", client, "Hello")
    cast.act(house, jonas, actions.put_away, item)
    assert look(house, jonas).find(item) is None
    assert look(house, house.owner).find(item) is not None, "each person has an inbox of their own"
    cast.act(house, jonas, actions.forget, item)
    back = look(house, jonas).find(item)
    assert back is not None and back.unread == 0
    cast.act(house, jonas, actions.put_away, item)
    said(house, "kim", client, "Hello again")
    assert look(house, jonas).find(item).unread == 1  # type: ignore[union-attr]


def test_a_row_may_be_kept_as_unread(house: cast.House, jonas: Viewer) -> None:
    client = house.clients["Kestrel"]
    said(house, "kim", client, "Hello")
    cast.act(house, jonas, actions.read, f"client:{client}")
    cast.act(house, jonas, actions.keep_unread, f"client:{client}")
    assert look(house, jonas).waiting == 1
    cast.act(house, jonas, actions.read, f"client:{client}")
    assert look(house, jonas).waiting == 0


def test_transfers_late_answers_and_due_tasks_wait_too(house: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana", method_id="pmt_bank").number
    for status in ("sts_doing", "sts_review"):
        cast.act(house, jonas, orders.move_status, number, status)
    cast.act(house, "dana", announce_transfer, number)
    assert whys(look(house, jonas)) == {number: ("transfer",)}
    with entered(replace(house.live, clock_offset=timedelta(days=9))), transaction():
        later = inbox(jonas, today=TODAY + timedelta(days=9))
        assert clock.now() > clock.real_now()
    assert {reason.why for one in later.rows for reason in one.reasons} == {"transfer", "overdue"}
    cast.act(house, house.owner, confirm_transfer, number)
    assert whys(look(house, jonas)) == {}
    due = cast.act(house, jonas, create_task, title="Call", order=number, due=date(2020, 1, 2))
    cast.act(house, jonas, create_task, title="Later", order=number, due=date(2199, 1, 2))
    found = look(house, jonas)
    assert [(one.item, one.task_title) for one in found.rows] == [(f"task:{due}", "Call")]
    cast.act(house, jonas, finish_task, due)
    assert look(house, jonas).rows == ()


def test_one_row_for_an_order_whatever_waits_in_it(house: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana", method_id="pmt_bank").number
    cast.act(house, "dana", announce_transfer, number)
    said(house, "dana", order_id(house, number), "The transfer is on its way")
    found = look(house, jonas)
    assert len(found.rows) == 1
    assert (found.rows[0].unread, {reason.why for reason in found.rows[0].reasons}) == (1, {"new", "transfer"})


def test_the_scope_assigned_and_other_sellers(
    house: cast.House, stranger: cast.House, petra: Viewer, jonas: Viewer
) -> None:
    mine, other = cast.order(house, "dana").number, cast.order(house, "kim").number
    cast.act(house, jonas, orders.assign, mine, petra.staff_id)
    for number, who in ((mine, "dana"), (other, "kim")):
        said(house, who, order_id(house, number), "Hello")
    assert {one.number for one in look(house, petra).rows} == {mine}
    assert {one.number for one in look(house, jonas).rows} == {mine, other}
    assert look(stranger, stranger.owner).rows == ()
    item = f"order:{order_id(house, other)}"
    for change in (actions.put_away, actions.read, actions.keep_unread, actions.forget):
        for viewer, at in ((petra, house), (stranger.owner, stranger)):
            with pytest.raises(NotFound):
                cast.act(at, viewer, change, item)
        cast.act(house, jonas, change, item)


@pytest.mark.parametrize(
    "item", ["", "order:", "order:x", f"thread:{UUID(int=1)}", f"client:{UUID(int=1)}", f"task:{UUID(int=1)}"]
)
def test_what_is_no_row_is_not_there(house: cast.House, item: str) -> None:
    with pytest.raises(NotFound):
        cast.act(house, house.owner, actions.put_away, item)


def test_members_have_none(house: cast.House) -> None:
    with pytest.raises(NotFound):
        cast.read(house, "dana", inbox, today=TODAY)


def test_two_statements_however_much_waits(house: cast.House, jonas: Viewer) -> None:
    counts = set()
    for _ in range(3):
        said(house, "dana", order_id(house, cast.order(house, "dana").number), "Hello")
        with entered(house.live), transaction():
            value("select 1")
            with statements() as sent:
                inbox(jonas, today=TODAY)
        counts.add(len(sent))
    assert counts == {2}
    assert cast.read(house, jonas, desk_counts, today=TODAY).orders == 3
