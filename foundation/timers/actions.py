"""Setting timers, and running those that are due: in order, each in its own transaction, one runner a tenant."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from foundation import clock
from foundation.db import execute, row, rows, transaction
from foundation.jobs import task
from foundation.jobs.periodic import every
from foundation.tenancy import current_scope, entered, unscoped
from foundation.tenancy.hosts import scope_of_tenant

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(hours=1)
TENANTS_A_SWEEP = 500
TIMERS_A_TENANT = 200


@dataclass(frozen=True, slots=True)
class Due:
    """A timer whose time has come. ``due_at`` is the tenant's time, UTC; ``key`` is what it was set with."""

    id: UUID
    kind: str
    subject: str
    key: str
    due_at: datetime


Handler = Callable[[Due], None]
handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Run this function when a timer of ``kind`` (``room.noun``) is due: in the tenant, in a transaction of its own, without I/O.

    What it writes commits together with the timer's end, so it acts once; something that recurs sets its next timer under a new key.
    Raises ValueError for a kind that is taken.
    """

    def declare(function: Handler) -> Handler:
        if kind in handlers and handlers[kind] is not function:
            raise ValueError(f"there are two handlers for timers of kind {kind}")
        handlers[kind] = function
        return function

    return declare


def set(kind: str, subject: str, due_at: datetime, key: str) -> bool:
    """Set the timer ``key`` of ``kind`` in the present transaction, due at ``due_at`` (UTC, the tenant's time).

    A waiting or cancelled timer of that key is moved to the new time; one that has run stays as it is, so repeating the step that sets it
    does not repeat what it did. Returns whether the timer waits now. Raises ValueError for a time without a zone.
    """
    if due_at.tzinfo is None:
        raise ValueError("a timer needs a time with a zone")
    return bool(
        execute(
            "insert into timers (tenant_id, due_at, kind, subject, key, state, attempts, created_at)"
            " values (%(tenant)s, %(due)s, %(kind)s, %(subject)s, %(key)s, 'waiting', 0, %(now)s)"
            " on conflict (tenant_id, kind, key) do update set due_at = excluded.due_at, subject = excluded.subject,"
            " state = 'waiting', attempts = 0, retry_at = null, last_error = null, done_at = null where timers.state <> 'done'",
            tenant=current_scope().tenant_id,
            due=due_at,
            kind=kind,
            subject=subject,
            key=key,
            now=clock.now(),
        )
    )


def cancel(kind: str, key: str) -> bool:
    """Cancel a waiting timer in the present transaction; False when none waits."""
    return bool(
        execute(
            "update timers set state = 'cancelled', done_at = %(now)s"
            " where kind = %(kind)s and key = %(key)s and state = 'waiting'",
            kind=kind,
            key=key,
            now=clock.now(),
        )
    )


def run_due(limit: int = TIMERS_A_TENANT) -> int:
    """Run the entered tenant's due timers in order of ``due_at``, then id, at most ``limit`` attempts; the number that ran to their end.

    Opens its own transactions, so not to be called inside one. A timer that fails is written down, paused with growing pauses (in real time)
    and does not hold up the others. Where somebody else runs this tenant's timers already, nothing is done.
    """
    finished = 0
    for _ in range(limit):
        due: Due | None = None
        try:
            with transaction():
                due = _next()
                if due is None:
                    break
                function = handlers.get(due.kind)
                if function is None:
                    raise LookupError(f"nobody handles timers of kind {due.kind}")
                function(due)
                execute(
                    "update timers set state = 'done', done_at = %(now)s, attempts = attempts + 1, last_error = null"
                    " where id = %(id)s and state = 'waiting'",
                    id=due.id,
                    now=clock.now(),
                )
            finished += 1
        except Exception as error:
            if due is None:
                raise
            log.exception("timer %s (%s) failed", due.id, due.kind)
            _pause(due, error)
    return finished


def _next() -> Due | None:
    """The earliest due timer, locked. The tenant's advisory lock keeps the order when two workers sweep at once."""
    if not _alone():
        return None
    found = row(
        "select id, kind, subject, key, due_at from timers"
        " where state = 'waiting' and due_at <= %(now)s and (retry_at is null or retry_at <= %(real)s)"
        " order by due_at, id limit 1 for update skip locked",
        now=clock.now(),
        real=clock.real_now(),
    )
    return Due(found.id, found.kind, found.subject, found.key, found.due_at) if found else None


def _alone() -> bool:
    found = row(
        "select pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0)) as mine",
        name=f"timers {current_scope().tenant_id}",
    )
    return bool(found and found.mine)


def _pause(due: Due, error: Exception) -> None:
    """Write the failure down, in a transaction of its own because the timer's was rolled back."""
    with transaction():
        found = row("select attempts from timers where id = %(id)s and state = 'waiting' for update", id=due.id)
        if found is None:
            return
        execute(
            "update timers set attempts = attempts + 1, last_error = %(error)s, retry_at = %(retry)s where id = %(id)s",
            id=due.id,
            error=f"{type(error).__name__}: {error}"[:500].replace("\x00", ""),
            retry=clock.real_now() + pause(found.attempts),
        )


def pause(attempts: int) -> timedelta:
    """How long to wait after ``attempts`` earlier failures: 10 s doubling up to an hour, with jitter, so that failures spread out."""
    longest = min(timedelta(seconds=10 * (1 << min(attempts, 12))), LONGEST_PAUSE)
    return longest * (500 + secrets.randbelow(501)) / 1000


@every("* * * * * */5")
@task("timers.sweep", outward=True, retries=0)
def sweep() -> None:
    """Run what is due in every tenant, each by its own clock. One tenant's trouble does not reach the next."""
    with unscoped("timers.sweep"), transaction():
        due = rows("select tenant_id from due_timers(%(at)s, %(most)s)", at=clock.real_now(), most=TENANTS_A_SWEEP)
    for found in due:
        scope = scope_of_tenant(found.tenant_id)
        if scope is None:
            continue
        try:
            with entered(scope):
                run_due()
        except Exception:
            log.exception("timers of tenant %s could not be run", scope.tenant_id)
