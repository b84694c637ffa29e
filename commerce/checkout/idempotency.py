"""Once per key: the row is written in the transaction of the effect, so both exist or neither (rule 11)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from psycopg.errors import LockNotAvailable

from foundation import clock
from foundation.db import execute, row, uuid7
from foundation.errors import Refused
from foundation.tenancy import current_scope

_KEY = re.compile(r"[A-Za-z0-9_\-.:]{8,255}")
KEYS_KEPT = timedelta(days=14)
"""How long a repeated request is answered with what the first one made, in real time."""


def require_key(key: str) -> None:
    """Raises Refused ``bad_idempotency_key`` (400) for a key that is missing or not 8 to 255 plain characters."""
    if not _KEY.fullmatch(key):
        raise Refused("bad_idempotency_key", "Reload the page and try again.", pointer="idempotency_key", status=400)


def claim(principal: str, route: str, key: str, fingerprint: str, response: Mapping[str, Any]) -> dict[str, Any] | None:
    """Take a key for a request that is going to be answered with ``response``. None when it was free, else what the request that took it is answered
    with.

    Raises Refused ``idempotency_mismatch`` when that one asked for something else, ``still_running`` while it is at work after the time we wait for
    it (2 s).
    """
    tenant = current_scope().tenant_id
    try:
        fresh = execute(
            "insert into idempotency_keys (tenant_id, id, principal, route, key, fingerprint, response, created_at) values"
            " (%(tenant)s, %(id)s, %(principal)s, %(route)s, %(key)s, %(fingerprint)s, %(response)s, %(at)s)"
            " on conflict (tenant_id, principal, route, key) do nothing",
            tenant=tenant,
            id=uuid7(),
            principal=principal,
            route=route,
            key=key,
            fingerprint=fingerprint,
            response=json.dumps(response),
            at=clock.real_now(),
        )
    except LockNotAvailable:
        raise Refused(
            "still_running", "This order is being placed already. Wait a moment and reload the page.", status=409
        ) from None
    if fresh:
        return None
    found = row(
        "select fingerprint, response from idempotency_keys where tenant_id = %(tenant)s and principal = %(principal)s"
        " and route = %(route)s and key = %(key)s",
        tenant=tenant,
        principal=principal,
        route=route,
        key=key,
    )
    if found is None or found.fingerprint != fingerprint:
        raise Refused(
            "idempotency_mismatch",
            "This order was sent before with other contents. Reload the page to start a new one.",
            pointer="idempotency_key",
        )
    known: dict[str, Any] = found.response
    return known


def forget_old_keys() -> int:
    """Delete idempotency keys older than ``KEYS_KEPT``, which is longer than any retry (rule 11); how many there were."""
    return execute(
        "delete from idempotency_keys where tenant_id = %(tenant)s and created_at < %(before)s",
        tenant=current_scope().tenant_id,
        before=clock.real_now() - KEYS_KEPT,
    )
