"""Makes the demo once: two sellers who have nothing in common. History is played on the demo tenants' own clocks, of the portals and of their sandboxes:
they start in the past and move forward, order by order, to now."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass, replace
from datetime import timedelta

import portal_config
from foundation import revisions, timers
from foundation.db import transaction, value
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.settings import settings
from foundation.tenancy import Scope, entered, unscoped
from foundation.tenancy.actions import create_portal, new_portal_scopes
from foundation.tenancy.hosts import forget_hosts, scope_of
from portal_config.compiled import Compiled
from portico import rooms
from portico.demo import halden, samples, story
from portico.kinds import discover_kinds
from sandbox import history
from sandbox.story import History
from workspace.onboarding import actions as onboarding

SLUG = "northlight"
PASSWORD = "demo-portal-2026"  # noqa: S105 - printed on purpose; the demo is only loaded in development


@dataclass(frozen=True)
class SignIn:
    """How somebody signs in to the demo."""

    address: str
    email: str
    password: str
    who: str


@dataclass(frozen=True)
class Person:
    """Staff of a seller. ``role`` is a seller role of its document."""

    key: str
    name: str
    email: str
    role: str
    who: str
    owner: bool = False


@dataclass(frozen=True)
class Seller:
    """A portal of the demo: its document in the library, its staff, what happened, and what was tried in its sandbox. The first of the staff owns it."""

    slug: str
    staff: tuple[Person, ...]
    history: History
    tried: History

    @property
    def owner(self) -> Person:
        return self.staff[0]


STAFF = (
    Person("mia", "Mia Brandt", "mia@northlight.example", "rol_owner", "owner of Northlight Studio", owner=True),
    Person("jonas", "Jonas Feld", "jonas@northlight.example", "rol_pm", "project manager there"),
    Person(
        "petra", "Petra Nilsen", "petra@northlight.example", "rol_design", "builds the portal there, does not publish"
    ),
)
SELLERS = (
    Seller(SLUG, STAFF, story.HISTORY, samples.NORTHLIGHT),
    Seller(
        "halden",
        (
            Person(
                "henrik",
                "Henrik Halden",
                "henrik@halden.example",
                "rol_management",
                "owner of Halden Packaging",
                owner=True,
            ),
            Person("sigrid", "Sigrid Voss", "sigrid@halden.example", "rol_sales", "sales there"),
        ),
        halden.HISTORY,
        samples.HALDEN,
    ),
)


def load() -> list[SignIn]:
    """Make whatever of the demo is not there yet, and say how to sign in."""
    discover_kinds()
    rooms.enter()
    signs = [
        SignIn(settings().origin(settings().builder_host) + "/", person.email, PASSWORD, person.who)
        for seller in SELLERS
        for person in seller.staff
    ]
    for seller in SELLERS:
        signs += _load(seller)
    return signs


def _load(seller: Seller) -> list[SignIn]:
    if scope_of(seller.slug) is None:
        _make_portal(seller)
    live, test = scope_of(seller.slug), scope_of(seller.slug, "main")
    assert live is not None and test is not None
    seats = _staff_viewers(seller, live)
    owner = seller.owner.key
    signs: list[SignIn] = []
    for scope, told in ((live, seller.history), (test, seller.tried)):
        with entered(scope), transaction():
            compiled = revisions.compiled(revisions.pointer(max_age=0))
            if not history.already_played():
                played = history.play(told, seats, compiled, lead=owner, password=PASSWORD)
                if scope.mode == "live":
                    _found_their_way(played)
        forget_hosts()
        with entered(replace(scope, clock_offset=timedelta(0))):
            timers.run_due()
        signs += _members(told, scope, compiled)
    return signs


def _found_their_way(played: history.Played) -> None:
    """Who has been there for weeks has hidden what new members are welcomed with."""
    for viewer in played.cast.values():
        if viewer.kind == "member":
            onboarding.hide(viewer)


def _members(told: History, scope: Scope, compiled: Compiled) -> list[SignIn]:
    return [
        SignIn(
            f"{scope.origin}/",
            person.email,
            PASSWORD,
            f"{compiled.roles[person.role].name.lower()} at {company.name}"
            if scope.mode == "live"
            else f"{compiled.roles[person.role].name.lower()}, sandbox",
        )
        for company in told.companies
        for person in company.people
    ]


def _make_portal(seller: Seller) -> None:
    """The portal, its staff with seats, its draft, and the first revision."""
    text = (importlib.resources.files("builder") / "library" / f"{seller.slug}.json").read_bytes()
    document = portal_config.load(text)
    behind, tried = (timedelta(days=told.days + 1) for told in (seller.history, seller.tried))
    live, test = new_portal_scopes(
        seller.slug, document["portal"]["name"], demo=True, behind=behind, sandbox_behind=tried
    )
    with entered(test), transaction():
        create_portal(live, test)
        made = {person.key: staff.create_staff(person.email, person.name, PASSWORD) for person in seller.staff}
        for person in seller.staff:
            staff.give_seat(made[person.key], live.portal_id, owner=person.owner, roles=(person.role,))
        author = f"staff:{made[seller.owner.key]}"
        save_draft(document, base=None, author=author)
        publish(author=author, note="First version")
    forget_hosts()


def _staff_viewers(seller: Seller, live: Scope) -> dict[str, Viewer]:
    with unscoped("demo staff"), transaction():
        known = {
            person.key: value("select id from staff where email = %(e)s", e=person.email) for person in seller.staff
        }
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
            owner=person.owner,
        )
        for person in seller.staff
    }
