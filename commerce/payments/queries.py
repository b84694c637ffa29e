"""Reading payments. A payment is reached through its order, or through a capability that was verified."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from commerce.orders.queries import OrderRecord
from commerce.payments import capability
from commerce.payments.engines import opening
from foundation.db import row
from foundation.errors import NotFound
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled, PaymentMethod


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment as stored. Amounts are minor units of ``currency``, times the tenant's, UTC."""

    id: UUID
    order_id: UUID
    attempt: int
    amount_minor: int
    currency: str
    method: str
    gateway: str
    state: str
    reference: str
    failure: str
    created_at: datetime
    settled_at: datetime | None

    @property
    def waiting(self) -> bool:
        """True while it may still be paid."""
        return self.state in ("checkout", "processing", "pending", "announced")

    @property
    def settled(self) -> bool:
        return self.state in ("completed", "confirmed")


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A payment with what its page says about the order."""

    payment: PaymentRecord
    number: str
    title: str
    order_state: str
    payment_state: str


COLUMNS = ", ".join(f"p.{field.name}" for field in fields(PaymentRecord))


def payment_by_capability(token: str) -> PaymentPage:
    """The payment a capability is for. Raises NotFound."""
    found = row(
        f"select {COLUMNS}, o.number, o.title, o.state as order_state, o.payment_state from payments p"  # noqa: S608
        " join orders o on o.tenant_id = p.tenant_id and o.id = p.order_id"
        " where p.tenant_id = %(tenant)s and p.id = %(id)s",
        tenant=current_scope().tenant_id,
        id=capability.verify(token),
    )
    if found is None:
        raise NotFound()
    return PaymentPage(PaymentRecord(*found[:-4]), *found[-4:])


def latest_payment(order: OrderRecord, *, lock: bool = False) -> PaymentRecord | None:
    """The newest attempt to pay an order the viewer has been given."""
    found = row(
        f"select {COLUMNS} from payments p where p.tenant_id = %(tenant)s and p.order_id = %(order)s"  # noqa: S608
        " order by p.attempt desc limit 1" + (" for update" if lock else ""),
        tenant=current_scope().tenant_id,
        order=order.id,
    )
    return PaymentRecord(*found) if found else None


def available_methods(compiled: Compiled, collect: tuple[str, ...]) -> tuple[PaymentMethod, ...]:
    """The methods named in ``collect`` that work in the entered tenant, in the seller's order."""
    return tuple(
        method for method in compiled.payment_methods.values() if method.id in collect and opening(method) is not None
    )
