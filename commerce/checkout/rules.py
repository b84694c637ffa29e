"""What must hold before an order is placed: quantities, PO number, terms, method. Each rule refuses with a code and says how to fix it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from commerce.payments.actions import not_connected
from commerce.payments.engines import Opening, opening
from foundation.errors import Refused
from portal_config.compiled import Compiled, Form, LegalText, PaymentMethod, Service

PO_LENGTH = 50
NOTE_LENGTH = 2000
MOST_ITEMS = 20
LARGEST_QUANTITY = 1_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def quantity_of(service: Service, asked: Decimal | int, answers: Mapping[str, Any], index: int) -> Decimal:
    """How many are ordered: what the form's field says, or else what was asked; within the service's minimum, maximum and step. Fractions only where the
    question of the form takes them.

    Raises Refused ``quantity_missing``, ``bad_quantity``, ``quantity_too_small``, ``quantity_too_large``, ``quantity_step``.
    """
    rule = service.quantity
    pointer = f"/items/{index}/answers/{rule.field}" if rule.field else f"/items/{index}/quantity"
    if rule.field and rule.field not in answers:
        raise Refused("quantity_missing", "Say how many you need to see the price.", pointer=pointer)
    value = answers[rule.field] if rule.field else asked
    try:
        number = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise Refused("bad_quantity", "Enter a whole number.", pointer=pointer) from None
    if rule.places and number.is_finite():
        if number != round(number, rule.places):
            raise Refused("bad_quantity", "Use at most {most} decimal places.", most=rule.places, pointer=pointer)
    elif not number.is_finite() or number != number.to_integral_value():
        raise Refused("bad_quantity", "Enter a whole number.", pointer=pointer)
    if number < rule.minimum:
        raise Refused("quantity_too_small", "Order at least {least}.", least=rule.minimum, pointer=pointer)
    most = min(rule.maximum or LARGEST_QUANTITY, LARGEST_QUANTITY)
    if number > most:
        raise Refused("quantity_too_large", "Order at most {most}.", most=most, pointer=pointer)
    # Steps count from zero: minimum and maximum are multiples of the step (Shopify quantity rules).
    if rule.step > 1 and number % rule.step:
        raise Refused("quantity_step", "Order in steps of {step}.", step=rule.step, pointer=pointer)
    return number if rule.places else Decimal(int(number))


def po_number_of(services: Sequence[Service], given: str, forms: Sequence[tuple[Form, Mapping[str, Any]]]) -> str:
    """The PO number: what the checkout was given, else the answer of the first form that asks for it; empty where no service takes one.

    Raises Refused ``po_missing``, ``po_too_long``, ``text_invalid``.
    """
    answered = [
        str(answers[field.id])
        for form, answers in forms
        for field in form.fields
        if field.type == "po_number" and field.id in answers
    ]
    if all(service.po_number == "off" for service in services) and not answered:
        return ""
    text = clean_text(given, "po_number") or (answered[0] if answered else "")
    if len(text) > PO_LENGTH:
        raise Refused("po_too_long", "Use at most {most} characters.", most=PO_LENGTH, pointer="po_number")
    if not text and any(service.po_number == "required" for service in services):
        raise Refused("po_missing", "Enter your PO number. This service needs one.", pointer="po_number")
    return text


def terms_of(compiled: Compiled, accepted: Mapping[str, str]) -> tuple[LegalText, ...]:
    """The legal texts a checkout asks for, all accepted in their present version.

    Raises Refused ``terms_missing``, or ``terms_changed`` (409) when another version was read.
    """
    asked = tuple(text for text in compiled.legal.values() if "checkout" in text.accept_at)
    for text in asked:
        read = accepted.get(text.id, "")
        if not read:
            raise Refused(
                "terms_missing", "Accept “{title}” to place the order.", title=text.title, pointer=f"terms.{text.id}"
            )
        if read != text.version:
            raise Refused(
                "terms_changed",
                "“{title}” has changed since you opened this page. Read it again and accept it.",
                title=text.title,
                pointer=f"terms.{text.id}",
                status=409,
            )
    return asked


def method_of(
    compiled: Compiled, services: Collection[Service], method_id: str | None
) -> tuple[PaymentMethod, Opening]:
    """The chosen way to pay and how a payment by it begins; every service that costs something must take it.

    Raises Refused ``method_missing``, ``method_not_allowed``, ``gateway_not_connected``.
    """
    if not method_id:
        raise Refused("method_missing", "Choose how you want to pay.", pointer="method")
    method = compiled.payment_methods.get(method_id)
    if method is None or not all(method_id in service.collect for service in services):
        raise Refused("method_not_allowed", "Choose one of the ways to pay that are offered.", pointer="method")
    begun = opening(method)
    if begun is None:
        raise not_connected()
    return method, begun


def clean_text(text: str, pointer: str, *, lines: bool = False) -> str:
    """A text in NFC, trimmed, without control characters. Raises Refused ``text_invalid``."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refused("text_invalid", "The text holds half of a character. Type it again.", pointer=pointer) from None
    cleaned = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    cleaned = cleaned if lines else " ".join(cleaned.split())
    if _CONTROL.search(cleaned):
        raise Refused("text_invalid", "The text holds a character that cannot be kept. Type it again.", pointer=pointer)
    return cleaned
