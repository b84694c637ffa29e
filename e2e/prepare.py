"""What the stories need beside the demo, made by the actions that serve real people, in a process of its own: `python -m e2e.prepare`.

Everybody here belongs to the live Northlight portal. Prints nothing; the stories know the names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from uuid import UUID

from commerce.clients import actions as clients
from commerce.clients import joining
from commerce.clients.queries import current_document
from foundation.db import configure, transaction, value
from foundation.domains import actions as domains
from foundation.domains.proof import Proof
from foundation.identity.viewer import Viewer
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import scope_of
from portico import rooms
from portico.demo.load import PASSWORD, SLUG, STAFF
from portico.kinds import discover_kinds
from sandbox import people

DOMAIN = "orders.kestrel-engineering.test"
UNPROVEN = "not-yet.kestrel-engineering.test"


@dataclass(frozen=True)
class Someone:
    """A person of the stories; `joined` people sign in with the demo's password."""

    name: str
    email: str
    company: str
    role: str = "rol_buyer"
    joined: bool = True


INVITED = Someone("", "rosa@kestrel.example", "Kestrel Partners", joined=False)
COLLEAGUE = Someone("Ida Holm", "ida@kestrel.example", "Kestrel Partners", role="rol_viewer")
KNOWN = Someone("Nora Halden", "nora@halden.example", "Halden Packaging")
HASTY = Someone("Ole Brandt", "ole@fjord.example", "Fjord Marine")
TRAVELLER = Someone("Tove Lind", "tove@lind.example", "Lind Instruments")
PLAIN = Someone("Pia Roth", "pia@roth.example", "Roth Castings")
NEWCOMER = Someone("", "iris@lumen.example", "Lumen Optics", joined=False)
ON_A_PHONE = Someone("", "juno@orrery.example", "Orrery Tools", joined=False)
PEOPLE = (INVITED, COLLEAGUE, KNOWN, HASTY, TRAVELLER, PLAIN, NEWCOMER, ON_A_PHONE)


def prepare() -> None:
    """Companies with their people, an invitation on its way, and two domains of which one is proven."""
    discover_kinds()
    rooms.enter()
    live = scope_of(SLUG)
    assert live is not None, "load the demo first"
    with unscoped("who owns the portal"), transaction():
        owner_id = value("select id from staff where email = %(email)s", email=STAFF[0].email)
    with entered(live), transaction():
        compiled = current_document()
        owner = Viewer(
            kind="staff",
            staff_id=owner_id,
            name=STAFF[0].name,
            email=STAFF[0].email,
            roles=frozenset({"rol_owner"}),
            permissions=compiled.permissions({"rol_owner"}),
            owner=True,
        )
        places: dict[str, UUID] = {}
        for each in PEOPLE:
            place = places.get(each.company) or clients.create_client(owner, name=each.company)
            places[each.company] = place
            if each.joined:
                people.join(owner, place, compiled, name=each.name, email=each.email, role=each.role, password=PASSWORD)
            else:
                joining.invite_member(owner, place, email=each.email, roles=(each.role,), compiled=compiled)
        for host in (DOMAIN, UNPROVEN):
            domains.claim(owner, host)
        domains.prove(owner, DOMAIN, Proof("proven"))


if __name__ == "__main__":
    configure(os.environ["DATABASE_URL"], role="worker")
    prepare()
