"""Which of the seller's people hear of orders."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from commerce.orders import actions
from foundation import realtime
from foundation.db import rows, transaction
from foundation.identity.viewer import Viewer
from foundation.realtime import policy
from foundation.tenancy import entered
from portico import rooms as declared
from tests.commerce import cast
from tests.commerce.test_assign import seated


def heard(house: cast.House, number: str) -> list[tuple[str, str]]:
    """(room, name) of what the staff were told of an order, in order."""
    with entered(house.live), transaction():
        found = rows(
            "select room, name from realtime_entries where body ->> 'number' = %(number)s"
            " and (room = 'desk' or starts_with(room, 'assigned:')) order by at, room, seq",
            number=number,
        )
    return [(one.room, one.name) for one in found]


@pytest.mark.parametrize(
    ("permissions", "room"),
    [
        ({"order.read": "all"}, "desk"),
        ({"order.read": "team"}, "desk"),
        ({"order.read": "assigned"}, "assigned"),
        ({"portal.edit": "all"}, None),
    ],
)
def test_staff_hear_what_they_read(house: cast.House, permissions: dict[str, str], room: str | None) -> None:
    declared.enter()
    jonas = replace(house.manager, staff_id=UUID(int=7), permissions=permissions)
    with entered(house.live), transaction():
        found = [one for one in policy.rooms_of(jonas) if one.partition(":")[0] in ("desk", "assigned")]
    assert found == ({"desk": ["desk"], "assigned": [realtime.assigned_room(UUID(int=7))]}.get(room or "", []))


def test_whose_an_order_is_and_was_hear_of_it(house: cast.House) -> None:
    jonas: Viewer = replace(house.manager, staff_id=seated(house.live, "jonas@northlight.example", "Jonas Feld"))
    petra, lena = (seated(house.live, f"{name}@northlight.example", name.title()) for name in ("petra", "lena"))
    number = cast.order(house, "dana").number
    assert heard(house, number) == [("desk", "order.changed")]
    cast.act(house, jonas, actions.assign, number, petra)
    cast.act(house, jonas, actions.assign, number, lena)
    cast.act(house, jonas, actions.add_note, number, "Soon")
    told = [room for room, _ in heard(house, number)]
    assert told.count("desk") == 4
    assert told.count(realtime.assigned_room(petra)) == 2, "it came to her, and it left her"
    assert told.count(realtime.assigned_room(lena)) == 2, "it came to her, and something was noted"
