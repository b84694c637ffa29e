"""What the checkout page of one service shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from commerce.catalog.policies import reads_prices
from commerce.catalog.queries import Offer
from commerce.checkout.context import form_context as context_of
from commerce.checkout.prices import allowed, price_digest
from commerce.payments.queries import available_methods
from commerce.pricing import costs
from form_schemas import FormContext
from form_schemas.rules import rules_for
from form_schemas.submission import Submission, can_be_asked, parse, shown, start, without
from form_schemas.view import FieldView, page_views
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled, Form, FormPage, PaymentMethod, Service
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import Portal, draw
from storefront.checkout.extras import addon_cards, package_cards, table_rows
from storefront.checkout.faults import Faults
from storefront.checkout.steps import LAST, at, page_of, steps_of, stepwise
from storefront.checkout.summary import summary
from storefront.checkout.typed import Typed, legal_field, terms, told_already
from storefront.shop.cards import checkout_url, when
from words import say
from workspace.files.answers import files_of_form
from workspace.files.budgets import QUESTIONS
from workspace.files.policies import may_answer

NOTHING_WRONG = Faults((), {}, {})


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to pay as a card."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The draft the page continues: when it was kept, the words of questions that are gone, and whether prices have changed since."""

    at: datetime
    lost: tuple[str, ...] = ()
    repriced: bool = False


def form_of(compiled: Compiled, service: Service) -> Form | None:
    """The seller's questions for a service, or None."""
    return compiled.forms.get(service.form) if service.form else None


def form_context(here: Portal) -> FormContext:
    """The moment, the person, the language and where legal texts can be read."""
    compiled = here.compiled
    links = {text.id: url for text in compiled.legal.values() if (url := _legal_url(compiled, text.page))}
    pictures = {asset.id: url_for("pages.picture", name=asset.path) for asset in compiled.assets.values()}
    sends = {"upload": url_for("files.begin")} if may_answer(here.viewer) else {}
    return replace(
        context_of(compiled, here.viewer, here.formats.locale),
        legal_links=links,
        pictures=pictures,
        query=request.args.to_dict(),
        file=files_of_form(here.viewer),
        links=sends,
    )


def methods_of(compiled: Compiled, service: Service) -> tuple[PaymentMethod, ...]:
    """The ways this service can be paid in this tenant; none for what costs nothing."""
    return available_methods(compiled, service.collect) if costs(service) else ()


def blocked(here: Portal, offer: Offer) -> str:
    """Why it cannot be ordered now, or nothing."""
    if offer.reason is not None:
        return offer.reason.message
    if costs(offer.service) and not methods_of(here.compiled, offer.service):
        return say("There is no way to pay for this service online at the moment. Contact us and we will help.")
    return ""


def asked_of(here: Portal, form: Form | None) -> Form | None:
    """The form without what a guest says in the contact block: nobody is asked for an address twice."""
    if form is None or not here.viewer.is_guest:
        return form
    return without(form, tuple(told_already(form, name="", email="")))


def work_out(form: Form | None, typed: Typed, context: FormContext) -> Submission | None:
    """The form with what was typed, and with its defaults where nothing was."""
    return parse(form, held_by(form, typed, context), context) if form else None


def held_by(form: Form, typed: Typed, context: FormContext) -> dict[str, Any]:
    """What the controls hold."""
    return {**start(form, context), **typed.answers}


def checkout_page(
    here: Portal,
    offer: Offer,
    typed: Typed,
    wrong: Faults = NOTHING_WRONG,
    *,
    step: str = "",
    kept: Kept | None = None,
    more: bool = False,
) -> str:
    """The page with what was typed so far and what is wrong with it. ``step``: the one to show, of a form that is answered page by page; ``more``: questions
    have appeared that the person has not seen."""
    service, compiled, guest = offer.service, here.compiled, here.viewer.is_guest
    context = form_context(here)
    form = asked_of(here, form_of(compiled, service))
    why_not = blocked(here, offer)
    worked = work_out(form, typed, context)
    current = at(worked, step) if form and worked and stepwise(form) else ""
    last = current in ("", LAST)
    methods = methods_of(compiled, service)
    prices = reads_prices(here.viewer)
    url = checkout_url(service.slug)
    first = worked is None or not worked.pages or current in ("", worked.pages[0])
    return draw(
        "checkout.html",
        form.title if form else service.name,
        current=_current(here),
        service=service,
        catalogue_url=url_for("shop.catalogue"),
        action_url=url,
        key=typed.key,
        step=current,
        steps=steps_of(form, worked, current) if current and form and worked else [],
        last=last,
        kept=kept,
        kept_at=when(here.formats, kept.at) if kept else "",
        more=more,
        seen=" ".join(sorted(worked.shown)) if current and worked else "",
        sends_files=any(each.type in QUESTIONS for each in form.every) if form else False,
        keeps=here.viewer.kind == "member" and not why_not,
        pages=[] if why_not or not form or not worked else _pages(form, current, typed, worked, wrong, context),
        rules=rules_of(form, current, worked, context) if form and worked and not why_not else "",
        carried=_carried(typed, service) if current == LAST else [],
        review=_review(form, worked, here.formats.locale) if form and worked and current == LAST else [],
        quantity=_quantity(service, typed) if first else None,
        quantity_name=service.quantity.field or ("" if _fixed(service) else "quantity"),
        packages=package_cards(service, typed, here.formats, prices=prices) if first else [],
        addons=addon_cards(service, typed, allowed(service, worked, context), here.formats, prices=prices)
        if last
        else [],
        table=table_rows(service.price, here.formats) if prices and first else [],
        table_unit=service.price.unit if service.price else "",
        price_seen=price_digest(service) if prices else None,
        price_url=url_for("checkout.price", slug=service.slug),
        prices_shown=prices,
        sum=summary(compiled, service, typed_of(service, form, typed, context), worked, context) if prices else None,
        po="off" if _own_po(form) else service.po_number,
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


def typed_of(service: Service, form: Form | None, typed: Typed, context: FormContext) -> Typed:
    """What was typed, with the form's own proposal for a quantity that nobody has touched."""
    rule = service.quantity
    if form is None or rule.field is None or rule.field in typed.answers:
        return typed
    proposed = start(form, context).get(rule.field, ())
    return replace(typed, answers={**typed.answers, rule.field: list(proposed)})


def _own_po(form: Form | None) -> bool:
    return any(field.type == "po_number" and can_be_asked(field) for field in form.every) if form else False


def _pages(
    form: Form, current: str, typed: Typed, worked: Submission, wrong: Faults, context: FormContext
) -> list[dict[str, Any]]:
    held = held_by(form, typed, context)
    pages: Sequence[FormPage | None] = [page_of(form, current)] if current else form.pages
    return [
        {"title": page.title, "html": _questions(page_views(page, held, worked, wrong.answers))}
        for page in pages
        if page is not None and (current or page.id in worked.pages)
    ]


def _questions(views: Sequence[FieldView]) -> Markup:
    html = render_template("parts/questions.html", views=views)
    return Markup(html)  # noqa: S704 - rendered with autoescape just above


def rules_of(form: Form, current: str, worked: Submission, context: FormContext) -> str:
    """The rules for the browser as JSON; nothing where there are none on this page."""
    found = rules_for(form, context, page=current, worked=worked) if current != LAST else None
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else ""


def _carried(typed: Typed, service: Service) -> list[tuple[str, str]]:
    """What the steps before were given, as inputs of the last one."""
    made = [(name, text) for name, texts in typed.answers.items() for text in texts]
    made += [("package", typed.package)] if service.packages else []
    return made + ([("quantity", typed.quantity)] if service.quantity.field is None else [])


def _review(form: Form, worked: Submission, locale: str) -> list[Mapping[str, Any]]:
    """What was answered, page by page, to be read once more."""
    made: list[Mapping[str, Any]] = []
    for page in form.pages:
        if page.id in worked.pages:
            only = replace(form, pages=(page,))
            made.append({"id": page.id, "title": page.title, "answers": shown(only, worked.values, locale)})
    return made


def _fixed(service: Service) -> bool:
    return service.quantity.field is None and service.quantity.maximum == service.quantity.minimum


def _quantity(service: Service, typed: Typed) -> dict[str, Any] | None:
    rule = service.quantity
    if rule.field is not None or _fixed(service):
        return None
    bounds = [say("at least {least}", least=rule.minimum) if rule.minimum > 1 else ""]
    bounds.append(say("at most {most}", most=rule.maximum) if rule.maximum is not None else "")
    bounds.append(say("in steps of {step}", step=rule.step) if rule.step > 1 else "")
    hint = ", ".join(bound for bound in bounds if bound)
    units = {price.unit for price in service.prices if price.unit}
    # Of packages that count different things none is named.
    unit = units.pop() if len(units) == 1 else None
    return {
        "name": "quantity",
        "label": say("How many (each is one {unit})?", unit=unit) if unit else say("How many?"),
        "value": typed.quantity,
        "minimum": rule.minimum,
        "maximum": rule.maximum,
        "step": rule.step,
        "hint": f"{hint[0].upper()}{hint[1:]}." if hint else "",
    }


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
        hint = say("We tell you where to send it after you order.")
    elif current_scope().test_money:
        hint = say("A test: no money moves.")
    else:
        hint = method.instructions
    return Choice(method.id, method.label, hint)


def _submit_label(service: Service, methods: tuple[PaymentMethod, ...]) -> str:
    if not costs(service):
        return say("Order for free")
    if all(method.type == "gateway" for method in methods):
        return say("Order and pay")
    return say("Place order")


def _note(service: Service, methods: tuple[PaymentMethod, ...]) -> str:
    kinds = {method.type for method in methods}
    if not costs(service):
        return say("It costs nothing and binds you to nothing.")
    if kinds == {"gateway"}:
        return say("You pay on the next page.")
    return say("If you pay online, that is the next page.") if "gateway" in kinds else ""


def _legal_url(compiled: Compiled, page_id: str | None) -> str:
    page = compiled.pages.get(page_id or "")
    return url_for("pages.public_page", slug=page.slug) if page and page.public else ""


def _current(here: Portal) -> str:
    if here.viewer.is_guest:
        return "/services"
    return next((tab.id for tab in visible_tabs(here.compiled, here.viewer) if tab.type == "storefront"), "")
