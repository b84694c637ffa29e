"""What somebody typed at the checkout, kept as it is so that nothing has to be typed twice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from flask import request

from commerce.checkout.prices import price_digest
from commerce.checkout.request import Guest, Item, PlaceOrder
from form_schemas.submission import asked
from foundation.identity.secrets import new_secret
from portal_config.compiled import Compiled, Field, Form, LegalText, Service

NOT_A_NUMBER = Decimal("NaN")
LONGEST_NUMBER = 12
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?|[+-]?\.\d+")
MOST_NAMES = 4_000
"""Names of answers one form may post: 200 rows of 20 questions."""
KEY_FIELD = "_key"
PRICE_FIELD = "_price"
STEP_FIELD = "_step"
KEPT_FIELD = "_kept"
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Typed:
    """One checkout form. ``answers``: name → posted texts; ``addons``: id → how many, as typed; ``accepted``: legal id → the version that was read; ``key``
    is the same for every try to place this one order; ``price`` is the digest of the prices the page showed, None where it showed none."""

    key: str
    answers: Mapping[str, list[str]] = field(default_factory=lambda: NOTHING)
    quantity: str = "1"
    package: str = ""
    addons: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    po_number: str = ""
    method: str = ""
    accepted: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    name: str = ""
    company: str = ""
    email: str = ""
    price: str | None = None

    @property
    def amount(self) -> Decimal:
        """The quantity as a number; not a number where it is none."""
        return number_of(self.quantity)

    def with_fresh_key(self) -> Typed:
        """The same words for another order."""
        return replace(self, key=new_secret())

    def with_files(self, sent: Mapping[str, list[str]]) -> Typed:
        """The same with files that came along, by the name of their question."""
        if not sent:
            return self
        return replace(
            self, answers={**self.answers, **{name: [*self.answers.get(name, []), *ids] for name, ids in sent.items()}}
        )

    def item(self, service: Service) -> Item:
        """What is ordered."""
        addons = {addon_id: _count(text) for addon_id, text in self.addons.items() if text.strip()}
        return Item(service.id, quantity=self.amount, answers=self.answers, package=self.package, addons=addons)

    def order(self, service: Service, *, guest: bool) -> PlaceOrder:
        """The order this asks for."""
        return PlaceOrder(
            idempotency_key=self.key,
            items=(self.item(service),),
            po_number=self.po_number,
            method_id=self.method or None,
            accepted_terms=self.accepted,
            seen_prices={} if self.price is None else {service.id: self.price},
            guest=Guest(name=self.name, email=self.email, company=self.company) if guest else None,
        )

    def kept(self, form: Form | None, service: Service) -> dict[str, Any]:
        """What a draft keeps of it: never what was accepted, for that is asked when the order is placed. ``labels`` are the words of questions, for
        those that will be gone."""
        given = {name.partition(".")[0] for name, texts in self.answers.items() if any(texts)}
        return {
            "answers": {name: list(texts) for name, texts in self.answers.items()},
            "labels": {each.id: each.label for each in (form.every if form else ()) if each.id in given},
            "quantity": self.quantity,
            "package": self.package,
            "addons": dict(self.addons),
            "po_number": self.po_number,
            "method": self.method,
            "name": self.name,
            "company": self.company,
            "email": self.email,
            "price": price_digest(service),
        }


def number_of(text: str) -> Decimal:
    """A number that was typed; not a number where it is none. Powers of ten are none: nobody types them, and their digits would fill the memory."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return NOT_A_NUMBER
    return Decimal(text)


def _count(text: str) -> int | None:
    """How many of an add-on were asked for; None for what is no whole number."""
    number = number_of(text)
    return int(number) if not number.is_nan() and number == number.to_integral_value() else None


def legal_field(text: LegalText) -> str:
    """The name of the box that accepts a legal text."""
    return f"accept_{text.id}"


def addon_field(addon_id: str) -> str:
    """The name of the control that asks for an add-on."""
    return f"addon_{addon_id}"


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
    highlighted = next((package.id for package in service.packages if package.highlight), "")
    return Typed(
        key=new_secret(),
        answers={field: texts for field, texts in told_already(form, name=name, email=email).items() if texts[0]},
        quantity=str(service.quantity.minimum),
        package=highlighted,
        method=method,
    )


def drafted(service: Service, form: Form | None, content: Mapping[str, Any], *, method: str) -> Typed:
    """The form as a draft kept it; answers to questions that are gone are left out."""
    known = {each.id for each in form.every} if form else set()
    answers = {name: texts for name, texts in content.get("answers", {}).items() if name.partition(".")[0] in known}
    return Typed(
        key=new_secret(),
        answers=answers,
        quantity=content.get("quantity", str(service.quantity.minimum)),
        package=content.get("package", ""),
        addons=content.get("addons", {}),
        po_number=content.get("po_number", ""),
        method=content.get("method") or method,
        name=content.get("name", ""),
        company=content.get("company", ""),
        email=content.get("email", ""),
    )


def posted(
    compiled: Compiled, service: Service, form: Form | None, before: Typed | None, page: str | None, *, guest: bool
) -> Typed:
    """The form that was sent. ``page``: the page of the form it shows, None for all of them; everything else is as it was ``before``."""
    sent = request.form
    answers = _answers(form, before, page)
    if guest:
        known = (sent.get("name", before.name if before else ""), sent.get("email", before.email if before else ""))
        answers |= told_already(form, name=known[0], email=known[1])

    def text(name: str, kept: str) -> str:
        return sent.get(name, kept)

    has_addons = any(name and name.startswith("addon") for name in sent)
    return Typed(
        key=sent.get(KEY_FIELD, ""),
        answers=answers,
        quantity=text("quantity", before.quantity if before else str(service.quantity.minimum)),
        package=text("package", before.package if before else ""),
        addons={addon.id: sent[addon_field(addon.id)] for addon in service.addons if sent.get(addon_field(addon.id))}
        if has_addons or before is None
        else before.addons,
        po_number=text("po_number", before.po_number if before else ""),
        method=text("method", before.method if before else ""),
        accepted={text.id: sent[name] for text in terms(compiled) if (name := legal_field(text)) in sent},
        name=text("name", before.name if before else ""),
        company=text("company", before.company if before else ""),
        email=text("email", before.email if before else ""),
        price=sent.get(PRICE_FIELD),
    )


def _answers(form: Form | None, before: Typed | None, page: str | None) -> dict[str, list[str]]:
    """Answers of the page that was sent, and as they were those of the others."""
    if form is None:
        return {}
    pages = {each.id: one.id for one in form.pages for top in one.fields for each in (top, *_inner(top))}
    here = {name for name, at in pages.items() if page is None or at == page}
    names = [name for name in request.form if name and name.startswith("fld_")][:MOST_NAMES]
    kept = before.answers if before else {}
    answers = {name: texts for name, texts in kept.items() if name.partition(".")[0] not in here}
    answers |= {name: request.form.getlist(name) for name in names if name.partition(".")[0] in pages}
    # What was on the page and is not among what was sent was left empty; rows are not asked for by name.
    empty = [name for name in here if name not in answers and not _in_row(form, name)]
    return answers | {name: [] for name in empty}


def _in_row(form: Form, name: str) -> bool:
    return any(each.id == name for asked in form.every if asked.type == "repeat" for each in _inner(asked))


def _inner(asked: Field) -> list[Field]:
    return [each for one in asked.inner for each in (one, *_inner(one))]
