"""Ordering one service, paying for it, and the link a guest gets by mail."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.catalog.queries import Offer, offer
from commerce.checkout.actions import open_guest_link, place_order
from commerce.checkout.confirmation import confirmation
from commerce.checkout.request import PlacedOrder
from commerce.checkout.subscribers import GUEST_PATH
from commerce.orders import policies as order_policies
from foundation.db import db
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity import limits, tokens
from foundation.identity.addresses import clean_address
from foundation.web.guards import wants_json
from foundation.web.notices import tell
from foundation.web.routes import needs
from runtime.account.views import address, let_in
from runtime.pages.portal import Portal, draw, portal
from storefront.checkout.faults import faults
from storefront.checkout.page import checkout_page, form_context, form_of, methods_of
from storefront.checkout.payment import payment
from storefront.checkout.thanks import thanks_page
from storefront.checkout.typed import fresh, posted

checkout = Blueprint("checkout", __name__)
checkout.register_blueprint(payment)

CHECKOUT = "/services/<slug>"
NO_PERMISSION = "role"


@checkout.get(CHECKOUT)
@needs("public")
def service(slug: str) -> ResponseReturnValue:
    """The page one service is ordered on. What the viewer is not shown is not there."""
    here = portal()
    found = _offer(here, slug)
    methods = methods_of(here.compiled, found.service)
    form = form_of(here.compiled, found.service)
    method = methods[0].id if methods else ""
    viewer = here.viewer
    return checkout_page(here, found, fresh(found.service, form, method=method, name=viewer.name, email=viewer.email))


TRAP = "fax"
"""A field nobody sees (honeypot): whoever fills it in is a program."""


@checkout.post(CHECKOUT)
@needs("public")
def order(slug: str) -> ResponseReturnValue:
    """Place the order. Sent twice, it is placed once."""
    here = portal()
    known = here.compiled.service(slug)
    if known is None:
        raise NotFound()
    guest = here.viewer.is_guest
    if guest:
        if request.form.get(TRAP):
            raise Refused(
                "looks_automatic", "This was filled in by a program. Load the page again and send it yourself."
            )
        limits.spend("guest_order", limits.network(address()), limits.GUEST_ORDER_PER_ADDRESS)
    form = form_of(here.compiled, known)
    typed = posted(here.compiled, known, form, guest=guest)
    try:
        if guest:
            # Every order sends a letter to an address that nobody has proven.
            recipient = clean_address(typed.email, pointer="guest.email")
            limits.spend("guest_recipient", recipient, limits.GUEST_ORDER_PER_RECIPIENT)
        placed = place_order(here.viewer, typed.order(known, guest=guest), compiled=here.compiled, pointer=here.pointer)
    except Refused as refused:
        if refused.status not in (409, 422) or not typed.key or wants_json():
            raise
        # What the action wrote before it refused is undone; the page is drawn in a transaction of its own.
        db.session.rollback()
        found = _offer(here, slug)
        wrong = faults(refused, here.compiled, known, form, typed, form_context(here), guest=guest)
        if refused.pointer == "idempotency_key":
            typed = typed.with_fresh_key()
        return checkout_page(here, found, typed, wrong), refused.status
    return _onwards(here, placed)


@checkout.get("/checkout/thanks/<token>")
@needs("public")
def thanks(token: str) -> ResponseReturnValue:
    """An order was placed: what follows now."""
    g.noindex = True
    return thanks_page(portal(), confirmation(token))


@checkout.get(f"{GUEST_PATH}<token>")
@needs("public")
def guest_link(token: str) -> ResponseReturnValue:
    """A button, because mail scanners open links too."""
    g.noindex = True
    opened = tokens.peek("guest_order", token)
    confirm = url_for("checkout.open_link", token=token)
    return draw("guest_link.html", "See your order", email=opened.subject, confirm_url=confirm)


@checkout.post(f"{GUEST_PATH}<token>")
@needs("public")
def open_link(token: str) -> ResponseReturnValue:
    """The address is proven: sign the person in and show the order."""
    arrived = open_guest_link(token)
    return let_in(arrived.account_id, arrived.member_id, url_for("orders.order", number=arrived.number))


def _offer(here: Portal, slug: str) -> Offer:
    """The service as the viewer may order it. Raises NotFound, Forbidden for a member whose role does not order."""
    found = offer(here.compiled, here.viewer, slug)
    if found.reason is not None and found.reason.code == NO_PERMISSION:
        raise Forbidden(found.reason.message)
    return found


def _onwards(here: Portal, placed: PlacedOrder) -> ResponseReturnValue:
    if placed.payment_capability is not None:
        return redirect(url_for("checkout.payment.pay_page", token=placed.payment_capability), 303)
    if reads_orders(here):
        tell(f"Thank you. Your order has the number {placed.number}.")
        return redirect(url_for("orders.order", number=placed.number), 303)
    return redirect(url_for("checkout.thanks", token=placed.confirmation), 303)


def reads_orders(here: Portal) -> bool:
    """True for somebody who is shown what they ordered."""
    try:
        order_policies.reach(here.viewer)
    except NotFound:
        return False
    return True
