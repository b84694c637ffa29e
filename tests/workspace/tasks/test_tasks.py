"""Staff's tasks: who plans them, who ticks them, who sees them, and what is left behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.orders import actions as orders
from foundation.db import rows, transaction, value
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import Viewer
from foundation.tenancy import entered
from tests.commerce import cast
from tests.commerce.test_assign import seated
from workspace.tasks import actions
from workspace.tasks.queries import access_task, task_list, tasks_of_client, tasks_of_order

DAY = date(2026, 11, 20)


@pytest.fixture
def jonas(house: cast.House) -> Viewer:
    return replace(house.manager, staff_id=seated(house.live, "jonas@northlight.example", "Jonas Feld"))


@pytest.fixture
def petra(house: cast.House) -> Viewer:
    """Reads and moves what is assigned to her."""
    return replace(
        house.manager,
        staff_id=seated(house.live, "petra@northlight.example", "Petra Nilsen"),
        permissions={"order.read": "assigned", "order.move": "assigned"},
    )


@pytest.fixture
def trainee(house: cast.House) -> Viewer:
    """Reads everything and moves nothing."""
    return replace(
        house.manager,
        staff_id=seated(house.live, "lena@northlight.example", "Lena Look"),
        permissions={"order.read": "all"},
    )


def what_happened(house: cast.House) -> list[tuple[str, str]]:
    with entered(house.live), transaction():
        found = rows("select name, payload from events where name like 'task.%%' order by id")
    return [(one.name, one.payload.get("what", "")) for one in found]


def test_a_task_from_beginning_to_end(house: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana").number
    task = cast.act(
        house, jonas, actions.create_task, title="  Ask for\nthe logo ", order=number, assignee=jonas.staff_id, due=DAY
    )
    found = cast.read(house, jonas, access_task, task)
    assert (found.title, found.order_number, found.due_on, found.client_name) == (
        "Ask for the logo",
        number,
        DAY,
        "Acme Industries",
    )
    assert [one.id for one in cast.read(house, jonas, tasks_of_order, found.order_id)] == [task]
    assert [one.id for one in cast.read(house, jonas, task_list, jonas.staff_id).open] == [task]
    for _ in range(2):
        cast.act(house, jonas, actions.finish_task, task)
    assert [one.id for one in cast.read(house, jonas, task_list, jonas.staff_id).done] == [task]
    for _ in range(2):
        cast.act(house, jonas, actions.reopen_task, task)
    cast.act(house, jonas, actions.change_task, task, title="Ask for both logos", assignee=None, due=None)
    assert cast.read(house, jonas, task_list, jonas.staff_id).open == ()
    cast.act(house, jonas, actions.remove_task, task)
    assert cast.read(house, jonas, tasks_of_order, found.order_id) == ()
    cast.act(house, jonas, actions.restore_task, task)
    assert [one.title for one in cast.read(house, jonas, task_list, None).open] == ["Ask for both logos"]
    assert what_happened(house) == [
        ("task.changed", "created"),
        ("task.assigned", ""),
        ("task.changed", "done"),
        ("task.changed", "reopened"),
        ("task.changed", "renamed"),
        ("task.assigned", ""),
        ("task.changed", "removed"),
        ("task.changed", "restored"),
    ]
    with entered(house.live), transaction():
        assert value("select count(*) from audit where action like 'task.%%'") == 6
        assert value("select count(*) from realtime_entries where name = 'task.changed' and room = 'desk'") >= 6


def test_tasks_for_a_client_are_its_own(house: cast.House, jonas: Viewer, petra: Viewer) -> None:
    acme, kestrel = house.clients["Acme Industries"], house.clients["Kestrel"]
    task = cast.act(house, jonas, actions.create_task, title="Yearly talk", client=acme)
    assert [one.id for one in cast.read(house, jonas, tasks_of_client, acme)] == [task]
    assert cast.read(house, jonas, tasks_of_client, kestrel) == ()
    for client in (acme, UUID(int=7)):
        with pytest.raises(NotFound):
            cast.act(house, petra, actions.create_task, title="Mine", client=client)
    assert cast.read(house, petra, tasks_of_client, acme) == ()


def test_members_and_other_sellers_find_nothing(house: cast.House, stranger: cast.House, jonas: Viewer) -> None:
    number = cast.order(house, "dana").number
    task = cast.act(house, jonas, actions.create_task, title="Inside", order=number, assignee=jonas.staff_id)
    for change in (actions.finish_task, actions.remove_task, access_task):
        with pytest.raises(NotFound):
            cast.act(house, "dana", change, task)
        with pytest.raises(NotFound):
            cast.act(stranger, stranger.owner, change, task)
    with pytest.raises(Forbidden):
        cast.act(house, "dana", actions.create_task, title="Mine", order=number)
    with pytest.raises(NotFound):
        cast.act(stranger, stranger.owner, actions.create_task, title="Mine", order=number)
    with pytest.raises(NotFound):
        cast.read(house, "dana", task_list, None)
    assert cast.read(stranger, stranger.owner, task_list, None).open == ()
    assert cast.act(house, jonas, actions.finish_task, task).id == task


def test_who_has_a_task_ticks_it_and_plans_nothing(house: cast.House, jonas: Viewer, trainee: Viewer) -> None:
    number = cast.order(house, "dana").number
    hers = cast.act(house, jonas, actions.create_task, title="Sort files", order=number, assignee=trainee.staff_id)
    other = cast.act(house, jonas, actions.create_task, title="Call Dana", order=number)
    cast.act(house, trainee, actions.finish_task, hers)
    cast.act(house, trainee, actions.reopen_task, hers)
    for refused in (
        lambda: cast.act(house, trainee, actions.finish_task, other),
        lambda: cast.act(house, trainee, actions.remove_task, hers),
        lambda: cast.act(house, trainee, actions.change_task, hers, title="Less"),
        lambda: cast.act(house, trainee, actions.create_task, title="More", order=number),
        lambda: cast.act(house, trainee, actions.create_task, title="More", client=house.clients["Kestrel"]),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert {one.title for one in cast.read(house, trainee, task_list, None).open} == {"Sort files", "Call Dana"}


def test_the_scope_assigned_sees_its_orders_and_its_own_tasks(house: cast.House, jonas: Viewer, petra: Viewer) -> None:
    mine, other = cast.order(house, "dana").number, cast.order(house, "kim").number
    cast.act(house, jonas, orders.assign, mine, petra.staff_id)
    for title, number, assignee in (("a", mine, None), ("b", other, petra.staff_id), ("c", other, jonas.staff_id)):
        cast.act(house, jonas, actions.create_task, title=title, order=number, assignee=assignee)
    assert {one.title for one in cast.read(house, petra, task_list, None).open} == {"a", "b"}
    assert {one.title for one in cast.read(house, jonas, task_list, None).open} == {"a", "b", "c"}
    cast.act(house, petra, actions.create_task, title="d", order=mine)
    with pytest.raises(NotFound):
        cast.act(house, petra, actions.create_task, title="e", order=other)


def test_a_task_is_told_once_to_the_desk_and_to_whose_it_is_and_was(
    house: cast.House, jonas: Viewer, petra: Viewer, trainee: Viewer
) -> None:
    mine, other = cast.order(house, "dana").number, cast.order(house, "kim").number
    cast.act(house, jonas, orders.assign, mine, petra.staff_id)

    def told(action: Callable[..., Any], *arguments: Any, **more: Any) -> tuple[Any, list[str]]:
        """What the action gave, and in which rooms it was told."""
        asked = "select room from realtime_entries where name = 'task.changed' order by room"
        with entered(house.live), transaction():
            before = [one.room for one in rows(asked)]
        made = cast.act(house, jonas, action, *arguments, **more)
        with entered(house.live), transaction():
            return made, sorted((Counter(one.room for one in rows(asked)) - Counter(before)).elements())

    hers, his, lenas = (f"assigned:{one.staff_id}" for one in (petra, jonas, trainee))
    task, rooms = told(actions.create_task, title="a", order=mine, assignee=jonas.staff_id)
    assert rooms == sorted(["desk", hers, his])
    _, rooms = told(actions.change_task, task, title="b", assignee=trainee.staff_id)
    assert rooms == sorted(["desk", hers, his, lenas])
    _, rooms = told(actions.finish_task, task)
    assert rooms == sorted(["desk", hers, lenas])
    assert told(actions.create_task, title="c", order=other)[1] == ["desk"]


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"title": " \n "}, "title_missing"),
        ({"title": "x" * 201}, "title_too_long"),
        ({"title": "x", "assignee": UUID(int=3)}, "no_such_person"),
        ({"title": "x", "due": date(1999, 12, 31)}, "bad_day"),
        ({"title": "x", "client": UUID(int=4)}, "no_subject"),
        ({"title": "x", "order": None}, "no_subject"),
    ],
)
def test_what_cannot_be_a_task_is_refused(house: cast.House, given_: dict[str, object], code: str) -> None:
    number = cast.order(house, "dana").number
    with pytest.raises(Refused) as refused:
        cast.act(house, house.owner, actions.create_task, **({"order": number} | given_))
    assert refused.value.code == code
    assert what_happened(house) == []
    cast.act(house, house.owner, actions.create_task, title="x", order=number)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(days=st.lists(st.one_of(st.none(), st.integers(-400, 400)), max_size=6))
def test_lists_are_sorted_by_day_and_those_without_one_come_last(house: cast.House, days: list[int | None]) -> None:
    client = house.clients["Kestrel"]
    for day in days:
        due = None if day is None else DAY + timedelta(days=day)
        cast.act(house, house.owner, actions.create_task, title="x", client=client, due=due)
    found = [one.due_on or date.max for one in cast.read(house, house.owner, task_list, None).open]
    assert found == sorted(found)
    assert len(found) >= len(days)
