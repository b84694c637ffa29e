"""What is over is forgotten: counters of passed windows, sessions that ended, tokens nobody can use any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from foundation import clock
from foundation.db import execute, transaction
from foundation.identity import passes
from foundation.jobs import task
from foundation.jobs.periodic import every
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import for_each_tenant

KEPT_LIMITS = timedelta(days=1)
KEPT_TOKENS = timedelta(days=30)


@every("17 3 * * *")
@task("identity.sweep", outward=True, retries=0)
def sweep() -> None:
    """Delete it, tenant by tenant, each in a transaction of its own; at night, by real time."""
    at = clock.real_now()
    with unscoped("identity sweep"), transaction():
        execute("delete from rate_limits where window_start < %(before)s", before=at - KEPT_LIMITS)
        execute("delete from staff_sessions where expires_at < %(at)s", at=at)
        execute("delete from staff_tokens where expires_at < %(before)s", before=at - KEPT_TOKENS)
    for scope in for_each_tenant():
        with entered(scope), transaction():
            forget_ended(at)


def forget_ended(at: datetime) -> None:
    """Delete the entered tenant's sessions that ended before ``at``, tokens a month after their time, and passes without a staff session."""
    execute("delete from sessions where expires_at < %(at)s", at=at)
    execute("delete from tokens where expires_at < %(before)s", before=at - KEPT_TOKENS)
    passes.forget_lapsed()
