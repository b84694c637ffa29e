"""Bank transfer: the order goes ahead, the seller notes the money when it has come in."""

from __future__ import annotations

from commerce.payments.engines import Opening, engine
from portal_config.compiled import PaymentMethod

GATEWAY = "bank_transfer"


@engine("bank_transfer")
def begin(method: PaymentMethod) -> Opening:
    """A pending payment; announced money never counts as paid (domain semantics, h)."""
    del method
    return Opening(GATEWAY, "pending", "confirmed")
