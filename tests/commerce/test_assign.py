"""Whose an order is: who may say it, what it changes, and how far the scope ``assigned`` reaches."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from commerce.clients import queries as clients
from commerce.orders import actions, board, many
from commerce.orders.many import Handover, Move
from commerce.orders.page import order_page
from commerce.orders.queries import access_order, list_orders, order_counts
from commerce.orders.told import history
from commerce.payments.actions import confirm_transfer
from foundation.db import rows, transaction, value
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.tenancy import Scope, entered, unscoped
from tests.commerce import cast


def seated(portal: Scope, email: str, name: str, *, roles: tuple[str, ...] = ()) -> UUID:
    with unscoped("test"), transaction():
        person = staff.create_staff(email, name, None)
        staff.give_seat(person, portal.portal_id, owner=False, roles=roles)
    return person


@pytest.fixture
def jonas(house: cast.House) -> Viewer:
    """A manager who reads and moves everything."""
    person = seated(house.live, "jonas@northlight.example", "Jonas Feld", roles=("rol_pm",))
    return replace(house.manager, staff_id=person)


@pytest.fixture
def petra(house: cast.House) -> Viewer:
    """A freelancer who reads and moves what is assigned to her."""
    person = seated(house.live, "petra@northlight.example", "Petra Nilsen")
    return replace(
        house.manager,
        staff_id=person,
        name="Petra Nilsen",
        permissions={"order.read": "assigned", "order.move": "assigned"},
    )


def stored(house: cast.House, number: str) -> UUID | None:
    with entered(house.live), transaction():
        found: UUID | None = value("select assignee_id from orders where number = %(n)s", n=number)
    return found


def test_an_order_is_given_to_a_person_and_the_client_is_not_told(house: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana", method_id="pmt_bank").number
    before = cast.read(house, jonas, access_order, number)
    after = cast.act(house, house.owner, actions.assign, number, jonas.staff_id)
    assert (after.assignee_id, after.version) == (jonas.staff_id, before.version)
    assert history(cast.read(house, jonas, order_page, number))[0].what == "Assigned to Jonas Feld"
    assert [one.what for one in history(cast.read(house, "dana", order_page, number))] == ["Order placed"]
    with entered(house.live), transaction():
        assert rows("select name from events where name = 'order.assigned'") != []
        audited = rows("select before, after from audit where action = 'order.assign'")
    assert [(one.before, one.after) for one in audited] == [({"assignee": None}, {"assignee": str(jonas.staff_id)})]
    cast.act(house, house.owner, actions.assign, number, jonas.staff_id)
    cast.act(house, house.owner, actions.assign, number, None)
    told = [one.what for one in history(cast.read(house, jonas, order_page, number))]
    assert told == ["Assigned to nobody", "Assigned to Jonas Feld", "Order placed"]


def test_only_a_seat_of_this_portal_can_have_an_order(house: cast.House, stranger: cast.House, jonas: Viewer) -> None:
    otto = seated(stranger.live, "otto@farwell.example", "Otto Farwell", roles=("rol_pm",))
    number = cast.order(house, "dana").number
    for nobody in (otto, UUID(int=5)):
        with pytest.raises(Refused, match="no_such_person"):
            cast.act(house, house.owner, actions.assign, number, nobody)
    assert stored(house, number) is None
    cast.act(house, house.owner, actions.assign, number, jonas.staff_id)
    assert stored(house, number) == jonas.staff_id


def test_members_and_strangers_assign_nothing(house: cast.House, stranger: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana").number
    with pytest.raises(Forbidden):
        cast.act(house, "dana", actions.assign, number, jonas.staff_id)
    for who in ("kim", stranger.viewer("sam")):
        with pytest.raises((NotFound, Forbidden)):
            cast.act(house, who, actions.assign, number, jonas.staff_id)
    assert stored(house, number) is None


def test_the_scope_assigned_reaches_ones_own_orders_only(house: cast.House, petra: Viewer) -> None:
    mine = cast.order(house, "dana", method_id="pmt_bank").number
    other = cast.order(house, "kim", method_id="pmt_bank").number
    pipeline = next(iter(house.compiled.pipelines.values()))
    cast.act(house, house.owner, actions.assign, mine, petra.staff_id)

    assert [one.number for one in cast.read(house, petra, list_orders).orders] == [mine]
    assert cast.read(house, petra, order_counts).all == 1
    assert sum(one.count for one in cast.read(house, petra, board.board, pipeline)) == 1
    assert cast.read(house, house.owner, order_counts).all == 2
    for ask in (access_order, order_page):
        with pytest.raises(NotFound):
            cast.read(house, petra, ask, other)
        assert cast.read(house, petra, ask, mine)
    for change in (
        lambda who, number: cast.act(house, who, actions.move_status, number, "sts_todo"),
        lambda who, number: cast.act(house, who, actions.add_note, number, "A word"),
        lambda who, number: cast.act(house, who, confirm_transfer, number),
    ):
        with pytest.raises(NotFound):
            change(petra, other)
        change(petra, mine)
    with pytest.raises(NotFound):
        cast.read(house, petra, clients.client_names)
    with pytest.raises(NotFound):
        cast.read(house, petra, clients.access_client, house.clients["Kestrel"])
    assert cast.read(house, house.owner, clients.client_names)


def test_who_reads_all_and_moves_their_own_takes_no_order(house: cast.House, petra: Viewer, jonas: Viewer) -> None:
    """The spec's own project manager: reading everything is no way to give oneself the right to move it."""
    reader = replace(petra, permissions={"order.read": "all", "order.move": "assigned"})
    number = cast.order(house, "dana", method_id="pmt_bank").number
    page = cast.read(house, reader, order_page, number)
    assert (page.moves, page.may_cancel, page.may_assign) == ((), False, False)
    for change in (
        lambda who: cast.act(house, who, actions.assign, number, who.staff_id),
        lambda who: cast.act(house, who, actions.move_status, number, "sts_todo"),
        lambda who: cast.act(house, who, actions.cancel, number),
        lambda who: cast.act(house, who, confirm_transfer, number),
    ):
        with pytest.raises(Forbidden, match="not assigned to you"):
            change(reader)
    cast.act(house, house.owner, actions.assign, number, reader.staff_id)
    page = cast.read(house, reader, order_page, number)
    assert page.moves and page.may_cancel and page.may_assign
    cast.act(house, reader, actions.move_status, number, "sts_todo")
    cast.act(house, reader, actions.assign, number, jonas.staff_id)
    assert stored(house, number) == jonas.staff_id


def test_lists_and_boards_are_narrowed_to_a_person(house: cast.House, jonas: Viewer) -> None:
    mine, free = cast.order(house, "dana").number, cast.order(house, "kim").number
    cast.act(house, house.owner, actions.assign, mine, jonas.staff_id)
    pipeline = next(iter(house.compiled.pipelines.values()))
    for assignee, wanted in ((jonas.staff_id, [mine]), ("nobody", [free]), (UUID(int=9), []), (None, [free, mine])):
        assert [one.number for one in cast.read(house, jonas, list_orders, assignee=assignee).orders] == wanted
        columns = cast.read(house, jonas, board.board, pipeline, assignee=assignee)
        assert [one.number for column in columns for one in column.orders] == wanted
        assert sum(column.count for column in columns) == len(wanted)


def test_several_are_moved_and_each_is_told(house: cast.House) -> None:
    ready = [cast.order(house, "dana", method_id="pmt_bank").number for _ in range(3)]
    unpaid = cast.order(house, "kim").number
    there = cast.order(house, "dana", method_id="pmt_bank").number
    cast.act(house, house.owner, actions.move_status, there, "sts_doing")
    wishes = [*(Move(number, "sts_doing") for number in (*ready, unpaid, there)), Move("NL-0000-0000", "sts_doing")]
    told = cast.act(house, house.owner, many.move_many, wishes)
    assert sorted(one.number for one in told.done) == sorted(ready)
    assert told.same == 1
    assert {one.number: one.why for one in told.declined} == {
        unpaid: "This order is waiting to be paid. Confirm it before you start work on it.",
        "NL-0000-0000": "It is not there, or you may not see it.",
    }
    assert told.back == []
    with entered(house.live), transaction():
        assert value("select status from orders where number = %(n)s", n=unpaid) == "sts_new"
        assert value("select count(*) from orders where status = 'sts_doing'") == 4


def test_a_move_is_undone_where_the_pipeline_has_a_way_back(house: cast.House) -> None:
    numbers = [cast.order(house, "dana", method_id="pmt_bank").number for _ in range(2)]
    told = cast.act(house, house.owner, many.move_many, [Move(number, "sts_doing") for number in numbers])
    assert told.back == [], "work that has begun does not go back to planned"
    cast.act(house, house.owner, many.move_many, [Move(number, "sts_review") for number in numbers])
    told = cast.act(house, house.owner, many.move_many, [Move(number, "sts_doing") for number in numbers])
    assert sorted(move.number for move in told.back) == sorted(numbers)
    again = cast.act(house, house.owner, many.move_many, told.back)
    assert {one.status for one in again.done} == {"sts_review"}
    stale = cast.act(house, house.owner, many.move_many, told.back[:1])
    assert (stale.same, stale.done) == (1, [])
    late = cast.act(house, house.owner, many.move_many, [replace(told.back[0], status="sts_doing")])
    assert [one.why for one in late.declined] == ["This order changed in the meantime. Reload the page and try again."]


def test_several_are_assigned_and_given_back(house: cast.House, jonas: Viewer) -> None:
    first, second = (cast.order(house, "dana").number for _ in range(2))
    cast.act(house, house.owner, actions.assign, first, jonas.staff_id)
    told = cast.act(house, house.owner, many.assign_many, [Handover(first, None), Handover(second, jonas.staff_id)])
    assert len(told.done) == 2
    cast.act(house, house.owner, many.assign_many, told.back)
    assert (stored(house, first), stored(house, second)) == (jonas.staff_id, None)


@pytest.mark.parametrize(
    ("moves", "code"), [([], "nothing_chosen"), ([Move(f"NL-{n}", "sts_todo") for n in range(101)], "too_many")]
)
def test_nothing_and_too_much_are_refused(house: cast.House, moves: list[Move], code: str) -> None:
    with pytest.raises(Refused, match=code):
        cast.act(house, house.owner, many.move_many, moves)
