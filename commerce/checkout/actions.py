"""Placing an order, and letting a guest in afterwards. One transaction; the rooms are asked in order: catalogue, forms, pricing, payments, orders."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from commerce.catalog import policies as catalog_policies
from commerce.catalog.queries import reason_against, used_limits
from commerce.checkout import confirmation, idempotency, rules
from commerce.checkout.context import form_context
from commerce.checkout.prices import Priced, price_digest, price_item
from commerce.checkout.request import AnswersRefused, Guest, Item, PlacedOrder, PlaceOrder
from commerce.clients import joining
from commerce.orders import actions as orders
from commerce.orders.events import OrderPlaced
from commerce.orders.new import NewLine, NewOrder, place
from commerce.payments import capability
from commerce.payments.actions import open_payment
from commerce.payments.engines import Opening
from form_schemas import FormContext
from form_schemas.context import NO_FILES, File
from form_schemas.submission import FieldError, Flag, Submission, files_in, parse
from foundation import audit, clock, revisions
from foundation.db import execute, row, uuid7
from foundation.errors import Forbidden, NotFound, Refused
from foundation.events import record
from foundation.identity import accounts, tokens
from foundation.identity.addresses import clean_address
from foundation.identity.viewer import Viewer
from foundation.revisions import Pointer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled, Form, LegalText, PaymentMethod, Pipeline, Service, Status
from portal_config.expressions import written
from words import say

ROUTE = "place_order"


@dataclass(frozen=True, slots=True)
class _Line:
    service: Service
    form: Form | None
    answers: Mapping[str, Any]
    flags: tuple[Flag, ...]
    priced: Priced


@dataclass(frozen=True, slots=True)
class _Buyer:
    client_id: UUID
    member_id: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A guest whose link was opened. ``number`` is the order the link was about."""

    account_id: UUID
    member_id: UUID
    number: str


def place_order(
    viewer: Viewer,
    request: PlaceOrder,
    *,
    compiled: Compiled | None = None,
    pointer: Pointer | None = None,
    file: Callable[[str], File | None] = NO_FILES,
) -> PlacedOrder:
    """Place an order: checked, priced and frozen on the server, written in the present transaction with its payment and event.

    The same key with the same contents answers the first order again (``replayed``). A guest's order makes a pending client with one invited
    member; whether the address is known is told to nobody. ``compiled`` and ``pointer`` are the page's own, else the tenant's present ones; ``file`` finds the files
    that the person has sent for questions of a form.

    Raises Refused ``bad_idempotency_key``, ``idempotency_mismatch``, ``still_running``, ``nothing_ordered``, ``guest_missing``,
    ``price_changed``, ``terms_missing``, ``terms_changed``, ``method_missing``, ``method_not_allowed``, ``gateway_not_connected``, ``mixed_pipelines``,
    ``other_currency``, ``limit_reached`` and those of ``rules``; AnswersRefused; Forbidden; NotFound for a service the viewer is not shown.
    """
    at = pointer or revisions.pointer()
    document = compiled or revisions.compiled(at)
    idempotency.require_key(request.idempotency_key)
    order_id = uuid7()
    if (before := _claim(viewer, request, order_id)) is not None:
        return before
    services = _services(document, viewer, request)
    _as_seen(services, request)
    guest = _guest(viewer, request)
    _within_limits(viewer, services, guest)
    moment = replace(_moment(document, viewer), file=file)
    lines = _lines(document, services, request.items, moment)
    pipeline = _pipeline(document, services)
    po_number = rules.po_number_of(
        services, request.po_number, [(line.form, line.answers) for line in lines if line.form]
    )
    note = rules.clean_text(request.note, "note", lines=True)
    if len(note) > rules.NOTE_LENGTH:
        raise Refused("note_too_long", "Use at most {most} characters.", most=rules.NOTE_LENGTH, pointer="note")
    terms = rules.terms_of(document, request.accepted_terms)
    net = sum(line.priced.net_minor for line in lines)
    method, begun = _payment(document, lines, request.method_id) if net else (None, None)

    _freeze(lines, pipeline, terms)
    buyer = _buyer(viewer, guest, document)
    status = _start(pipeline)
    number = place(
        NewOrder(
            id=order_id,
            number_pattern=_number_pattern(document, moment),
            client_id=buyer.client_id,
            member_id=buyer.member_id,
            actor=viewer.actor,
            contact_name=buyer.name,
            contact_email=buyer.email,
            title=_title(services),
            state=begun.order_state if begun else "confirmed",
            status=status,
            pipeline=pipeline,
            revision_ref=at.key if at.kind == "revision" else f"draft:{at.number}",
            currency=lines[0].priced.currency,
            lines=tuple(_new_line(line) for line in lines),
            po_number=po_number,
            note=note,
            terms=[{"id": text.id, "version": text.version, "hash": text.frozen.hash} for text in terms],
            source="self_service",
            payment_state="unpaid" if net else "not_needed",
            payment_method=method.id if method else "",
            due_at=_due(services, moment, document.timezone),
            placed_at=moment.now,
            context=_pinned(moment, lines),
        )
    )
    payment_id = None
    if method is not None and begun is not None:
        payment_id = open_payment(
            order_id, amount_minor=net, currency=lines[0].priced.currency, method=method.id, begun=begun, at=moment.now
        )
    subject = f"order:{order_id}"
    audit.record("order.place", subject, viewer.actor, after={"number": number, "client": str(buyer.client_id)})
    record(
        OrderPlaced(
            subject=subject,
            actor=viewer.actor,
            number=number,
            client=str(buyer.client_id),
            member=str(buyer.member_id),
            currency=lines[0].priced.currency,
            gross_minor=net,
            source="self_service",
            guest=guest is not None,
            files=[each for line in lines for each in files_in(line.answers)],
        )
    )
    if viewer.account_id is not None and viewer.locale is None and moment.locale != document.locale:
        accounts.remember_language(viewer.account_id, moment.locale)
    pays = payment_id is not None and begun is not None and begun.state == "checkout"
    return PlacedOrder(
        number=number,
        order_id=order_id,
        payment_id=payment_id,
        payment_capability=capability.sign(payment_id) if pays and payment_id else None,
        confirmation=confirmation.sign(order_id),
        replayed=False,
    )


def open_guest_link(token: str) -> Arrived:
    """Use the link that was mailed after a guest's order: it proves the address. Somebody who has a place at a client already finds the order
    there; otherwise the guest's own place opens. The language they ordered in is theirs where none is known.

    Raises Refused ``link_used_up``, ``account_disabled``.
    """
    opened = tokens.consume("guest_order", token)
    joined = joining.join_guest(UUID(opened.payload["member"]), email=opened.subject)
    if joined.moved_from is not None:
        orders.move_to_client(
            joined.moved_from,
            client_id=joined.client_id,
            member_id=joined.member_id,
            actor=f"member:{joined.member_id}",
            actor_name="",
        )
    found = row(
        "select number, context ->> 'locale' as ordered_in from orders where tenant_id = %(tenant)s and id = %(id)s",
        tenant=current_scope().tenant_id,
        id=UUID(opened.payload["order"]),
    )
    if found is None:
        raise NotFound()
    document = revisions.compiled(revisions.pointer())
    if found.ordered_in != document.locale and found.ordered_in in document.locales:
        accounts.remember_language(joined.account_id, found.ordered_in)
    return Arrived(joined.account_id, joined.member_id, str(found.number))


def _claim(viewer: Viewer, request: PlaceOrder, order_id: UUID) -> PlacedOrder | None:
    """Take the idempotency key for ``order_id``; the order it made before, if it did."""
    before = idempotency.claim(
        viewer.actor, ROUTE, request.idempotency_key, request.fingerprint(), {"order": str(order_id)}
    )
    if before is None:
        return None
    found = row(
        "select o.id, o.number, p.id as payment_id, p.state from orders o left join payments p"
        " on p.tenant_id = o.tenant_id and p.order_id = o.id where o.tenant_id = %(tenant)s and o.id = %(id)s"
        " order by p.attempt desc limit 1",
        tenant=current_scope().tenant_id,
        id=UUID(before["order"]),
    )
    if found is None:
        raise NotFound()
    return PlacedOrder(
        number=found.number,
        order_id=found.id,
        payment_id=found.payment_id,
        payment_capability=capability.sign(found.payment_id) if found.state == "checkout" else None,
        confirmation=confirmation.sign(found.id),
        replayed=True,
    )


def _services(document: Compiled, viewer: Viewer, request: PlaceOrder) -> tuple[Service, ...]:
    if not 1 <= len(request.items) <= rules.MOST_ITEMS:
        raise Refused("nothing_ordered", "Order 1 to {most} services at once.", most=rules.MOST_ITEMS, pointer="items")
    found = []
    for item in request.items:
        service = document.services.get(item.service_id)
        if service is None or not catalog_policies.shown(service, viewer):
            raise NotFound("This service is not offered any more. Go back and choose another one.")
        against = reason_against(service, viewer, {})
        if against is not None:
            raise Forbidden(against.message, code=against.code)
        found.append(service)
    return tuple(found)


def _as_seen(services: tuple[Service, ...], request: PlaceOrder) -> None:
    """Nobody orders at a price they were not shown: it may have been published while the page was open."""
    for service in services:
        seen = request.seen_prices.get(service.id)
        if seen is not None and seen != price_digest(service):
            raise Refused(
                "price_changed",
                "The price has changed since you opened this page. Look at the new one and order again.",
                pointer="price",
                status=409,
            )


def _guest(viewer: Viewer, request: PlaceOrder) -> Guest | None:
    if viewer.kind == "member":
        return None
    if request.guest is None:
        raise Refused("guest_missing", "Tell us your name and e-mail address.", pointer="guest.email")
    return Guest(
        name=rules.clean_text(request.guest.name, "guest.name"),
        email=clean_address(request.guest.email, pointer="guest.email"),
        company=rules.clean_text(request.guest.company, "guest.company"),
    )


def _within_limits(viewer: Viewer, services: tuple[Service, ...], guest: Guest | None) -> None:
    limited = {service.id: service for service in services if service.per_company is not None}
    if not limited:
        return
    email = guest.email if guest else viewer.email
    # Two orders of one company must not both be the last one allowed: the second waits here and counts the first.
    if viewer.client_id is not None:
        execute(
            "select 1 from clients where tenant_id = %(tenant)s and id = %(client)s for no key update",
            tenant=current_scope().tenant_id,
            client=viewer.client_id,
        )
    execute(
        "select pg_advisory_xact_lock(hashtextextended(%(tenant)s || %(email)s, 0))",
        tenant=str(current_scope().tenant_id),
        email=email,
    )
    used = dict(used_limits(viewer, list(limited.values()), email=email))
    for service in services:
        if service.per_company is None:
            continue
        against = reason_against(service, viewer, used)
        if against is not None:
            raise Refused(against.code, against.message, pointer="items", status=409)
        used[service.id] = used.get(service.id, 0) + 1


def _moment(document: Compiled, viewer: Viewer) -> FormContext:
    return form_context(document, viewer, document.language or document.spoken(viewer.locale))


def _lines(
    document: Compiled, services: tuple[Service, ...], items: tuple[Item, ...], moment: FormContext
) -> tuple[_Line, ...]:
    forms: list[Form | None] = []
    submissions: list[Submission | None] = []
    refused: dict[int, tuple[FieldError, ...]] = {}
    for index, (service, item) in enumerate(zip(services, items, strict=True)):
        form = document.forms.get(service.form) if service.form else None
        forms.append(form)
        submission = parse(form, item.answers, moment) if form else None
        submissions.append(submission)
        if submission and submission.errors:
            refused[index] = submission.errors
    if refused:
        raise AnswersRefused(refused)
    currencies = {service.currency for service in services if service.currency}
    currency = next(iter(currencies)) if currencies else document.currency
    lines = []
    for index, (service, item) in enumerate(zip(services, items, strict=True)):
        submission = submissions[index]
        priced = price_item(service, item, submission, moment, currency, index)
        answers = submission.values if submission else {}
        lines.append(_Line(service, forms[index], answers, submission.flags if submission else (), priced))
    return tuple(lines)


def _pipeline(document: Compiled, services: tuple[Service, ...]) -> Pipeline:
    if len({service.pipeline for service in services}) != 1:
        raise Refused("mixed_pipelines", "These services are worked on in different ways. Order them one by one.")
    return document.pipelines[services[0].pipeline]


def _payment(document: Compiled, lines: tuple[_Line, ...], method_id: str | None) -> tuple[PaymentMethod, Opening]:
    return rules.method_of(document, [line.service for line in lines if line.priced.net_minor], method_id)


def _freeze(lines: tuple[_Line, ...], pipeline: Pipeline, terms: tuple[LegalText, ...]) -> None:
    """Keep the exact form, price, pipeline and terms the order used, each once by its digest."""
    parts = {pipeline.frozen.hash: pipeline.frozen.text}
    for line in lines:
        if line.form:
            parts[line.form.frozen.hash] = line.form.frozen.text
        parts |= {price.frozen.hash: price.frozen.text for price in line.priced.prices}
    parts |= {text.frozen.hash: text.frozen.text for text in terms}
    # In order of digest, so that two orders never wait for one another. As one JSON text: escaping an array of texts costs ten times as much.
    execute(
        "insert into blobs (portal_id, hash, content) select %(portal)s, b.key, b.value"
        " from json_each_text(%(parts)s::json) b order by b.key on conflict (portal_id, hash) do nothing",
        portal=current_scope().portal_id,
        parts=json.dumps(parts, ensure_ascii=False),
    )


def _buyer(viewer: Viewer, guest: Guest | None, document: Compiled) -> _Buyer:
    if guest is None:
        assert viewer.client_id is not None and viewer.member_id is not None
        return _Buyer(viewer.client_id, viewer.member_id, viewer.name, viewer.email)
    role = document.access.default_role
    client_id, member_id = joining.create_guest(
        company=guest.company, name=guest.name, email=guest.email, roles=[role] if role else []
    )
    return _Buyer(client_id, member_id, guest.name, guest.email)


def _start(pipeline: Pipeline) -> Status:
    start = pipeline.status(pipeline.start)
    if start is not None and start.kind == "open":
        return start
    first = next((status for status in pipeline.statuses if status.kind == "open"), None)
    if first is None:
        raise Refused("pipeline_unusable", "This service cannot be ordered at the moment. Contact us.", status=409)
    return first


def _title(services: tuple[Service, ...]) -> str:
    more = len(services) - 1
    return services[0].name if not more else say("{service} and {count} more", service=services[0].name, count=more)


def _number_pattern(document: Compiled, moment: FormContext) -> str:
    pattern = document.order_pattern
    if "{seq}" not in pattern:
        pattern += "{seq}"
    pattern = (
        pattern.replace("{yyyy}", f"{moment.today:%Y}")
        .replace("{yy}", f"{moment.today:%y}")
        .replace("{mm}", f"{moment.today:%m}")
    )
    return f"TEST-{pattern}" if current_scope().mode == "sandbox" else pattern


def _pinned(moment: FormContext, lines: tuple[_Line, ...]) -> dict[str, Any]:
    """What rules knew when they decided, and which of them failed."""
    known = {name: written(value) for name, value in sorted(moment.known.items())}
    flags = [[line.service.id, flag.rule, flag.name, flag.code] for line in lines for flag in line.flags]
    pinned: dict[str, Any] = {"now": moment.now.isoformat(), "today": moment.today.isoformat(), "locale": moment.locale}
    return pinned | ({"known": known} if known else {}) | ({"flags": flags} if flags else {})


def _due(services: tuple[Service, ...], moment: FormContext, timezone: str) -> datetime | None:
    days = [service.lead_days for service in services if service.lead_days is not None]
    return clock.in_days(moment.now, max(days), timezone) if days else None


def _new_line(line: _Line) -> NewLine:
    priced, price = line.priced, line.priced.price
    return NewLine(
        service_id=line.service.id,
        name=priced.name,
        quantity=priced.quantity,
        unit=(price.unit or "") if price else "",
        units=price.units if price else "",
        unit_price=priced.lines[0].unit_price if priced.lines else Decimal(0),
        net_minor=priced.net_minor,
        price_hash=price.frozen.hash if price else None,
        form_hash=line.form.frozen.hash if line.form else None,
        answers=line.answers,
        price_lines=[
            {
                "label": part.label,
                "quantity": str(part.quantity),
                "unit_price": str(part.unit_price),
                "unit_minor": part.unit_minor,
                "net_minor": part.net_minor,
                **({} if part.times else {"times": False}),
                **({"addon": addon.name, "price": addon.price.frozen.hash} if addon else {}),
            }
            for part, addon in priced.explained
        ],
    )
