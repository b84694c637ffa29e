"""The files' work for later: checks of big ones, deleting bytes once a deletion is certain, forgetting what was left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from foundation import clock
from foundation.db import row, transaction
from foundation.jobs import task
from foundation.jobs.periodic import every
from foundation.storage import FileNotThere, storage
from foundation.tenancy import current_scope, entered
from foundation.tenancy.hosts import for_each_tenant
from workspace.files import actions, arrivals
from workspace.files.arrivals import Turned

KEPT_ARRIVALS = timedelta(hours=3)


@task("files.check", outward=True)
def check(*, file_id: str) -> None:
    """Check a file that takes longer. The bytes are read outside of a transaction; a second run finds the work done."""
    known = UUID(file_id)
    with transaction():
        found = row(
            "select name, state from files where tenant_id = %(tenant)s and id = %(id)s",
            tenant=current_scope().tenant_id,
            id=known,
        )
    if found is None or found.state != "checking":
        return
    try:
        outcome = arrivals.keep(known, found.name)
    except FileNotThere:
        outcome = Turned("The file did not arrive whole. Send it again.")
    with transaction():
        actions.settle(known, outcome)


@task("files.erase", outward=True)
def erase(*, keys: Sequence[str]) -> None:
    """Delete bytes that no row names any more."""
    for key in keys:
        storage().delete(key)


@every("7 * * * *")
@task("files.sweep", outward=True, retries=0)
def sweep() -> None:
    """Forget uploads that never ended and files put nowhere, tenant by tenant, each in a transaction of its own."""
    before = clock.real_now() - KEPT_ARRIVALS
    for scope in for_each_tenant():
        with entered(scope):
            with transaction():
                actions.forget_leftovers()
            storage().forget_arrivals(arrivals.INCOMING, before)
