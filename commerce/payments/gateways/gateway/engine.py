"""Payment through a provider: which one a tenant has. In tenants with test money it is the test gateway; others have none connected yet."""

from __future__ import annotations

from commerce.payments.engines import Opening, engine
from foundation.tenancy import current_scope
from portal_config.compiled import PaymentMethod

TEST = "test"


@engine("gateway")
def begin(method: PaymentMethod) -> Opening | None:
    """A payment at the tenant's provider; None where none is connected, so that the method is not offered."""
    del method
    return Opening(TEST, "checkout", "submitted") if current_scope().test_money else None
