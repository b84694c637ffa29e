"""Makes the demo once. History is played on the demo tenant's own clock: it starts in the past and moves forward, order by order, to now."""

from __future__ import annotations

import importlib.resources
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import portal_config
from commerce.checkout.actions import place_order
from commerce.checkout.request import Item, PlaceOrder
from commerce.clients import actions as clients
from commerce.clients.viewer import viewer_of_member
from commerce.orders import actions as orders
from commerce.payments import actions as payments
from foundation import clock, revisions, timers
from foundation.db import transaction, value
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import publish, save_draft
from foundation.tenancy import Scope, entered, unscoped
from foundation.tenancy.actions import create_portal, move_clock, new_portal_scopes
from foundation.tenancy.hosts import forget_hosts, scope_of
from portal_config.compiled import Compiled
from portico import rooms
from portico.demo.story import STORIES, Step, Story, weekday_after
from portico.kinds import discover_kinds
from sandbox import people

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
CLIENT = "Acme Industries"
MEMBERS = (
    Person("dana", "Dana Whitfield", "dana@acme-industries.example", "rol_buyer", "buyer at Acme Industries"),
    Person("lee", "Lee Park", "lee@acme-industries.example", "rol_approver", "approver at Acme Industries"),
    Person("fiona", "Fiona Osei", "fiona@acme-industries.example", "rol_finance", "finance at Acme Industries"),
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
        played = value("select 1 from clients limit 1")
        if not played:
            _play(live, seats)
    forget_hosts()
    with entered(replace(live, clock_offset=timedelta(0))):
        timers.run_due()
    return [
        *(SignIn(_builder(), person.email, PASSWORD, person.who) for person in STAFF),
        *(SignIn(f"{live.origin}/", person.email, PASSWORD, person.who) for person in MEMBERS),
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


def _play(live: Scope, seats: dict[str, Viewer]) -> None:
    """Two months in one transaction: if it is cut short, nothing of it is there."""
    compiled = revisions.compiled(revisions.pointer(max_age=0))
    zone = ZoneInfo(compiled.timezone)
    today = clock.real_now().astimezone(zone).date()
    moment = _Moment(live, zone, today)
    moment.at(60, 9)
    with moment:
        client_id = clients.create_client(seats["mia"], name=CLIENT, number="C-1001")
        members = {
            person.key: people.join(
                seats["mia"],
                client_id,
                compiled,
                name=person.name,
                email=person.email,
                role=person.role,
                password=PASSWORD,
            )
            for person in MEMBERS
        }
        clients.set_roles(seats["mia"], members["lee"], ("rol_approver", "rol_admin"), compiled=compiled)
        cast = seats | {key: viewer_of_member(member_id, compiled) for key, member_id in members.items()}
        numbers: dict[int, str] = {}
        happenings = sorted(
            [(-story.days, story.hour, index, -1) for index, story in enumerate(STORIES)]
            + [
                (-step.days, step.hour, index, position)
                for index, story in enumerate(STORIES)
                for position, step in enumerate(story.steps)
            ]
        )
        for before, hour, index, position in happenings:
            moment.at(-before, hour)
            story = STORIES[index]
            if position < 0:
                numbers[index] = _place(story, index, cast, compiled, today)
            else:
                _step(story.steps[position], numbers[index], cast)
        moment.now()


class _Moment:
    """The demo tenant's present time. ``at`` moves its clock forward."""

    def __init__(self, scope: Scope, zone: ZoneInfo, today: date) -> None:
        self.scope, self.zone, self.today = scope, zone, today
        self._stack = ExitStack()
        self._last: datetime | None = None

    def __enter__(self) -> _Moment:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def at(self, days: int, hour: int) -> None:
        """It is ``hour`` o'clock, ``days`` days ago; never before what happened last."""
        wanted = datetime.combine(self.today - timedelta(days=days), time(hour), self.zone)
        if self._last is not None and wanted <= self._last:
            wanted = self._last + timedelta(minutes=7)
        self._last = wanted
        self._move(wanted)

    def now(self) -> None:
        """It is now."""
        self._move(clock.real_now())

    def _move(self, to: datetime) -> None:
        with entered(self.scope):
            self.scope = move_clock(to)
        self._stack.close()
        self._stack.enter_context(entered(self.scope))


def _place(story: Story, index: int, cast: dict[str, Viewer], compiled: Compiled, today: date) -> str:
    day = today - timedelta(days=story.days)
    answers = {name: tuple(_typed(one, day, compiled) for one in values) for name, values in story.answers.items()}
    placed = place_order(
        cast[story.by],
        PlaceOrder(
            idempotency_key=f"demo-{index:04d}",
            items=(Item(service_id=story.service, quantity=story.quantity, answers=answers),),
            po_number=story.po_number,
            method_id=story.method,
            accepted_terms={text.id: text.version for text in compiled.legal.values() if "checkout" in text.accept_at},
            note=story.note,
        ),
    )
    return placed.number


def _typed(text: str, day: date, compiled: Compiled) -> str:
    if text.startswith("@"):
        return compiled.legal[text[1:]].version
    if text.startswith("+") and len(text) < 4:
        return weekday_after(day, int(text[1:])).isoformat()
    return text


def _step(step: Step, number: str, cast: dict[str, Viewer]) -> None:
    person = cast[step.by]
    if step.what == "move":
        orders.move_status(person, number, step.to, note=step.note)
    elif step.what == "cancel":
        orders.cancel(person, number, note=step.note)
    elif step.what == "note":
        orders.add_note(person, number, step.note)
    elif step.what == "transfer":
        payments.confirm_transfer(person, number, reference=step.note)
    else:
        started = payments.start_payment(person, number)
        payments.settle_test_payment(started.payment_id, step.what, viewer=person)
