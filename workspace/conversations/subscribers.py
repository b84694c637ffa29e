"""What conversations do about facts of other rooms."""

from __future__ import annotations

from uuid import UUID

from commerce.clients.events import MemberJoined
from commerce.orders.events import OrdersMoved
from foundation.events import on
from foundation.events.record import Recorded
from workspace.conversations.actions import begin_reading, follow_orders


@on(OrdersMoved, joined=True)
def threads_follow_their_orders(event: OrdersMoved, recorded: Recorded) -> None:
    """What was said about an order goes to the client the order went to."""
    del recorded
    follow_orders(UUID(event.client))


@on(MemberJoined, joined=True)
def members_begin_where_they_joined(event: MemberJoined, recorded: Recorded) -> None:
    """Nobody comes into a company to hundreds of new messages."""
    del recorded
    begin_reading(UUID(event.client), UUID(event.subject.removeprefix("member:")))
