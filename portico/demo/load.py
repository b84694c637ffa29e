"""Makes the demo once. History is played on the demo tenant's own clock: it starts in the past and moves forward, order by order, to now."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass, replace
from datetime import timedelta

import portal_config
from foundation import revisions, timers
from foundation.db import transaction, value
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import publish, save_draft
from foundation.tenancy import Scope, entered, unscoped
from foundation.tenancy.actions import create_portal, new_portal_scopes
from foundation.tenancy.hosts import forget_hosts, scope_of
from portico import rooms
from portico.demo.story import HISTORY
from portico.kinds import discover_kinds
from sandbox import history, people

SLUG = "northlight"
PASSWORD = "demo-portal-2026"  # noqa: S105 - printed on purpose; the demo is only loaded in development
BEHIND = timedelta(days=61)


@dataclass(frozen=True)
class SignIn:
    """How somebody signs in to the demo."""

    address: str
    email: str
    password: str
    who: str


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    email: str
    role: str
    who: str


STAFF = (
    Person("mia", "Mia Brandt", "mia@northlight.example", "rol_owner", "owner of Northlight Studio"),
    Person("jonas", "Jonas Feld", "jonas@northlight.example", "rol_pm", "project manager"),
)


def load() -> list[SignIn]:
    """Make whatever of the demo is not there yet, and say how to sign in."""
    discover_kinds()
    rooms.enter()
    if scope_of(SLUG) is None:
        _make_portal()
    live, test = scope_of(SLUG), scope_of(SLUG, "main")
    assert live is not None and test is not None
    seats = _staff_viewers(live)
    with entered(test), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        sample = people.samples(compiled)
        if not value("select 1 from clients limit 1"):
            people.add_people(seats["mia"], compiled, password=PASSWORD)
    with entered(live), transaction():
        if not history.already_played():
            history.play(
                HISTORY, seats, revisions.compiled(revisions.pointer(max_age=0)), lead="mia", password=PASSWORD
            )
    forget_hosts()
    with entered(replace(live, clock_offset=timedelta(0))):
        timers.run_due()
    return [
        *(SignIn(_builder(), person.email, PASSWORD, person.who) for person in STAFF),
        *(
            SignIn(
                f"{live.origin}/",
                person.email,
                PASSWORD,
                f"{compiled.roles[person.role].name.lower()} at {company.name}",
            )
            for company in HISTORY.companies
            for person in company.people
        ),
        *(
            SignIn(f"{test.origin}/", person.email, PASSWORD, f"{compiled.roles[person.role].name.lower()}, sandbox")
            for person in sample
        ),
    ]


def _builder() -> str:
    from foundation.settings import settings

    return settings().origin(settings().builder_host) + "/"


def _make_portal() -> None:
    """The portal, its staff with seats, its draft, and the first revision."""
    document = portal_config.load((importlib.resources.files("builder") / "library" / "northlight.json").read_bytes())
    live, test = new_portal_scopes(SLUG, document["portal"]["name"], demo=True, behind=BEHIND)
    with entered(test), transaction():
        create_portal(live, test)
        for person in STAFF:
            staff_id = staff.create_staff(person.email, person.name, PASSWORD)
            staff.give_seat(staff_id, live.portal_id, owner=person.role == "rol_owner", roles=(person.role,))
        save_draft(document, base=None, author=f"staff:{staff_id}")
        publish(author=f"staff:{staff_id}", note="First version")
    forget_hosts()


def _staff_viewers(live: Scope) -> dict[str, Viewer]:
    with unscoped("demo staff"), transaction():
        known = {person.key: value("select id from staff where email = %(e)s", e=person.email) for person in STAFF}
    with entered(live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
    return {
        person.key: Viewer(
            kind="staff",
            staff_id=known[person.key],
            name=person.name,
            email=person.email,
            roles=frozenset({person.role}),
            permissions=compiled.permissions({person.role}),
            owner=person.role == "rol_owner",
        )
        for person in STAFF
    }
