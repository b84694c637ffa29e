"""Makes the portal that is shopped at, as a process of its own: `python -m tests.faults.prepare`. Prints who shops where as JSON."""

from __future__ import annotations

import json
import os
from decimal import Decimal

from commerce.pricing import quote
from foundation import db
from portico import rooms
from portico.engines import discover_engines
from portico.kinds import discover_kinds
from tests import cast

SLUG = "northside"
BUYERS = ("buyer", "approver", "own")


def prepare() -> dict[str, object]:
    """A demo portal, whose test gateway takes payments, with two companies whose people are signed in."""
    db.configure(os.environ["DATABASE_URL"], role="worker")
    discover_kinds()
    discover_engines()
    rooms.enter()
    site = cast.make_site(SLUG, "North Studio", {"owner": ("Olga Owner", True, ("rol_owner",))})
    members = []
    for key, name in (("acme", "Acme Pumps"), ("borg", "Borg Valves")):
        company = cast.add_company(site, key, name)
        members += [company.people[role].secret for role in BUYERS]
    return {
        "host": site.host,
        "members": members,
        "services": {service.id: service.slug for service in site.compiled.services.values()},
        "prices": {
            service.id: quote(service.price, Decimal(1), site.compiled.currency).net_minor
            for service in site.compiled.services.values()
        },
    }


if __name__ == "__main__":
    print(json.dumps(prepare()))
