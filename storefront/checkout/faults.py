"""Everything that is wrong with a checkout form at once, each with the place on the page where it is put right.

The action refuses at the first fault; a person wants to see all of them. The rules asked here are the action's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from commerce.checkout import rules
from commerce.checkout.prices import price_item
from commerce.checkout.request import AnswersRefused
from commerce.clients.actions import clean_name
from commerce.pricing import costs
from form_schemas import FormContext
from form_schemas.submission import FieldError, Submission, parse
from foundation.errors import Refused
from foundation.identity.addresses import clean_address
from portal_config.compiled import Compiled, Form, Service
from storefront.checkout.typed import Typed, addon_field, legal_field, terms, told_already
from words import say, unsaid

GUEST = {"guest.name": "name", "guest.company": "company", "guest.email": "email"}


@dataclass(frozen=True, slots=True)
class Faults:
    """``answers`` belong to the seller's questions, whose words ``questions`` holds by field id; ``fields`` maps an input of ours to a sentence,
    with "" where no input is to blame."""

    answers: tuple[FieldError, ...]
    fields: Mapping[str, str]
    questions: Mapping[str, str]

    @property
    def listed(self) -> list[tuple[str, str]]:
        """Everything as (input, sentence), in the order of the page."""
        contact = [(place, self.fields[place]) for place in GUEST.values() if place in self.fields]
        answers = [
            (one.place, say("“{question}”: {fault}", question=self.questions[one.field_id], fault=one.message))
            for one in self.answers
        ]
        return [*contact, *answers, *(one for one in self.fields.items() if one[0] not in GUEST.values())]


def faults(
    refused: Refused,
    compiled: Compiled,
    service: Service,
    form: Form | None,
    typed: Typed,
    context: FormContext,
    *,
    guest: bool,
) -> Faults:
    """What the refusal says, and what else would be refused."""
    submission = parse(form, typed.answers, context) if form else None
    answers = {error.place: error for error in (submission.errors if submission else ())}
    if isinstance(refused, AnswersRefused):
        answers |= {error.place: error for error in refused.errors.get(0, ())}
    questions = {field.id: field.label for field in form.every} if form else {}
    po_question = next((field.id for field in form.every if field.type == "po_number"), None) if form else None
    fields: dict[str, str] = {}

    def note(one: Refused) -> None:
        place = _place(one.pointer, compiled)
        if place == "po_number" and po_question:
            place = po_question
        if place in questions:
            answers.setdefault(place, FieldError(place, f"/{place}", one.code, one.message))
        else:
            fields.setdefault(place, one.message)

    if not isinstance(refused, AnswersRefused):
        note(refused)
    for check in _checks(compiled, service, form, typed, submission, context, guest=guest):
        try:
            check()
        except Refused as another:
            note(another)
    # A guest's own name and address are put right in the contact block, which has its own sentence.
    told = told_already(form, name="", email="") if guest else {}
    ordered = tuple(error for error in answers.values() if error.field_id not in told)
    return Faults(ordered, fields, questions)


def faults_of(errors: tuple[FieldError, ...], form: Form, fields: Mapping[str, str]) -> Faults:
    """Errors of one page, and sentences at inputs of ours."""
    return Faults(errors, fields, {field.id: field.label for field in form.every})


def _checks(
    compiled: Compiled,
    service: Service,
    form: Form | None,
    typed: Typed,
    submission: Submission | None,
    context: FormContext,
    *,
    guest: bool,
) -> Iterator[Callable[[], object]]:
    if guest:
        yield partial(
            clean_name,
            typed.name,
            pointer="guest.name",
            message=unsaid("Enter your name, with at most 120 characters."),
        )
        yield partial(clean_address, typed.email, pointer="guest.email")
    values = submission.values if submission else {}
    if service.quantity.field is None or service.quantity.field in values:
        yield partial(rules.quantity_of, service, typed.amount, values, 0)
        currency = service.currency or compiled.currency
        yield partial(price_item, service, typed.item(service), submission, context, currency)
    yield partial(rules.po_number_of, [service], typed.po_number, [(form, values)] if form else [])
    if costs(service):
        yield partial(rules.method_of, compiled, [service], typed.method)
    present = {text.id: text.version for text in terms(compiled)}
    for text_id in present:
        yield partial(rules.terms_of, compiled, {**present, text_id: typed.accepted.get(text_id, "")})


def _place(pointer: str, compiled: Compiled) -> str:
    """The input a refusal points at, or "" for none."""
    if pointer in GUEST:
        return GUEST[pointer]
    if pointer.startswith("terms."):
        text = compiled.legal.get(pointer.removeprefix("terms."))
        return legal_field(text) if text else ""
    if pointer.startswith("/items/0/answers/"):
        return pointer.removeprefix("/items/0/answers/")
    if pointer == "/items/0/quantity":
        return "quantity"
    if pointer == "/items/0/package":
        return "package"
    if pointer.startswith("/items/0/addons/"):
        return addon_field(pointer.removeprefix("/items/0/addons/"))
    return pointer if pointer in ("po_number", "method") else ""
