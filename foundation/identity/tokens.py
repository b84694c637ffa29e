"""Single-use secrets sent by mail, bound to a tenant, a purpose and an address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from foundation import clock
from foundation.db import execute, row, uuid7
from foundation.errors import Refused
from foundation.identity.secrets import hashed, new_secret
from foundation.tenancy import current_scope

SIGN_IN = timedelta(minutes=30)
INVITATION = timedelta(days=14)
GUEST_ORDER = timedelta(days=30)
PASSWORD_RESET = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token carries: the address it was sent to and what it is about."""

    subject: str
    payload: Mapping[str, Any]


def issue(purpose: str, subject: str, payload: Mapping[str, Any], lifetime: timedelta) -> str:
    """Make a token for ``subject`` (an e-mail address) and return the secret, which is kept nowhere. Lifetimes are real time."""
    secret = new_secret()
    at = clock.real_now()
    execute(
        "insert into tokens (tenant_id, id, token_hash, purpose, subject, payload, created_at, expires_at) values"
        " (%(tenant)s, %(id)s, %(hash)s, %(purpose)s, %(subject)s, %(payload)s, %(at)s, %(until)s)",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        hash=hashed(secret),
        purpose=purpose,
        subject=subject,
        payload=json.dumps(dict(payload)),
        at=at,
        until=at + lifetime,
    )
    return secret


def peek(purpose: str, secret: str) -> Opened:
    """Read a token without using it up. Raises Refused ``link_used_up`` for one that is unknown, used or expired: all three look the same."""
    found = row(
        "select subject, payload from tokens where token_hash = %(hash)s and purpose = %(purpose)s"
        " and used_at is null and expires_at > %(at)s",
        hash=hashed(secret),
        purpose=purpose,
        at=clock.real_now(),
    )
    if found is None:
        raise _used_up()
    return Opened(found.subject, found.payload)


def consume(purpose: str, secret: str) -> Opened:
    """Use a token up, once even when two requests race. Raises Refused ``link_used_up``."""
    at = clock.real_now()
    found = row(
        "update tokens set used_at = %(at)s where token_hash = %(hash)s and purpose = %(purpose)s"
        " and used_at is null and expires_at > %(at)s returning subject, payload",
        hash=hashed(secret),
        purpose=purpose,
        at=at,
    )
    if found is None:
        raise _used_up()
    return Opened(found.subject, found.payload)


def withdraw(purpose: str, subject: str, *, about: Mapping[str, Any] | None = None) -> int:
    """Make every open token of this purpose and address useless, or only those whose payload holds ``about``; how many there were."""
    return execute(
        "update tokens set used_at = %(at)s where purpose = %(purpose)s and subject = %(subject)s and used_at is null"
        " and payload @> %(about)s",
        at=clock.real_now(),
        purpose=purpose,
        subject=subject,
        about=json.dumps(dict(about or {})),
    )


def _used_up() -> Refused:
    return Refused(
        "link_used_up", "This link has been used or has expired. Ask for a new one on the sign-in page.", status=410
    )
