"""What happens to payments. The order's row is locked before the payment's, always; a settled payment never goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from commerce.orders import policies as order_policies
from commerce.orders.actions import mark_paid, mark_payment
from commerce.orders.queries import OrderRecord, access_order, lock_order
from commerce.payments import capability
from commerce.payments.engines import Opening, opening
from commerce.payments.queries import COLUMNS, PaymentRecord, latest_payment
from foundation import audit, clock, revisions
from foundation.db import execute, row, uuid7
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import GUEST, Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled

REFERENCE_LENGTH = 140
"""A transfer's reference, as long as SEPA allows."""

Outcome = Literal["pay", "decline"]
"""What the test gateway can be made to answer."""


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """A payment that can be made now; ``capability`` opens its page."""

    payment_id: UUID
    gateway: str
    capability: str


def open_payment(
    order_id: UUID, *, amount_minor: int, currency: str, method: str, begun: Opening, at: datetime, attempt: int = 1
) -> UUID:
    """Write the payment of an order that is just being placed, or a new attempt, in one statement: its id."""
    payment_id = uuid7()
    execute(
        "insert into payments (tenant_id, id, order_id, amount_minor, currency, method, gateway, state, attempt, created_at, updated_at)"
        " values (%(tenant)s, %(id)s, %(order)s, %(amount)s, %(currency)s, %(method)s, %(gateway)s, %(state)s, %(attempt)s, %(at)s, %(at)s)",
        tenant=current_scope().tenant_id,
        id=payment_id,
        order=order_id,
        amount=amount_minor,
        currency=currency,
        method=method,
        gateway=begun.gateway,
        state=begun.state,
        attempt=attempt,
        at=at,
    )
    return payment_id


def start_payment(viewer: Viewer, number: str, *, compiled: Compiled | None = None) -> StartedPayment:
    """Pay an order: the attempt that still waits, or a new one after a failure.

    Raises NotFound, Forbidden, Refused ``nothing_to_pay``, ``gateway_not_connected``.
    """
    order = access_order(viewer, number, lock=True)
    if not order_policies.may_pay(viewer, order.member_id):
        raise Forbidden("Your role does not allow paying this order.")
    return _start(order, compiled)


def restart_payment(token: str, *, compiled: Compiled | None = None) -> StartedPayment:
    """The same for whoever holds the capability of an earlier attempt: a guest after a decline.

    Raises NotFound, Refused ``nothing_to_pay``, ``gateway_not_connected``.
    """
    return _start(lock_order(_order_of(capability.verify(token))), compiled)


def settle_test_payment(payment_id: UUID, outcome: Outcome, *, viewer: Viewer = GUEST) -> PaymentRecord:
    """Let the test gateway answer. ``viewer`` is who pressed the button; the right to pay was shown by a capability or by ``start_payment``.

    Paying confirms a submitted order. Repeating an answer changes nothing; a completed payment stays completed.
    Raises Refused ``test_gateway_off`` outside tenants with test money, ``wrong_gateway``, ``payment_over``, ``bad_outcome``; NotFound.
    """
    if not current_scope().test_money:
        raise Refused("test_gateway_off", "Test payments work in a sandbox only.", status=403)
    if outcome not in ("pay", "decline"):
        raise Refused("bad_outcome", "Choose pay or decline.", pointer="outcome")
    order = lock_order(_order_of(payment_id))
    payment = _lock_payment(payment_id)
    if payment.gateway != "test":
        raise Refused("wrong_gateway", "This payment is not made through the test gateway.", status=409)
    if payment.settled or (payment.state == "failed" and outcome == "decline"):
        return payment
    if not payment.waiting:
        raise Refused("payment_over", "This attempt is over. Start a new payment from the order.", status=409)
    if outcome == "decline":
        failed = _set_state(payment, "failed", failure="declined")
        mark_payment(order, "unpaid", note="declined", actor=viewer.actor, actor_name=viewer.name)
        _audit(payment, failed, viewer.actor)
        return failed
    return _settle(order, payment, "completed", viewer)


def announce_transfer(viewer: Viewer, number: str, *, reference: str = "") -> PaymentRecord:
    """Say that a transfer is on its way. It counts as paid only when staff confirm it. Idempotent.

    Raises NotFound, Forbidden, Refused ``nothing_to_pay``, ``wrong_gateway``, ``reference_too_long``.
    """
    order = access_order(viewer, number, lock=True)
    if not order_policies.may_pay(viewer, order.member_id):
        raise Forbidden("Your role does not allow paying this order.")
    payment = _transfer(order)
    if payment.state == "announced":
        return payment
    announced = _set_state(payment, "announced", reference=_clean_reference(reference))
    mark_payment(order, "pending", note="announced", actor=viewer.actor, actor_name=viewer.name)
    _audit(payment, announced, viewer.actor)
    return announced


def confirm_transfer(viewer: Viewer, number: str, *, reference: str = "") -> PaymentRecord:
    """Note that a transfer has come in, announced or not: the order is paid. Idempotent.

    Raises NotFound, Forbidden for anybody but staff who move orders, Refused ``nothing_to_pay``, ``wrong_gateway``.
    """
    order = access_order(viewer, number, lock=True)
    order_policies.require_staff(viewer, order.assignee_id)
    latest = latest_payment(order, lock=True)
    if latest is not None and latest.state == "confirmed":
        return latest
    return _settle(order, _transfer(order), "confirmed", viewer, reference=_clean_reference(reference))


def reject_transfer(viewer: Viewer, number: str) -> PaymentRecord:
    """Note that an announced transfer did not come in. The order is unpaid again and waits for a new transfer, which is returned.

    Raises NotFound, Forbidden, Refused ``nothing_to_pay``, ``wrong_gateway``, ``not_announced``.
    """
    order = access_order(viewer, number, lock=True)
    order_policies.require_staff(viewer, order.assignee_id)
    payment = _transfer(order)
    if payment.state != "announced":
        raise Refused("not_announced", "Nobody has announced this transfer.", status=409)
    rejected = _set_state(payment, "rejected")
    _audit(payment, rejected, viewer.actor)
    mark_payment(order, "unpaid", note="rejected", actor=viewer.actor, actor_name=viewer.name)
    again = open_payment(
        order.id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        method=payment.method,
        begun=Opening(payment.gateway, "pending", "confirmed"),
        at=clock.now(),
        attempt=payment.attempt + 1,
    )
    return _lock_payment(again)


def void_waiting(order_id: UUID) -> int:
    """End the attempts of a cancelled order that still wait; how many there were."""
    return execute(
        "update payments set state = 'void', updated_at = %(at)s where tenant_id = %(tenant)s and order_id = %(order)s"
        " and state in ('checkout', 'processing', 'pending', 'announced')",
        at=clock.now(),
        tenant=current_scope().tenant_id,
        order=order_id,
    )


def _start(order: OrderRecord, compiled: Compiled | None) -> StartedPayment:
    if order.payment_state not in ("unpaid", "pending") or order.state == "cancelled":
        raise Refused("nothing_to_pay", "There is nothing to pay for this order.", status=409)
    latest = latest_payment(order, lock=True)
    if latest is not None and latest.waiting:
        return StartedPayment(latest.id, latest.gateway, capability.sign(latest.id))
    document = compiled or revisions.compiled(revisions.pointer())
    method = document.payment_methods.get(order.payment_method)
    begun = opening(method) if method else None
    if begun is None:
        raise not_connected()
    payment_id = open_payment(
        order.id,
        amount_minor=order.gross_minor,
        currency=order.currency,
        method=order.payment_method,
        begun=begun,
        at=clock.now(),
        attempt=latest.attempt + 1 if latest else 1,
    )
    return StartedPayment(payment_id, begun.gateway, capability.sign(payment_id))


def not_connected() -> Refused:
    """The answer where a way to pay does not work in this tenant."""
    return Refused(
        "gateway_not_connected",
        "This way to pay is not available at the moment. Choose another one, or contact us.",
        pointer="method",
        status=409,
    )


def _settle(
    order: OrderRecord,
    payment: PaymentRecord,
    state: Literal["completed", "confirmed"],
    viewer: Viewer,
    reference: str = "",
) -> PaymentRecord:
    settled = _set_state(payment, state, reference=reference or payment.reference)
    _audit(payment, settled, viewer.actor)
    mark_paid(
        order, payment_id=payment.id, amount_minor=payment.amount_minor, actor=viewer.actor, actor_name=viewer.name
    )
    return settled


def _transfer(order: OrderRecord) -> PaymentRecord:
    payment = latest_payment(order, lock=True)
    if payment is None or not payment.waiting or order.state == "cancelled":
        raise Refused("nothing_to_pay", "There is nothing to pay for this order.", status=409)
    if payment.gateway != "bank_transfer":
        raise Refused("wrong_gateway", "This order is not paid by bank transfer.", status=409)
    return payment


def _order_of(payment_id: UUID) -> UUID:
    found = row(
        "select order_id from payments where tenant_id = %(tenant)s and id = %(id)s",
        tenant=current_scope().tenant_id,
        id=payment_id,
    )
    if found is None:
        raise NotFound()
    return UUID(str(found.order_id))


def _lock_payment(payment_id: UUID) -> PaymentRecord:
    found = row(
        f"select {COLUMNS} from payments p where p.tenant_id = %(tenant)s and p.id = %(id)s for update",  # noqa: S608
        tenant=current_scope().tenant_id,
        id=payment_id,
    )
    if found is None:
        raise NotFound()
    return PaymentRecord(*found)


def _set_state(payment: PaymentRecord, state: str, *, failure: str = "", reference: str | None = None) -> PaymentRecord:
    settled = state in ("completed", "confirmed")
    found = row(
        "update payments p set state = %(state)s, failure = %(failure)s, reference = coalesce(%(reference)s, p.reference),"  # noqa: S608
        " captured_minor = case when %(settled)s then p.amount_minor else p.captured_minor end,"
        " settled_at = case when %(settled)s then %(at)s::timestamptz end, updated_at = %(at)s"
        f" where p.tenant_id = %(tenant)s and p.id = %(id)s and p.state = %(before)s returning {COLUMNS}",
        state=state,
        failure=failure,
        reference=reference,
        settled=settled,
        at=clock.now(),
        tenant=current_scope().tenant_id,
        id=payment.id,
        before=payment.state,
    )
    if found is None:
        raise Refused("stale", "This payment changed in the meantime. Reload the page and try again.", status=409)
    return PaymentRecord(*found)


def _audit(before: PaymentRecord, after: PaymentRecord, actor: str) -> None:
    audit.record(
        "payment.state", f"payment:{before.id}", actor, before={"state": before.state}, after={"state": after.state}
    )


def _clean_reference(reference: str) -> str:
    text = " ".join(reference.split())
    if len(text) > REFERENCE_LENGTH:
        raise Refused(
            "reference_too_long", "Use at most {most} characters.", most=REFERENCE_LENGTH, pointer="reference"
        )
    return text
