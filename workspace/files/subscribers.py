"""What files follow: those that answer a form go to its order, and orders that go to another client take theirs along."""

from __future__ import annotations

from uuid import UUID

from commerce.orders.events import OrderPlaced, OrdersMoved
from foundation.events import on
from foundation.events.record import Recorded
from workspace.files import actions


@on(OrderPlaced, joined=True)
def follow_answers(event: OrderPlaced, _recorded: Recorded) -> None:
    """Files that answer a question of an order stand with it from then on. Raises Refused ``files_gone``, which undoes the order."""
    if event.files:
        order_id = UUID(event.subject.removeprefix("order:"))
        ids = {UUID(each) for each in event.files}
        client_id = UUID(event.client)
        if event.guest:
            actions.attach_guests_answers(
                ids, order_id=order_id, client_id=client_id, member_id=UUID(str(event.member))
            )
        else:
            actions.attach_answers(ids, actor=event.actor, order_id=order_id, client_id=client_id)


@on(OrdersMoved, joined=True)
def follow_orders(event: OrdersMoved, _recorded: Recorded) -> None:
    """The files of a guest's orders belong to the client that the orders went to."""
    member_id = UUID(event.member)
    actions.move_files(UUID(event.subject.removeprefix("client:")), UUID(event.client), member_id=member_id)
