"""Single-use secrets mailed to staff, bound to a purpose and an address. They belong to no portal."""

from __future__ import annotations

from datetime import timedelta

from foundation import clock
from foundation.db import execute, value
from foundation.errors import Refused
from foundation.identity.secrets import hashed, new_secret

CONFIRM = timedelta(days=7)
PASSWORD_RESET = timedelta(hours=1)


def issue(purpose: str, subject: str, lifetime: timedelta) -> str:
    """Make a token for ``subject`` (an e-mail address), in place of earlier ones of this purpose, and return the secret, which is kept nowhere."""
    secret = new_secret()
    at = clock.real_now()
    execute(
        "update staff_tokens set used_at = %(at)s where purpose = %(purpose)s and subject = %(subject)s and used_at is null",
        at=at,
        purpose=purpose,
        subject=subject,
    )
    execute(
        "insert into staff_tokens (token_hash, purpose, subject, created_at, expires_at) values"
        " (%(hash)s, %(purpose)s, %(subject)s, %(at)s, %(until)s)",
        hash=hashed(secret),
        purpose=purpose,
        subject=subject,
        at=at,
        until=at + lifetime,
    )
    return secret


def peek(purpose: str, secret: str) -> str:
    """The address a token was sent to, without using it up. Raises Refused ``link_used_up`` for one that is unknown, used or expired."""
    found: str | None = value(
        "select subject from staff_tokens where token_hash = %(hash)s and purpose = %(purpose)s"
        " and used_at is null and expires_at > %(at)s",
        hash=hashed(secret),
        purpose=purpose,
        at=clock.real_now(),
    )
    if found is None:
        raise _used_up()
    return found


def consume(purpose: str, secret: str) -> str:
    """Use a token up, once even when two requests race: the address it was sent to. Raises Refused ``link_used_up``."""
    at = clock.real_now()
    found: str | None = value(
        "update staff_tokens set used_at = %(at)s where token_hash = %(hash)s and purpose = %(purpose)s"
        " and used_at is null and expires_at > %(at)s returning subject",
        hash=hashed(secret),
        purpose=purpose,
        at=at,
    )
    if found is None:
        raise _used_up()
    return found


def _used_up() -> Refused:
    return Refused("link_used_up", "This link has been used or has expired. Ask for a new one.", status=410)
