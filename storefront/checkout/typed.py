"""What somebody typed at the checkout, kept as it is so that nothing has to be typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from flask import request

from commerce.checkout.request import Guest, Item, PlaceOrder
from form_schemas.submission import asked
from foundation.identity.secrets import new_secret
from portal_config.compiled import Compiled, Form, LegalText, Service

NOT_A_NUMBER = Decimal("NaN")
LONGEST_NUMBER = 12
KEY_FIELD = "_key"
PRICE_FIELD = "_price"


@dataclass(frozen=True, slots=True)
class Typed:
    """One checkout form. ``answers``: field id → posted texts; ``accepted``: legal id → the version that was read; ``key`` is the same for
    every try to place this one order; ``price`` is the digest of the price the page showed, None where it showed none."""

    key: str
    answers: Mapping[str, list[str]]
    quantity: str
    po_number: str
    method: str
    accepted: Mapping[str, str]
    name: str = ""
    company: str = ""
    email: str = ""
    price: str | None = None

    @property
    def amount(self) -> Decimal:
        """The quantity as a number; not a number where it is none."""
        text = self.quantity.strip()
        if len(text) > LONGEST_NUMBER:
            return NOT_A_NUMBER
        try:
            return Decimal(text)
        except InvalidOperation:
            return NOT_A_NUMBER

    def with_fresh_key(self) -> Typed:
        """The same words for another order."""
        return replace(self, key=new_secret())

    def order(self, service: Service, *, guest: bool) -> PlaceOrder:
        """The order this asks for."""
        return PlaceOrder(
            idempotency_key=self.key,
            items=(Item(service.id, quantity=self.amount, answers=self.answers),),
            po_number=self.po_number,
            method_id=self.method or None,
            accepted_terms=self.accepted,
            seen_prices={} if self.price is None else {service.id: self.price},
            guest=Guest(name=self.name, email=self.email, company=self.company) if guest else None,
        )


def legal_field(text: LegalText) -> str:
    """The name of the box that accepts a legal text."""
    return f"accept_{text.id}"


def terms(compiled: Compiled) -> tuple[LegalText, ...]:
    """The legal texts the checkout asks for."""
    return tuple(text for text in compiled.legal.values() if "checkout" in text.accept_at)


def told_already(form: Form | None, *, name: str, email: str) -> dict[str, list[str]]:
    """Answers to questions that ask who the person is, by field id: a guest says so beside the questions, a member is known."""
    known = {"contact.name": name, "contact.email": email}
    return {
        field.id: [known[contact]]
        for field in (asked(form) if form else ())
        if (contact := field.settings.get("contact")) in known
    }


def fresh(service: Service, form: Form | None, *, method: str, name: str, email: str) -> Typed:
    """An empty form with a key of its own; what is known of a member stands in it."""
    return Typed(
        key=new_secret(),
        answers={field: texts for field, texts in told_already(form, name=name, email=email).items() if texts[0]},
        quantity=str(service.quantity.minimum),
        po_number="",
        method=method,
        accepted={},
    )


def posted(compiled: Compiled, service: Service, form: Form | None, *, guest: bool) -> Typed:
    """The form that was sent."""
    sent = request.form
    answers = {field.id: sent.getlist(field.id) for field in asked(form)} if form else {}
    if guest:
        answers |= told_already(form, name=sent.get("name", ""), email=sent.get("email", ""))
    return Typed(
        key=sent.get(KEY_FIELD, ""),
        answers=answers,
        quantity=sent.get("quantity", str(service.quantity.minimum)),
        po_number=sent.get("po_number", ""),
        method=sent.get("method", ""),
        accepted={text.id: sent[name] for text in terms(compiled) if (name := legal_field(text)) in sent},
        name=sent.get("name", ""),
        company=sent.get("company", ""),
        email=sent.get("email", ""),
        price=sent.get(PRICE_FIELD),
    )
