"""What payments do about facts of other rooms."""

from __future__ import annotations

from uuid import UUID

from commerce.orders.events import OrderStatusChanged
from commerce.payments.actions import void_waiting
from foundation.events import on
from foundation.events.record import Recorded


@on(OrderStatusChanged, joined=True)
def end_payments_of_cancelled_orders(event: OrderStatusChanged, recorded: Recorded) -> None:
    """Nobody can pay a cancelled order from a page that is still open."""
    del recorded
    if event.to_state == "cancelled":
        void_waiting(UUID(event.subject.removeprefix("order:")))
