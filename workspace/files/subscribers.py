"""What files follow: orders that go to another client take theirs along."""

from __future__ import annotations

from uuid import UUID

from commerce.orders.events import OrdersMoved
from foundation.events import on
from foundation.events.record import Recorded
from workspace.files import actions


@on(OrdersMoved, joined=True)
def follow_orders(event: OrdersMoved, _recorded: Recorded) -> None:
    """The files of a guest's orders belong to the client that the orders went to."""
    actions.move_files(UUID(event.subject.removeprefix("client:")), UUID(event.client))
