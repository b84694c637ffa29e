"""Every proven host is looked at once a day (rules T3 and T4)."""

from __future__ import annotations

import logging

from foundation.db import transaction
from foundation.domains.actions import note
from foundation.domains.proof import look_up
from foundation.domains.queries import serving
from foundation.errors import Refused
from foundation.jobs import task
from foundation.jobs.periodic import every
from foundation.settings import settings
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import scope_of

log = logging.getLogger(__name__)


@every("41 4 * * *")
@task("domains.recheck", outward=True, retries=0)
def recheck() -> None:
    """Ask the DNS about each, between transactions, and note the answer in its portal. One host's trouble does not reach the next."""
    with unscoped("domains.recheck"), transaction():
        known = serving()
    for domain in known:
        proof = look_up(domain.host, domain.token, target=f"{domain.slug}.{settings().base_domain}")
        scope = scope_of(domain.slug)
        if scope is None:
            continue
        try:
            with entered(scope), transaction():
                note(domain.host, proof)
        except Refused as refused:
            # Removed since it was read, which is what its owner wanted.
            log.info("domain %s was not noted: %s", domain.host, refused.code)
        except Exception:
            log.exception("domain %s could not be noted", domain.host)
