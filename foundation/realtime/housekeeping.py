"""What was told long ago is forgotten: whoever was away for so long loads the page anyway."""

from __future__ import annotations

from datetime import timedelta

from foundation import clock
from foundation.db import execute, transaction
from foundation.jobs import task
from foundation.jobs.periodic import every
from foundation.tenancy import current_scope, entered
from foundation.tenancy.hosts import for_each_tenant

KEPT = timedelta(days=3)


@every("29 * * * *")
@task("realtime.prune", outward=True, retries=0)
def prune() -> None:
    """Delete old entries, tenant by tenant, each in a transaction of its own. Counters stay: a room never counts anew."""
    before = clock.real_now() - KEPT
    for scope in for_each_tenant():
        with entered(scope), transaction():
            execute(
                "delete from realtime_entries where tenant_id = %(tenant)s and at < %(before)s",
                tenant=current_scope().tenant_id,
                before=before,
            )
