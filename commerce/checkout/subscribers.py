"""What the checkout does after an order: the letter that confirms it."""

from __future__ import annotations

from typing import Any
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
from portal_config.compiled import Compiled
from words import say, speaking

GUEST_PATH = "/sign-in/order/"
"""Where a guest's link leads, on the tenant's host; the rest of the address is the token."""


@on(OrderPlaced, joined=False)
def send_confirmation(event: OrderPlaced, recorded: Recorded) -> None:
    """Mail whoever placed the order. A guest's letter carries the link that lets them in; its token is bound to the address and made here, so
    that its secret stands nowhere but in the letter."""
    scope = current_scope()
    order_id = UUID(event.subject.removeprefix("order:"))
    order = row(
        "select o.number, o.title, o.contact_name, o.contact_email, o.member_id, o.currency, o.gross_minor, o.payment_state, o.payment_method,"
        " o.pipeline_hash, o.status, o.context ->> 'locale' as ordered_in, a.locale from orders o"
        " left join members m on m.tenant_id = o.tenant_id and m.id = o.member_id"
        " left join accounts a on a.tenant_id = m.tenant_id and a.id = m.account_id"
        " where o.tenant_id = %(tenant)s and o.id = %(id)s",
        tenant=scope.tenant_id,
        id=order_id,
    )
    if order is None or not order.contact_email:
        return
    # In the language that the person chose, else in the one they ordered in.
    pointer = revisions.pointer()
    known = revisions.compiled(pointer)
    language = known.spoken(order.locale or order.ordered_in)
    compiled = known if language == known.locale else revisions.compiled(pointer, language)
    with speaking(language):
        _send(event, recorded, order, compiled, language)


def _send(event: OrderPlaced, recorded: Recorded, order: Any, compiled: Compiled, language: str) -> None:
    scope = current_scope()
    if event.guest:
        secret = tokens.issue(
            "guest_order",
            order.contact_email,
            {"order": event.subject.removeprefix("order:"), "member": event.member},
            tokens.GUEST_ORDER,
        )
        button = {
            "label": say("See your order"),
            "url": f"{scope.origin}{GUEST_PATH}{secret}",
            "aside": say("The link signs you in. It works once, for 30 days."),
        }
    else:
        button = {"label": say("See your order"), "url": f"{scope.origin}/orders/{order.number}"}
    facts = [(say("Order"), order.number), (say("Service"), order.title)]
    if order.gross_minor:
        facts.append((say("Net total"), money(order.gross_minor, order.currency, language)))
    method = compiled.payment_methods.get(order.payment_method)
    if method is not None:
        facts.append((say("Payment"), method.label))
    paragraphs = [say("We have received your order {number}: {title}.", number=order.number, title=order.title)]
    if order.payment_state == "unpaid" and method is not None and method.type == "gateway":
        paragraphs.append(say("We begin as soon as it is paid."))
    if order.payment_state == "unpaid" and method is not None and method.type == "bank_transfer":
        paragraphs.append(
            how_to_pay(
                compiled,
                method,
                number=order.number,
                title=order.title,
                minor=order.gross_minor,
                currency=order.currency,
                locale=language,
            )
        )
    mail.send(
        to=order.contact_email,
        to_name=order.contact_name,
        template="notice",
        subject=say("Your order {number}", number=order.number),
        context={
            "eyebrow": f"{order.number} · {order.title}",
            "title": say("Thank you for your order"),
            "paragraphs": paragraphs,
            "facts": facts,
            "button": button,
            "steps": line_of(thaw_pipeline(frozen_texts({order.pipeline_hash})[order.pipeline_hash]), order.status),
            "reason": say("Answer in the portal: mail to this address is not read."),
            "closing": say("Tax is added where due.") if order.gross_minor else "",
        },
        key=f"order.placed:{recorded.id}",
        brand=mail.brand_of(compiled),
    )
