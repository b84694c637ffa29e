"""Makes the portal that is shopped at, as a process of its own: `python -m tests.faults.prepare`. Prints who shops where as JSON."""

from __future__ import annotations

import json
import os
import sys
from decimal import Decimal

from commerce.pricing import quote
from foundation import db
from foundation.identity.secrets import signed
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


def prepare_talkers(count: int) -> dict[str, object]:
    """A portal with so many people who write to it, four of each company. Each reads their whole company."""
    db.configure(os.environ["DATABASE_URL"], role="worker")
    discover_kinds()
    discover_engines()
    rooms.enter()
    site = cast.make_site(SLUG, "North Studio", {"owner": ("Olga Owner", True, ("rol_owner",))})
    talkers: list[dict[str, str]] = []
    while len(talkers) < count:
        number = len(talkers)
        company = cast.add_company(site, f"firm{number}", f"Firm {number}")
        for person in company.people.values():
            viewer = person.viewer
            if viewer and viewer.scope("message.write") == "company" and person.secret and len(talkers) < count:
                csrf = signed("csrf", person.secret)
                talkers.append({"client": str(company.id), "secret": person.secret, "csrf": csrf})
    return {"host": site.host, "talkers": talkers}


if __name__ == "__main__":
    print(json.dumps(prepare_talkers(int(sys.argv[2])) if sys.argv[1:2] == ["--talkers"] else prepare()))
