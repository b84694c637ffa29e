"""Budgets against guessing and flooding. Counters are kept in a transaction of their own, so that a refusal does not undo its own count."""

from __future__ import annotations

import hashlib
import ipaddress
from datetime import UTC, datetime, timedelta

from foundation import clock
from foundation.db import db, value
from foundation.db.transaction import bare_app
from foundation.errors import TooMany
from foundation.tenancy.scope import maybe_scope, unscoped
from words import say, say_many, unsaid

SIGN_IN_PER_ADDRESS = 30
SIGN_IN_PER_ACCOUNT = 10
LINK_PER_ACCOUNT = 5
GUEST_ORDER_PER_ADDRESS = 20
GUEST_ORDER_PER_RECIPIENT = 10
SIGN_UP_PER_ADDRESS = 10
SIGN_UP_PER_RECIPIENT = 5
PORTALS_PER_SELLER = 10
LOOKS_PER_VISITOR = 300
WINDOW = timedelta(minutes=15)
TOO_MANY = unsaid("Too many tries.")
HOUR = timedelta(hours=1)


def network(address: str) -> str:
    """What a caller's budget is counted by: the address, or the /64 that one subscriber is given where it is IPv6. Other texts stay as they are."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))


def spend(
    budget: str, who: str, limit: int, window: timedelta = WINDOW, *, uses: int = 1, told: str = TOO_MANY
) -> None:
    """Count ``uses`` of ``budget`` by ``who`` (an address, an account) in the present window. Raises TooMany beyond ``limit``: ``told`` says of what,
    and how long to wait is said after it."""
    scope = maybe_scope()
    realm = str(scope.tenant_id) if scope else "platform"
    key = hashlib.sha256(f"{realm}\0{budget}\0{who}".encode()).digest()
    at = clock.real_now()
    seconds = int(window.total_seconds())
    start = datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, UTC)
    with bare_app().app_context(), unscoped("rate limit"):
        count = value(
            "insert into rate_limits (key, window_start, count) values (%(key)s, %(start)s, %(uses)s)"
            " on conflict (key, window_start) do update set count = rate_limits.count + excluded.count returning count",
            key=key,
            uses=uses,
            start=start,
        )
        db.session.commit()
    if count > limit:
        wait = int((start + window - at).total_seconds()) + 1
        minutes = max(1, round(wait / 60))
        again = say_many("Wait {count} minute and try again.", "Wait {count} minutes and try again.", minutes)
        raise TooMany(f"{say(told)} {again}", retry_after=wait)
