"""What the checkout page of one service shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask import render_template, url_for
from markupsafe import Markup

from commerce.catalog.policies import reads_prices
from commerce.catalog.queries import Offer
from commerce.payments.queries import available_methods
from commerce.pricing import quote
from form_schemas import FormContext
from form_schemas.submission import can_be_asked, parse, start, without
from form_schemas.view import FieldView, page_views
from foundation import clock
from foundation.errors import Refused
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled, Form, PaymentMethod, Service
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import Portal, draw
from storefront.checkout.faults import Faults
from storefront.checkout.typed import Typed, legal_field, terms, told_already
from storefront.shop.cards import checkout_url

NOTHING_WRONG = Faults((), {}, {})
LONGEST_SHOWN = 7
"""Digits of the largest quantity that can be ordered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to pay as a card."""

    value: str
    label: str
    hint: str


def form_of(compiled: Compiled, service: Service) -> Form | None:
    """The seller's questions for a service, or None."""
    return compiled.forms.get(service.form) if service.form else None


def form_context(here: Portal) -> FormContext:
    """The moment, the language and where legal texts can be read."""
    compiled = here.compiled
    links = {text.id: url for text in compiled.legal.values() if (url := _legal_url(compiled, text.page))}
    return FormContext(
        now=clock.now(), today=here.formats.today, locale=here.formats.locale, legal=compiled.legal, legal_links=links
    )


def methods_of(compiled: Compiled, service: Service) -> tuple[PaymentMethod, ...]:
    """The ways this service can be paid in this tenant; none for what costs nothing."""
    return available_methods(compiled, service.collect) if costs(service) else ()


def costs(service: Service) -> bool:
    """True where money is asked."""
    return service.price is not None and service.price.minor > 0


def blocked(here: Portal, offer: Offer) -> str:
    """Why it cannot be ordered now, or nothing."""
    if offer.reason is not None:
        return offer.reason.message
    if costs(offer.service) and not methods_of(here.compiled, offer.service):
        return "There is no way to pay for this service online at the moment. Contact us and we will help."
    return ""


def checkout_page(here: Portal, offer: Offer, typed: Typed, wrong: Faults = NOTHING_WRONG) -> str:
    """The page with what was typed so far and what is wrong with it."""
    service, compiled, guest = offer.service, here.compiled, here.viewer.is_guest
    form = form_of(compiled, service)
    context = form_context(here)
    methods = methods_of(compiled, service)
    why_not = blocked(here, offer)
    priced = reads_prices(here.viewer) and service.price is not None
    own_po = any(field.type == "po_number" and can_be_asked(field) for field in form.every) if form else False
    url = checkout_url(service.slug)
    return draw(
        "checkout.html",
        form.title if form else service.name,
        current=_current(here),
        service=service,
        catalogue_url=url_for("shop.catalogue"),
        action_url=url,
        key=typed.key,
        pages=[]
        if why_not or form is None
        else _pages(_unasked_left_out(form) if guest else form, typed, wrong, context),
        quantity=_quantity(service, typed),
        quantity_name=service.quantity.field or ("" if _fixed(service) else "quantity"),
        price=_price(service) if priced else None,
        price_seen=_seen(service) if reads_prices(here.viewer) else None,
        **_summary(
            service,
            _asked(service, form, typed, context),
            shown=reads_prices(here.viewer),
            currency=compiled.currency,
        ),
        po="off" if own_po else service.po_number,
        methods=[_choice(method) for method in methods],
        legal=[
            (legal_field(text), text.title, _legal_url(compiled, text.page), text.version) for text in terms(compiled)
        ],
        guest={"sign_in_url": url_for("account.sign_in", next=url)} if guest else None,
        values=_values(typed, compiled),
        errors=dict(wrong.fields),
        error_list=wrong.listed,
        blocked=why_not,
        submit_label=_submit_label(service, methods),
        note=_note(service, methods),
    )


def _unasked_left_out(form: Form) -> Form:
    """The form without what a guest says in the contact block: nobody is asked for an address twice."""
    return without(form, tuple(told_already(form, name="", email="")))


def _pages(form: Form, typed: Typed, wrong: Faults, context: FormContext) -> list[dict[str, Any]]:
    held = {**start(form, context), **typed.answers}
    worked = parse(form, held, context)
    return [
        {"title": page.title, "html": _questions(page_views(page, held, worked, wrong.answers))}
        for page in form.pages
        if page.id in worked.pages
    ]


def _questions(views: Sequence[FieldView]) -> Markup:
    html = render_template("parts/questions.html", views=views)
    return Markup(html)  # noqa: S704 - rendered with autoescape just above


def _fixed(service: Service) -> bool:
    return service.quantity.field is None and service.quantity.maximum == service.quantity.minimum


def _quantity(service: Service, typed: Typed) -> dict[str, Any] | None:
    rule = service.quantity
    if rule.field is not None or _fixed(service):
        return None
    bounds = [f"At least {rule.minimum}" if rule.minimum > 1 else ""]
    bounds.append(f"at most {rule.maximum}" if rule.maximum is not None else "")
    bounds.append(f"in steps of {rule.step}" if rule.step > 1 else "")
    hint = ", ".join(bound for bound in bounds if bound)
    unit = service.price.unit if service.price else None
    return {
        "name": "quantity",
        "label": f"How many (each is one {unit})?" if unit else "How many?",
        "value": typed.quantity,
        "minimum": rule.minimum,
        "maximum": rule.maximum,
        "step": rule.step,
        "hint": f"{hint[0].upper()}{hint[1:]}." if hint else "",
    }


def _price(service: Service) -> dict[str, Any]:
    price = service.price
    assert price is not None
    return {
        "currency": price.currency,
        "unit": price.unit,
        "minor": price.minor,
        "digits": get_currency_precision(price.currency),
    }


def _seen(service: Service) -> str:
    """What the form sends back, so that an order is refused whose price is another one by then."""
    return service.price.frozen.hash if service.price else ""


def _asked(service: Service, form: Form | None, typed: Typed, context: FormContext) -> Decimal:
    """The quantity the summary reckons with: what was typed or proposed where that is a number, else the least."""
    rule = service.quantity
    text = typed.quantity
    if rule.field is not None:
        proposed = start(form, context).get(rule.field, ()) if form else ()
        text = next(iter(typed.answers.get(rule.field, proposed)), "")
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_SHOWN and int(text) > 0:
        return Decimal(int(text))
    return Decimal(rule.minimum)


def _summary(service: Service, quantity: Decimal, *, shown: bool, currency: str) -> dict[str, Any]:
    """The lines of the order with their sum in minor units; nothing of it for somebody who does not read prices."""
    if not shown:
        return {"lines": [], "net_minor": None}
    currency = service.price.currency if service.price else currency
    try:
        net = quote(service.price, quantity, currency).net_minor
    except Refused:
        # More than can be reckoned; the order itself would be refused with the same words.
        quantity = Decimal(service.quantity.minimum)
        net = quote(service.price, quantity, currency).net_minor
    line = {"label": service.name, "detail": "", "quantity": int(quantity), "net_minor": net}
    return {"lines": [line], "net_minor": net}


def _values(typed: Typed, compiled: Compiled) -> dict[str, Any]:
    return {
        "po_number": typed.po_number,
        "method": typed.method,
        "name": typed.name,
        "company": typed.company,
        "email": typed.email,
        **{legal_field(text): typed.accepted.get(text.id) == text.version for text in terms(compiled)},
    }


def _choice(method: PaymentMethod) -> Choice:
    if method.type == "bank_transfer":
        hint = "We tell you where to send it after you order."
    elif current_scope().test_money:
        hint = "A test: no money moves."
    else:
        hint = method.instructions
    return Choice(method.id, method.label, hint)


def _submit_label(service: Service, methods: tuple[PaymentMethod, ...]) -> str:
    if not costs(service):
        return "Order for free"
    if all(method.type == "gateway" for method in methods):
        return "Order and pay"
    return "Place order"


def _note(service: Service, methods: tuple[PaymentMethod, ...]) -> str:
    kinds = {method.type for method in methods}
    if not costs(service):
        return "It costs nothing and binds you to nothing."
    if kinds == {"gateway"}:
        return "You pay on the next page."
    return "If you pay online, that is the next page." if "gateway" in kinds else ""


def _legal_url(compiled: Compiled, page_id: str | None) -> str:
    page = compiled.pages.get(page_id or "")
    return url_for("pages.public_page", slug=page.slug) if page and page.public else ""


def _current(here: Portal) -> str:
    if here.viewer.is_guest:
        return "/services"
    return next((tab.id for tab in visible_tabs(here.compiled, here.viewer) if tab.type == "storefront"), "")
