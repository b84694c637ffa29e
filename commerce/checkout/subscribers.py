"""What the checkout does after an order: the letter that confirms it."""

from __future__ import annotations

from uuid import UUID

from commerce.orders.events import OrderPlaced
from commerce.orders.frozen import frozen_texts
from commerce.orders.told import line_of
from commerce.payments.instructions import how_to_pay
from foundation import mail, revisions
from foundation.db import row
from foundation.events import on
from foundation.events.record import Recorded
from foundation.formats import money
from foundation.identity import tokens
from foundation.tenancy import current_scope
from portal_config import thaw_pipeline

GUEST_PATH = "/sign-in/order/"
"""Where a guest's link leads, on the tenant's host; the rest of the address is the token."""


@on(OrderPlaced, joined=False)
def send_confirmation(event: OrderPlaced, recorded: Recorded) -> None:
    """Mail whoever placed the order. A guest's letter carries the link that lets them in; its token is bound to the address and made here, so
    that its secret stands nowhere but in the letter."""
    scope = current_scope()
    order_id = UUID(event.subject.removeprefix("order:"))
    order = row(
        "select number, title, contact_name, contact_email, member_id, currency, gross_minor, payment_state, payment_method, pipeline_hash, status"
        " from orders where tenant_id = %(tenant)s and id = %(id)s",
        tenant=scope.tenant_id,
        id=order_id,
    )
    if order is None or not order.contact_email:
        return
    compiled = revisions.compiled(revisions.pointer())
    if event.guest:
        secret = tokens.issue(
            "guest_order",
            order.contact_email,
            {"order": str(order_id), "member": event.member},
            tokens.GUEST_ORDER,
        )
        button = {
            "label": "See your order",
            "url": f"{scope.origin}{GUEST_PATH}{secret}",
            "aside": "The link signs you in. It works once, for 30 days.",
        }
    else:
        button = {"label": "See your order", "url": f"{scope.origin}/orders/{order.number}"}
    facts = [("Order", order.number), ("Service", order.title)]
    if order.gross_minor:
        facts.append(("Net total", money(order.gross_minor, order.currency, compiled.locale)))
    method = compiled.payment_methods.get(order.payment_method)
    if method is not None:
        facts.append(("Payment", method.label))
    paragraphs = [f"We have received your order {order.number}: {order.title}."]
    if order.payment_state == "unpaid" and method is not None and method.type == "gateway":
        paragraphs.append("We begin as soon as it is paid.")
    if order.payment_state == "unpaid" and method is not None and method.type == "bank_transfer":
        paragraphs.append(
            how_to_pay(
                compiled,
                method,
                number=order.number,
                title=order.title,
                minor=order.gross_minor,
                currency=order.currency,
                locale=compiled.locale,
            )
        )
    mail.send(
        to=order.contact_email,
        to_name=order.contact_name,
        template="notice",
        subject=f"Your order {order.number}",
        context={
            "eyebrow": f"{order.number} · {order.title}",
            "title": "Thank you for your order",
            "paragraphs": paragraphs,
            "facts": facts,
            "button": button,
            "steps": line_of(thaw_pipeline(frozen_texts({order.pipeline_hash})[order.pipeline_hash]), order.status),
            "reason": "Answer in the portal: mail to this address is not read.",
            "closing": "Tax is added where due." if order.gross_minor else "",
        },
        key=f"order.placed:{recorded.id}",
        brand=mail.brand_of(compiled),
    )
