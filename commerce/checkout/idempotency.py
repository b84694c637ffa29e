"""Once per key: the row is written in the transaction of the effect, so both exist or neither (rule 11)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from foundation.db import row
from foundation.errors import Refused
from foundation.tenancy import current_scope

_KEY = re.compile(r"[A-Za-z0-9_\-.:]{8,255}")


@dataclass(frozen=True, slots=True)
class Known:
    """What the key did the first time."""

    response: dict[str, Any]


def require_key(key: str) -> None:
    """Raises Refused ``bad_idempotency_key`` (400) for a key that is missing or not 8 to 255 plain characters."""
    if not _KEY.fullmatch(key):
        raise Refused("bad_idempotency_key", "Reload the page and try again.", pointer="idempotency_key", status=400)


def known(principal: str, route: str, key: str, fingerprint: str) -> Known:
    """What an earlier request under this key did. Raises Refused ``idempotency_mismatch`` when it asked for something else."""
    found = row(
        "select fingerprint, response from idempotency_keys where tenant_id = %(tenant)s and principal = %(principal)s"
        " and route = %(route)s and key = %(key)s",
        tenant=current_scope().tenant_id,
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
    return Known(found.response)


def running() -> Refused:
    """The answer while a twin of the request is still at work after the time we wait for it (2 s)."""
    return Refused(
        "still_running", "This order is being placed already. Wait a moment and reload the page.", status=409
    )
