"""Timers: due by the tenant's own clock, in order, once, and none in the way of another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from foundation import clock, jobs, timers
from foundation.db import row, rows, transaction
from foundation.jobs.periodic import periodic
from foundation.tenancy import Scope, current_scope, entered, unscoped
from foundation.timers import actions

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def ran(monkeypatch):
    """What the handlers of these tests were given, in order."""
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr("foundation.timers.actions.handlers", {})

    @timers.handler("test.reminder")
    def remind(due: timers.Due) -> None:
        seen.append((due.subject, due.key))

    @timers.handler("test.broken")
    def broken(due: timers.Due) -> None:
        timers.set("test.reminder", "order:broken", clock.now(), "left-behind")
        raise RuntimeError(f"cannot do {due.key}\x00")

    return seen


@pytest.fixture
def tenant(database, make_portal, monkeypatch) -> Scope:
    monkeypatch.setattr(clock, "_frozen", START)
    return make_portal("alpha").live


def state_of(key: str):
    with transaction():
        return row(
            "select state, attempts, last_error, retry_at, due_at, done_at from timers where key = %(key)s", key=key
        )


def test_due_timers_run_in_order_of_time_and_then_of_id(tenant, ran):
    with entered(tenant):
        with transaction():
            timers.set("test.reminder", "order:1", START + 2 * HOUR, "late")
            timers.set("test.reminder", "order:2", START + HOUR, "early, first id")
            timers.set("test.reminder", "order:3", START + HOUR, "early, second id")
            timers.set("test.reminder", "order:4", START + 3 * HOUR, "not yet")
        assert timers.run_due() == 0
        with clock.frozen(START + 2 * HOUR):
            assert timers.run_due() == 3
            assert state_of("late").state == "done"
            assert state_of("late").done_at == START + 2 * HOUR
            assert timers.run_due() == 0
    assert ran == [("order:2", "early, first id"), ("order:3", "early, second id"), ("order:1", "late")]


def test_a_timer_is_moved_while_it_waits_and_left_alone_once_it_ran(tenant, ran):
    with entered(tenant):
        with transaction():
            assert timers.set("test.reminder", "order:1", START + HOUR, "k")
            assert timers.set("test.reminder", "order:1", START + 2 * HOUR, "k")
        with clock.frozen(START + HOUR):
            assert timers.run_due() == 0
        with clock.frozen(START + 2 * HOUR):
            assert timers.run_due() == 1
            with transaction():
                assert not timers.set("test.reminder", "order:1", START, "k")
            assert timers.run_due() == 0
            with transaction():
                assert timers.set("test.reminder", "order:1", START, "another key")
            assert timers.run_due() == 1


def test_a_cancelled_timer_does_not_run_until_it_is_set_again(tenant, ran):
    with entered(tenant):
        with transaction():
            timers.set("test.reminder", "order:1", START, "k")
        with transaction():
            assert timers.cancel("test.reminder", "k")
            assert not timers.cancel("test.reminder", "k")
        assert timers.run_due() == 0
        assert ran == []
        with transaction():
            assert timers.set("test.reminder", "order:1", START, "k")
        assert timers.run_due() == 1


def test_a_timer_set_in_a_transaction_that_is_undone_does_not_exist(tenant, ran):
    with entered(tenant):
        with pytest.raises(RuntimeError, match="undo"), transaction():
            timers.set("test.reminder", "order:1", START, "k")
            raise RuntimeError("undo")
        assert timers.run_due() == 0
        with transaction():
            timers.set("test.reminder", "order:1", START, "k")
        assert timers.run_due() == 1


def test_a_failing_timer_leaves_nothing_and_does_not_block_the_others(tenant, ran):
    with entered(tenant):
        with transaction():
            timers.set("test.broken", "order:1", START - HOUR, "first")
            timers.set("test.unknown", "order:1", START - HOUR, "nobody")
            timers.set("test.reminder", "order:2", START, "second")
        assert timers.run_due() == 1
        assert ran == [("order:2", "second")]
        assert state_of("left-behind") is None
        failed = state_of("first")
        assert (failed.state, failed.attempts, failed.last_error) == ("waiting", 1, "RuntimeError: cannot do first")
        assert START < failed.retry_at <= START + timedelta(seconds=10)
        assert "nobody handles" in state_of("nobody").last_error
        assert timers.run_due() == 0
        assert state_of("first").attempts == 1


def test_a_failed_timer_is_tried_again_after_its_pause(tenant, ran, monkeypatch):
    with entered(tenant):
        with transaction():
            timers.set("test.broken", "order:1", START, "k")
        timers.run_due()
        monkeypatch.setitem(actions.handlers, "test.broken", lambda due: ran.append((due.subject, due.key)))
        assert timers.run_due() == 0
        with clock.frozen(START + timedelta(seconds=11)):
            assert timers.run_due() == 1
        assert ran == [("order:1", "k")]
        assert state_of("k").last_error is None


def test_pauses_grow_and_end_at_an_hour():
    from foundation.timers.actions import pause

    assert timedelta(seconds=5) <= pause(0) <= timedelta(seconds=10)
    assert timedelta(seconds=40) <= pause(3) <= timedelta(seconds=80)
    assert all(HOUR / 2 <= pause(attempts) <= HOUR for attempts in (12, 1000))


def test_nothing_runs_while_another_worker_runs_the_tenants_timers(tenant, ran, database):
    with entered(tenant), transaction():
        timers.set("test.reminder", "order:1", START, "k")
    with psycopg.connect(database) as other:
        other.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"timers {tenant.tenant_id}",))
        with entered(tenant):
            assert timers.run_due() == 0
        other.rollback()
    with entered(tenant):
        assert timers.run_due() == 1


def test_the_sweep_runs_every_tenant_by_its_own_clock(tenant, ran, make_portal):
    ahead = make_portal("bravo", clock_offset=2 * HOUR).live
    for scope, key in ((tenant, "alpha's"), (ahead, "bravo's")):
        with entered(scope), transaction():
            timers.set("test.reminder", "order:1", START + HOUR, key)
    jobs.run("timers.sweep", tenant_id=None)
    assert ran == [("order:1", "bravo's")]
    with clock.frozen(START + HOUR):
        jobs.run("timers.sweep", tenant_id=None)
    assert ran == [("order:1", "bravo's"), ("order:1", "alpha's")]


def test_one_tenants_trouble_does_not_reach_the_next(tenant, ran, make_portal, monkeypatch):
    second = make_portal("bravo").live
    for scope in (tenant, second):
        with entered(scope), transaction():
            timers.set("test.reminder", "order:1", START, scope.slug)
    real = actions.run_due

    def in_trouble() -> int:
        if current_scope().tenant_id == tenant.tenant_id:
            raise psycopg.OperationalError("gone")
        return real()

    monkeypatch.setattr(actions, "run_due", in_trouble)
    jobs.run("timers.sweep", tenant_id=None)
    assert ran == [("order:1", "bravo")]


def test_due_timers_tells_ids_and_counts_and_keeps_its_limit(tenant, ran, make_portal):
    for slug in ("bravo", "carol"):
        with entered(make_portal(slug).live), transaction():
            timers.set("test.reminder", "order:1", START, "one")
            timers.set("test.reminder", "order:1", START + HOUR, "later")
    with unscoped("test"), transaction():
        found = rows("select * from due_timers(%(at)s, %(most)s)", at=START, most=10)
        assert [type(each.tenant_id) for each in found] == [UUID, UUID]
        assert [each.due for each in found] == [1, 1]
        assert found[0]._fields == ("tenant_id", "due")
        assert len(rows("select * from due_timers(%(at)s, %(most)s)", at=START, most=1)) == 1
        assert rows("select * from due_timers(%(at)s, %(most)s)", at=START, most=-1) == []
        # Without a tenant the table itself shows nothing: only the function sees past the wall.
        assert rows("select id from timers") == []


def test_a_timer_needs_a_zone_and_a_kind_one_handler(tenant, ran):
    with entered(tenant), transaction(), pytest.raises(ValueError, match="zone"):
        timers.set("test.reminder", "order:1", datetime(2026, 5, 4), "k")  # noqa: DTZ001
    with pytest.raises(ValueError, match="two handlers"):
        timers.handler("test.reminder")(lambda due: None)
    timers.handler("test.another")(lambda due: None)


def test_the_sweep_is_periodic_in_seconds():
    assert periodic["timers.sweep"] == "* * * * * */5"
