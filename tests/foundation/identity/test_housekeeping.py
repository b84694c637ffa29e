"""What is over is forgotten, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from commerce.checkout import idempotency
from foundation import clock
from foundation.db import execute, transaction, uuid7, value
from foundation.identity import accounts, housekeeping, limits, tokens
from foundation.tenancy import entered, unscoped


def test_only_what_has_ended_is_deleted(make_portal) -> None:
    house = make_portal("sweep-house")
    with entered(house.live), transaction():
        account = accounts.ensure_account("dana@acme.example", "Dana", verified=True)
        accounts.open_session(account, device="Firefox")
        tokens.issue("sign_in", "dana@acme.example", {}, tokens.SIGN_IN)
        limits.spend("test", "somebody", 5)
    counts = "select (select count(*) from sessions) + (select count(*) from tokens)"
    housekeeping.sweep()
    with entered(house.live), transaction():
        assert value(counts) == 2
    with clock.frozen(clock.real_now() + timedelta(days=61)):
        housekeeping.sweep()
    with entered(house.live), transaction():
        assert value(counts) == 0
        assert value("select count(*) from accounts") == 1
    with unscoped("test"), transaction():
        assert value("select count(*) from rate_limits") == 0


def test_idempotency_keys_outlive_every_retry(make_portal) -> None:
    house = make_portal("key-house")
    with entered(house.live), transaction():
        for days in (0, 13, 15):
            execute(
                "insert into idempotency_keys (tenant_id, id, principal, route, key, fingerprint, response, created_at)"
                " values (%(tenant)s, %(id)s, 'guest', 'order', %(key)s, 'f', '{}', %(at)s)",
                tenant=house.live.tenant_id,
                id=uuid7(),
                key=f"key-of-{days}-days",
                at=clock.real_now() - timedelta(days=days),
            )
    with entered(house.live), transaction():
        assert idempotency.forget_old_keys() == 1
        assert value("select count(*) from idempotency_keys") == 2


def test_days_are_calendar_days_where_clocks_change() -> None:
    from datetime import UTC, datetime

    before = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # 23:30 in Berlin, the evening before summer time
    assert clock.in_days(before, 1, "Europe/Berlin") == datetime(2026, 3, 29, 21, 30, tzinfo=UTC)
    assert clock.in_days(before, 1, "America/New_York") == before + timedelta(days=1)
