"""Paying an order: the page of the test gateway, and the way to it from an order."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.checkout import confirmation
from commerce.orders import policies as order_policies
from commerce.orders.queries import access_order
from commerce.payments import actions, capability
from commerce.payments.queries import PaymentPage, latest_payment, payment_by_capability
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import Viewer
from foundation.web.notices import tell
from foundation.web.routes import SIGNED_IN, needs
from runtime.pages.portal import draw, portal
from words import say, unsaid

payment = Blueprint("payment", __name__)

PAY = "/pay/<token>"
OVER = {
    "void": unsaid("This order was cancelled. There is nothing to pay any more."),
    "invalid": unsaid("This payment is not valid any more. Open the order to pay it."),
    "rejected": unsaid("This payment was not received. Open the order to pay it."),
}


@payment.get(PAY)
@needs("public")
def pay_page(token: str) -> ResponseReturnValue:
    """What is to be paid. It says number, title and amount of the order and nothing else: whoever has the link can see it."""
    g.noindex = True
    here = portal()
    page = _page(token)
    if page.payment.settled or page.payment.gateway != "test":
        return redirect(_after(here.viewer, page), 303)
    if not here.scope.test_money:
        raise _off()
    return draw(
        "pay.html",
        say("Pay {amount}", amount=page.number),
        order={"number": page.number, "title": page.title},
        amount_minor=page.payment.amount_minor,
        currency=page.payment.currency,
        action_url=_pay_url(token),
        reference=page.payment.reference,
        declined=page.payment.state == "failed",
        back_url=_order_url(here.viewer, page.number),
        done=say(OVER[page.payment.state]) if page.payment.state in OVER else "",
    )


@payment.post(PAY)
@needs("public")
def answer(token: str) -> ResponseReturnValue:
    """Pay, decline, or try again after a decline."""
    viewer = portal().viewer
    page = _page(token)
    outcome = request.form.get("outcome", "")
    if outcome == "retry":
        if page.payment.settled:
            return redirect(_after(viewer, page), 303)
        return redirect(_pay_url(actions.restart_payment(token).capability), 303)
    if outcome not in ("pay", "decline"):
        raise Refused("bad_outcome", "Choose pay or decline.", pointer="outcome")
    if not page.payment.waiting and not page.payment.settled:
        # Pressed on a page that was left open: the attempt is over, and its page says so.
        return redirect(_pay_url(token), 303)
    settled = actions.settle_test_payment(page.payment.id, cast(actions.Outcome, outcome), viewer=viewer)
    if not settled.settled:
        return redirect(_pay_url(token), 303)
    tell(say("Paid. Thank you, {number} is on its way.", number=page.number))
    return redirect(_after(viewer, page), 303)


@payment.get("/orders/<number>/payment")
@needs(SIGNED_IN)
def to_payment(number: str) -> ResponseReturnValue:
    """From an order to the page of its present payment. Nothing is written: a new attempt begins there, with a button."""
    viewer = portal().viewer
    order = access_order(viewer, number)
    if not order_policies.may_pay(viewer, order.member_id):
        raise Forbidden("Your role does not allow paying this order.")
    present = latest_payment(order)
    if present is None or present.gateway != "test":
        return redirect(url_for("orders.order", number=number))
    return redirect(_pay_url(capability.sign(present.id)))


@payment.post("/orders/<number>/payment")
@needs(SIGNED_IN)
def start(number: str) -> ResponseReturnValue:
    """Begin to pay an order, or begin anew after a decline."""
    started = actions.start_payment(portal().viewer, number, compiled=portal().compiled)
    if started.gateway != "test":
        return redirect(url_for("orders.order", number=number), 303)
    return redirect(_pay_url(started.capability), 303)


def _page(token: str) -> PaymentPage:
    try:
        return payment_by_capability(token)
    except NotFound as missing:
        # A code of its own, so that the page tells how to get a new link.
        raise Refused("payment_link_over", missing.message, status=404) from None


def _pay_url(token: str) -> str:
    return url_for("checkout.payment.pay_page", token=token)


def _order_url(viewer: Viewer, number: str) -> str | None:
    """The order's page for somebody who may open it."""
    try:
        access_order(viewer, number)
    except NotFound:
        return None
    return url_for("orders.order", number=number)


def _after(viewer: Viewer, page: PaymentPage) -> str:
    thanks = confirmation.sign(page.payment.order_id)
    return _order_url(viewer, page.number) or url_for("checkout.thanks", token=thanks)


def _off() -> Refused:
    return Refused("test_gateway_off", "Test payments work in a sandbox only.", status=403)
