"""Budgets, single-use links and passwords: what stands between a stranger and a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher

from foundation import clock
from foundation.db import transaction
from foundation.errors import Refused, TooMany
from foundation.identity import limits, passwords, tokens
from foundation.tenancy import entered, unscoped

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


# Budgets


def spend(
    times: int, who: str = "a", *, budget: str = "sign_in", limit: int = 3, window: timedelta = limits.WINDOW
) -> None:
    for _ in range(times):
        limits.spend(budget, who, limit, window)


def test_a_budget_is_exhausted_and_comes_back_with_the_next_window(database: str) -> None:
    assert database
    with unscoped("test"), clock.frozen(NOON):
        spend(3)
        with pytest.raises(TooMany) as refused:
            spend(1)
        assert refused.value.status == 429 and refused.value.code == "too_many_requests"
        assert 0 < refused.value.retry_after <= limits.WINDOW.total_seconds() + 1
        wait = refused.value.retry_after
    with unscoped("test"), clock.frozen(NOON + timedelta(seconds=wait - 2)), pytest.raises(TooMany):
        spend(1)
    with unscoped("test"), clock.frozen(NOON + timedelta(seconds=wait)):
        spend(3)


def test_budgets_are_kept_apart(database: str, make_portal: Callable[..., Any]) -> None:
    """By what is done, by whom, and by where: a flood at one portal locks nobody out of another."""
    assert database
    north, south = make_portal("north"), make_portal("south")
    with clock.frozen(NOON):
        with entered(north.live):
            spend(3)
            with pytest.raises(TooMany):
                spend(1)
            spend(3, "b")
            spend(3, budget="link")
        for scope in (north.sandbox, south.live):
            with entered(scope):
                spend(3)
        with unscoped("test"):
            spend(3)


def test_a_use_counts_even_when_the_request_is_refused(database: str, make_portal: Callable[..., Any]) -> None:
    assert database
    north = make_portal("north")
    with clock.frozen(NOON), entered(north.live):
        for _ in range(3):
            with pytest.raises(RuntimeError), transaction():
                spend(1)
                raise RuntimeError("the password was wrong")
        with pytest.raises(TooMany):
            spend(1)


def test_how_long_to_wait_is_said_in_words(database: str) -> None:
    assert database
    with unscoped("test"), clock.frozen(NOON):
        with pytest.raises(TooMany, match="Wait 15 minutes and"):
            spend(2, limit=1)
        with pytest.raises(TooMany, match="Wait 1 minute and"):
            spend(2, limit=1, budget="quick", window=timedelta(seconds=30))


# Links


def issued(portal: Any, purpose: str = "sign_in", lifetime: timedelta = tokens.SIGN_IN) -> str:
    with entered(portal.live), transaction():
        return tokens.issue(purpose, "dana@acme.example", {"order": "7"}, lifetime)


def used_up(call: Callable[[], Any]) -> bool:
    try:
        with transaction():
            call()
    except Refused as refused:
        assert (refused.code, refused.status) == ("link_used_up", 410)
        return True
    return False


def test_a_link_is_used_once(make_portal: Callable[..., Any]) -> None:
    north = make_portal("north")
    secret = issued(north)
    with entered(north.live):
        for _ in range(2):
            with transaction():
                assert tokens.peek("sign_in", secret).subject == "dana@acme.example", "looking uses nothing up"
        with transaction():
            opened = tokens.consume("sign_in", secret)
        assert (opened.subject, dict(opened.payload)) == ("dana@acme.example", {"order": "7"})
        assert used_up(lambda: tokens.consume("sign_in", secret))
        assert used_up(lambda: tokens.peek("sign_in", secret))


def test_a_link_opens_what_it_was_made_for_where_it_was_made(make_portal: Callable[..., Any]) -> None:
    north, south = make_portal("north"), make_portal("south")
    secret = issued(north, "invitation")
    with entered(north.live):
        assert used_up(lambda: tokens.consume("sign_in", secret))
        assert used_up(lambda: tokens.consume("invitation", secret[:-1]))
        assert used_up(lambda: tokens.consume("invitation", ""))
    for scope in (south.live, north.sandbox):
        with entered(scope):
            assert used_up(lambda: tokens.peek("invitation", secret))
            assert used_up(lambda: tokens.consume("invitation", secret))
    with entered(north.live):
        assert not used_up(lambda: tokens.consume("invitation", secret))


def test_a_link_expires(make_portal: Callable[..., Any]) -> None:
    north = make_portal("north")
    with clock.frozen(NOON):
        secret, other = issued(north), issued(north)
    with entered(north.live):
        with clock.frozen(NOON + tokens.SIGN_IN - timedelta(seconds=1)):
            assert not used_up(lambda: tokens.consume("sign_in", secret))
        with clock.frozen(NOON + tokens.SIGN_IN):
            assert used_up(lambda: tokens.consume("sign_in", other))


def test_open_links_can_be_withdrawn(make_portal: Callable[..., Any]) -> None:
    north = make_portal("north")
    secret, kept = issued(north), issued(north, "invitation")
    with entered(north.live):
        with transaction():
            assert tokens.withdraw("sign_in", "dana@acme.example") == 1
        assert used_up(lambda: tokens.peek("sign_in", secret))
        assert not used_up(lambda: tokens.peek("invitation", kept))


def test_a_secret_is_kept_nowhere(make_portal: Callable[..., Any], admin_dsn: str) -> None:
    import psycopg

    secret = issued(make_portal("north"))
    with psycopg.connect(admin_dsn) as connection:
        found = connection.execute("select t::text from portico.tokens t").fetchall()
    assert len(found) == 1 and secret not in found[0][0]
    assert len(secret) >= 43


# Passwords


def weak(password: str, *about: str) -> bool:
    try:
        passwords.check_strength(password, about)
    except Refused as refused:
        assert (refused.code, refused.pointer, refused.status) == ("weak_password", "password", 422)
        return True
    return False


def test_a_good_password_is_long_and_hard_to_guess() -> None:
    assert not weak("copper kettle orbit lantern")
    assert not weak("x7!Qpl0#vRt2")
    assert not weak("drei Bäume überm Fluß")
    for bad in ("", "short", "123456789", "password123", "qwertyuiop", "aaaaaaaaaaaaaaaa", "iloveyou2026"):
        assert weak(bad), bad
    assert weak("copper kettle orbit lantern" * 8), "hashing has a longest"
    assert not weak(("copper kettle orbit lantern" * 8)[: passwords.MAXIMUM])


def test_the_name_of_the_person_or_portal_is_no_password() -> None:
    assert not weak("kestrelovmira") and not weak("northlightstudio")
    assert weak("kestrelovmira", "Mira", "Kestrelov", "")
    assert weak("northlightstudio", "northlight", "studio")


def test_a_password_fits_its_hash_only() -> None:
    stored = passwords.hash_password("copper kettle orbit lantern")
    assert stored.startswith("$argon2id$") and "copper" not in stored
    assert passwords.verify(stored, "copper kettle orbit lantern")
    assert not passwords.verify(stored, "copper kettle orbit lanterns")
    assert not passwords.verify(stored, "")
    assert not passwords.verify(None, "copper kettle orbit lantern")
    assert not passwords.verify("no hash", "copper kettle orbit lantern")
    assert not passwords.verify(stored, "x" * (passwords.MAXIMUM + 1))
    assert passwords.hash_password("copper kettle orbit lantern") != stored, "each has a salt of its own"


def test_a_hash_made_with_other_costs_is_made_anew() -> None:
    """Today's parameters stay; yesterday's still open the door and are replaced behind it."""
    today = passwords.hash_password("copper kettle orbit lantern")
    assert not passwords.outdated(today)
    yesterday = PasswordHasher(time_cost=3, memory_cost=16, parallelism=1).hash("copper kettle orbit lantern")
    assert passwords.outdated(yesterday)
    assert passwords.verify(yesterday, "copper kettle orbit lantern")
