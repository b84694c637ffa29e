"""The checkout's work for later."""

from __future__ import annotations

from commerce.checkout import drafts
from commerce.checkout.idempotency import forget_old_keys
from foundation.db import transaction
from foundation.jobs import task
from foundation.jobs.periodic import every
from foundation.tenancy import entered
from foundation.tenancy.hosts import for_each_tenant


@every("37 3 * * *")
@task("checkout.sweep", outward=True, retries=0)
def sweep() -> None:
    """Forget idempotency keys that no repetition can come for any more, and drafts nobody came back to, tenant by tenant."""
    for scope in for_each_tenant():
        with entered(scope), transaction():
            forget_old_keys()
            drafts.forget_old()
