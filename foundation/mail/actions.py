"""Writing a letter: rendered, checked and stored in the caller's transaction, its job beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from foundation import clock
from foundation.db import row
from foundation.jobs import enqueue
from foundation.mail.address import checked_address, header_text, sender
from foundation.mail.brand import Brand, present_brand
from foundation.mail.templates import render, web_address
from foundation.settings import settings
from foundation.tenancy import Scope, current_scope

DELIVER = "mail.deliver"
QUEUE = "mail"

_COLUMNS = "id, to_email, to_name, from_name, reply_to, subject, html, text, headers, template, key, state, attempts, due_at, message_id, created_at"
_VALUES = (
    "fresh.id, %(to_email)s, %(to_name)s, %(from_name)s, %(reply_to)s, %(subject)s, %(html)s, %(text)s, %(headers)s, %(template)s, %(key)s,"
    " %(state)s, 0, %(due_at)s, '<' || fresh.id || '@' || %(domain)s::text || '>', %(created_at)s"
)


def captured(scope: Scope | None) -> bool:
    """Whether letters written in ``scope`` are kept from the outside: always in sandbox and demo tenants, and in development without a
    mail server."""
    if scope is not None and (scope.mode == "sandbox" or scope.demo):
        return True
    return settings().development and not settings().smtp_url


def send(
    *,
    to: str,
    to_name: str,
    template: str,
    subject: str,
    context: Mapping[str, Any],
    key: str | None = None,
    brand: Brand | None = None,
    reply_to: str | None = None,
    unsubscribe: str | None = None,
) -> UUID:
    """Write a letter of the entered tenant and enqueue its job, both in the present transaction. Returns the letter's id.

    ``template`` names ``<template>.html`` and ``.txt`` (``notice`` suits most); ``brand`` is the portal's (``mail.brand_of(compiled)``). A
    second letter with the same ``key`` is not written: the first one's id is returned. ``unsubscribe`` is the address that ends letters like this
    one by a single POST (RFC 8058), for what may be switched off and nothing else. Raises AddressRefused for an address, name or subject that
    cannot be used, what ``mail.render`` raises, and NoScope without a tenant.
    """
    scope = current_scope()
    written = _write(
        "mail_outbox",
        {"tenant_id": scope.tenant_id},
        to=to,
        to_name=to_name,
        template=template,
        subject=subject,
        context=context,
        key=key,
        brand=brand or present_brand(),
        reply_to=reply_to,
        unsubscribe=unsubscribe,
        hold=captured(scope),
    )
    if written.job:
        enqueue(DELIVER, queue=QUEUE, letter_id=str(written.id))
    return written.id


def send_to_staff(
    *,
    to: str,
    to_name: str,
    template: str,
    subject: str,
    context: Mapping[str, Any],
    key: str | None = None,
    brand: Brand | None = None,
) -> UUID:
    """The same for a letter about a staff account (sign-in link, password), which belongs to no tenant. Mail to staff about a tenant's
    business is ``send``."""
    written = _write(
        "staff_outbox",
        {},
        to=to,
        to_name=to_name,
        template=template,
        subject=subject,
        context=context,
        key=key,
        brand=brand or Brand(name="Portico"),
        reply_to=None,
        unsubscribe=None,
        hold=captured(None),
    )
    if written.job:
        enqueue(DELIVER, queue=QUEUE, letter_id=str(written.id), staff=True)
    return written.id


class _Written(NamedTuple):
    id: UUID
    job: bool


def _write(
    table: str,
    owner: Mapping[str, UUID],
    *,
    to: str,
    to_name: str,
    template: str,
    subject: str,
    context: Mapping[str, Any],
    key: str | None,
    brand: Brand,
    reply_to: str | None,
    unsubscribe: str | None,
    hold: bool,
) -> _Written:
    headers = {"Auto-Submitted": "auto-generated"}
    if unsubscribe is not None:
        headers["List-Unsubscribe"] = f"<{web_address(unsubscribe)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _, sent_from = sender(settings().mail_from)
    line = header_text(subject, what="subject")
    rendered = render(template, context, subject=line, brand=brand)
    columns = "".join(f"{column}, " for column in owner) + _COLUMNS
    placeholders = "".join(f"%({column})s, " for column in owner) + _VALUES
    found = row(
        f"with fresh as (select uuidv7() as id) insert into {table} ({columns}) select {placeholders} from fresh on conflict do nothing returning id",  # noqa: S608 - fixed names
        **owner,
        to_email=checked_address(to),
        to_name=header_text(to_name, what="name"),
        from_name=header_text(brand.name, what="name"),
        reply_to=checked_address(reply_to) if reply_to else None,
        subject=line,
        html=rendered.html,
        text=rendered.text,
        headers=json.dumps(headers),
        template=template,
        key=key,
        state="captured" if hold else "queued",
        due_at=clock.real_now(),
        domain=sent_from.rpartition("@")[2],
        created_at=clock.now() if owner else clock.real_now(),
    )
    if found is not None:
        return _Written(found.id, job=not hold)
    earlier = row(f"select id from {table} where key = %(key)s", key=key)  # noqa: S608 - fixed names
    if earlier is None:
        raise LookupError(f"a letter with the key {key!r} is in the way and cannot be seen")
    return _Written(earlier.id, job=False)
