"""Ordering one service, paying for it, and the link a guest gets by mail."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commerce.catalog.policies import reads_prices
from commerce.catalog.queries import Offer, offer
from commerce.checkout import drafts
from commerce.checkout.actions import open_guest_link, place_order
from commerce.checkout.confirmation import confirmation
from commerce.checkout.prices import allowed, price_digest
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
from portal_config.compiled import Form, Service
from runtime.account.views import address, let_in
from runtime.pages.passes import in_studio
from runtime.pages.portal import Portal, draw, portal
from storefront.checkout.alone import form_alone
from storefront.checkout.faults import Faults, faults, faults_of
from storefront.checkout.page import (
    NOTHING_WRONG,
    Kept,
    asked_of,
    checkout_page,
    form_context,
    form_of,
    methods_of,
    typed_of,
    work_out,
)
from storefront.checkout.payment import payment
from storefront.checkout.sent import sent_files
from storefront.checkout.steps import (
    LAST,
    at,
    beside,
    errors_of,
    first_wrong,
    lost,
    page_of,
    stepwise,
    unseen,
    with_rows,
)
from storefront.checkout.summary import summary
from storefront.checkout.thanks import thanks_page
from storefront.checkout.typed import KEPT_FIELD, STEP_FIELD, Typed, drafted, fresh, posted
from words import say
from workspace.files.answers import files_of_form
from workspace.files.budgets import allowance

checkout = Blueprint("checkout", __name__)
checkout.register_blueprint(payment)

CHECKOUT = "/services/<slug>"
NO_PERMISSION = "role"


@checkout.get(CHECKOUT)
@needs("public")
def service(slug: str) -> ResponseReturnValue:
    """The page one service is ordered on, with what was kept of it. What the viewer is not shown is not there."""
    here = portal()
    found = _offer(here, slug)
    draft = drafts.find(_owner(here), found.service.id)
    typed, kept = _begun(here, found.service, draft)
    step = (request.args.get("step") or draft.step) if draft else ""
    if "step" in request.args and kept and not kept.lost and not kept.repriced:
        # On the way through its own steps nobody needs to be told.
        kept = None
    if "check" in request.args:
        return checkout_page(here, found, typed, _wrong_at(here, found.service, typed, step), step=step, kept=kept)
    return checkout_page(here, found, typed, step=step, kept=kept)


def _wrong_at(here: Portal, known: Service, typed: Typed, step: str) -> Faults:
    """What is wrong with the answers of a step."""
    form = asked_of(here, form_of(here.compiled, known))
    worked = work_out(form, typed, form_context(here))
    errors = errors_of(page_of(form, step), worked.errors) if worked else ()
    return faults_of(errors, form, {}) if form and errors else NOTHING_WRONG


@checkout.get("/forms/<form_id>")
@needs("public")
def form_by_itself(form_id: str) -> ResponseReturnValue:
    """What the studio's canvas shows of a form as a whole; nobody else finds it."""
    here = portal()
    form = here.compiled.forms.get(form_id)
    if form is None or not in_studio():
        raise NotFound()
    return form_alone(here, form)


@checkout.post(f"{CHECKOUT}/price")
@needs("public")
def price(slug: str) -> ResponseReturnValue:
    """What the order comes to with what is typed now, as the summary draws it, and which add-ons go with it. Nothing is written."""
    here = portal()
    found = _offer(here, slug)
    if here.viewer.is_guest:
        limits.spend("price", limits.network(address()), PRICES_PER_ADDRESS)
    form = form_of(here.compiled, found.service)
    draft = drafts.find(_owner(here), found.service.id) if stepwise(form) else None
    typed = _typed(here, found.service, form, draft)
    context = form_context(here)
    worked = work_out(form, typed, context)
    told: dict[str, Any] = {"addons": sorted(allowed(found.service, worked, context)), "html": "", "bar": ""}
    if worked is not None:
        told |= {"shown": sorted(worked.shown), "required": sorted(worked.required)}
    if reads_prices(here.viewer):
        sum_ = summary(here.compiled, found.service, typed_of(found.service, form, typed, context), worked, context)
        told |= {
            "html": render_template("parts/summary.html", sum=sum_, service=found.service, formats=here.formats),
            "bar": render_template("parts/summary_bar.html", sum=sum_, formats=here.formats),
        }
    return told


PRICES_PER_ADDRESS = 600
DRAFTS_PER_ADDRESS = 200
"""Of guests, in a quarter of an hour."""

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
    do = request.form.get("_do", "")
    if do:
        return _stepped(here, known, do)
    form = form_of(here.compiled, known)
    # The last step carries all of it, so that the order sent twice is the same one although its draft is gone.
    typed = _typed(here, known, form, None)
    try:
        if guest:
            # Every order sends a letter to an address that nobody has proven.
            recipient = clean_address(typed.email, pointer="guest.email")
            limits.spend("guest_recipient", recipient, limits.GUEST_ORDER_PER_RECIPIENT)
        placed = place_order(
            here.viewer,
            typed.order(known, guest=guest),
            compiled=here.compiled,
            pointer=here.pointer,
            file=files_of_form(here.viewer),
        )
        if stepwise(form) or request.form.get(KEPT_FIELD):
            drafts.forget(_owner(here), known.id)
    except Refused as refused:
        if refused.status not in (409, 422) or not typed.key or wants_json():
            raise
        # What the action wrote before it refused is undone; the page is drawn in a transaction of its own.
        db.session.rollback()
        found = _offer(here, slug)
        wrong = faults(refused, here.compiled, known, form, typed, form_context(here), guest=guest)
        if refused.pointer == "idempotency_key":
            typed = typed.with_fresh_key()
        step = first_wrong(form, wrong.answers) if form is not None and stepwise(form) else None
        owner = _owner(here)
        if step is not None and owner is not None:
            # An earlier step has something wrong: it is shown there, and nothing typed since is lost.
            drafts.keep(owner, known.id, step=step, content=typed.kept(form, known))
            return redirect(url_for("checkout.service", slug=slug, step=step, check=1), 303)
        return checkout_page(here, found, typed, wrong, step=LAST), refused.status
    return _onwards(here, placed)


def _owner(here: Portal) -> str | None:
    return drafts.owner_of(here.viewer)


def _begun(here: Portal, known: Service, draft: drafts.Draft | None) -> tuple[Typed, Kept | None]:
    """What stands in the page before anything is sent: a draft, or what is known of the person."""
    form = form_of(here.compiled, known)
    methods = methods_of(here.compiled, known)
    method = methods[0].id if methods else ""
    if draft is None:
        return fresh(known, form, method=method, name=here.viewer.name, email=here.viewer.email), None
    repriced = draft.content.get("price") not in (None, price_digest(known))
    kept = Kept(draft.updated_at, tuple(lost(form, draft.content)), repriced)
    return drafted(known, form, draft.content, method=method), kept


def _typed(here: Portal, known: Service, form: Form | None, draft: drafts.Draft | None) -> Typed:
    """What was sent, together with what was kept of the steps before."""
    guest = here.viewer.is_guest
    sent = sent_files(here.viewer, form, allowance(here.compiled, address()) if guest else None)
    if not stepwise(form):
        return posted(here.compiled, known, form, None, None, guest=guest).with_files(sent)
    before, _ = _begun(here, known, draft)
    step = request.form.get(STEP_FIELD, "")
    return posted(here.compiled, known, form, before, step, guest=guest).with_files(sent)


def _stepped(here: Portal, known: Service, do: str) -> ResponseReturnValue:
    """A button of the page that does not order: to another step, rows, kept for later, begun anew. What was typed is kept."""
    owner = _owner(here)
    if owner is None:
        raise Refused("no_draft", "Nothing can be kept here. Order from the portal itself.")
    if here.viewer.is_guest:
        limits.spend("draft", limits.network(address()), DRAFTS_PER_ADDRESS)
    back = url_for("checkout.service", slug=known.slug)
    if do == "clear":
        drafts.forget(owner, known.id)
        return redirect(back, 303)
    found = _offer(here, known.slug)
    form = form_of(here.compiled, known)
    typed = _typed(here, known, form, drafts.find(owner, known.id) if stepwise(form) else None)
    context = form_context(here)
    asked = asked_of(here, form)
    worked = work_out(asked, typed, context)
    step = request.form.get(STEP_FIELD, "")
    anchor = ""
    if form and worked:
        page = page_of(form, step)
        if do == "next":
            errors = errors_of(page, worked.errors)
            if errors or (known.packages and worked.pages[:1] == (step,) and known.package(typed.package) is None):
                wrong = faults_of(
                    errors,
                    form,
                    {} if known.package(typed.package) or not known.packages else {"package": say("Choose a package.")},
                )
                if any(request.files.getlist(name) for name in request.files):
                    # Files that came along stay, and the fault is told on the page that follows.
                    drafts.keep(owner, known.id, step=step, content=typed.kept(form, known))
                    return redirect(url_for("checkout.service", slug=known.slug, step=step, check=1), 303)
                return checkout_page(here, found, typed, wrong, step=step), 422
            if unseen(page, worked, request.form.get("_seen")):
                return checkout_page(here, found, typed, step=step, more=True)
            step = beside(worked, step, 1)
        elif do == "back":
            step = beside(worked, step, -1)
        elif do.startswith("to:"):
            step = at(worked, do.removeprefix("to:"))
        else:
            typed, anchor = with_rows(form, typed, do, worked)
    drafts.keep(owner, known.id, step=step, content=typed.kept(form, known))
    if do == "save":
        if wants_json():
            return "", 204
        tell(say("Kept for later. You find “{service}” under what you have begun.", service=known.name))
        return redirect(url_for("shop.catalogue"), 303)
    return redirect(url_for("checkout.service", slug=known.slug, step=step or None, _anchor=anchor or None), 303)


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
    return draw("guest_link.html", say("See your order"), email=opened.subject, confirm_url=confirm)


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
        tell(say("Thank you. Your order has the number {number}.", number=placed.number))
        return redirect(url_for("orders.order", number=placed.number), 303)
    return redirect(url_for("checkout.thanks", token=placed.confirmation), 303)


def reads_orders(here: Portal) -> bool:
    """True for somebody who is shown what they ordered."""
    try:
        order_policies.reach(here.viewer)
    except NotFound:
        return False
    return True
