"""An order of a story's own, placed and paid by the actions that serve real people, in a process of its own: `python -m e2e.ordered ADDRESS`.

Stories share the demo and move its orders; one that needs an order on which no work has begun makes it. Prints its number.
"""

from __future__ import annotations

import os
import secrets
import sys

from commerce.checkout.actions import place_order
from commerce.checkout.request import Item, PlaceOrder
from commerce.clients.queries import current_document
from commerce.clients.viewer import viewer_of_member
from commerce.payments import actions as payments
from foundation import clock
from foundation.db import configure, transaction, value
from foundation.tenancy import entered
from foundation.tenancy.hosts import scope_of
from portico import rooms
from portico.demo.load import SLUG
from portico.kinds import discover_kinds
from sandbox.history import weekday_after


def order(address: str) -> str:
    """A banner set for the member with this address; its number."""
    discover_kinds()
    rooms.enter()
    live = scope_of(SLUG)
    assert live is not None, "load the demo first"
    with entered(live), transaction():
        compiled = current_document()
        buyer = viewer_of_member(value("select id from members where email = %(e)s", e=address), compiled)
        start = weekday_after(clock.today(compiled.timezone), 14).isoformat()
        placed = place_order(
            buyer,
            PlaceOrder(
                idempotency_key=secrets.token_urlsafe(16),
                items=(
                    Item(
                        service_id="svc_banner",
                        answers={
                            "fld_campaign": ("Spring",),
                            "fld_brief": ("Plant managers should book the free inspection before summer.",),
                            "fld_start": (start,),
                        },
                    ),
                ),
                method_id="pmt_card",
                accepted_terms={
                    text.id: text.version for text in compiled.legal.values() if "checkout" in text.accept_at
                },
            ),
        )
        started = payments.start_payment(buyer, placed.number)
        payments.settle_test_payment(started.payment_id, "pay", viewer=buyer)
        return placed.number


if __name__ == "__main__":
    configure(os.environ["DATABASE_URL"], role="worker")
    sys.stdout.write(order(sys.argv[1]) + "\n")
