"""Playing a history in a tenant by the actions real people use, on the tenant's own clock, which starts in the past and ends at now.

The caller has entered the tenant in a transaction; if that is cut short, nothing of the history is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from commerce.checkout.actions import place_order
from commerce.checkout.request import Item, PlaceOrder
from commerce.clients import actions as clients
from commerce.clients import groups, notes
from commerce.clients.viewer import viewer_of_member
from commerce.orders import actions as orders
from commerce.orders.queries import access_order
from commerce.payments import actions as payments
from foundation import clock
from foundation.db import value
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import Scope, current_scope, entered
from foundation.tenancy.actions import move_clock
from portal_config.compiled import Compiled
from portal_config.standing import staff_standing
from sandbox import people
from sandbox.drawn import file_of
from sandbox.story import History, Step, Story, Talk
from workspace.conversations import actions as conversations
from workspace.conversations.queries import access_thread
from workspace.files import actions as files
from workspace.tasks import actions as tasks


@dataclass(frozen=True)
class Played:
    """Who is there now. ``cast`` holds staff and members by key; ``scope`` has the tenant's clock as it stands."""

    scope: Scope
    cast: Mapping[str, Viewer]
    clients: Mapping[str, UUID]


def already_played() -> bool:
    """Whether anything has happened in the entered tenant: a history is played once."""
    return value("select 1 from clients limit 1") is not None


def play(
    history: History, staff: Mapping[str, Viewer], compiled: Compiled, *, lead: str, password: str | None = None
) -> Played:
    """Play it in the entered tenant, whose clock must stand ``history.days`` or more in the past. ``lead`` is the staff key who makes clients
    and invites; members join with ``password``, or without one and sign in by mailed links."""
    zone = ZoneInfo(compiled.timezone)
    with _Moment(current_scope(), zone, clock.real_now().astimezone(zone).date()) as moment:
        moment.at(history.days, 8)
        staff = {
            key: replace(one, standing=staff_standing(compiled, one.roles, owner=one.owner))
            for key, one in staff.items()
        }
        made: dict[str, UUID] = {}
        cast: dict[str, Viewer] = dict(staff)
        for company in history.companies:
            made[company.key] = clients.create_client(staff[lead], name=company.name, number=company.number)
            for group in company.groups:
                groups.add_to_group(staff[lead], made[company.key], group, compiled=compiled)
            for person in company.people:
                member = people.join(
                    staff[lead],
                    made[company.key],
                    compiled,
                    name=person.name,
                    email=person.email,
                    role=person.role,
                    password=password,
                )
                if person.also:
                    clients.set_roles(staff[lead], member, (person.role, *person.also), compiled=compiled)
                cast[person.key] = viewer_of_member(member, compiled)
        scene = _Scene(history, cast, made, compiled, moment)
        for days, hour, index, step in _happenings(history):
            moment.at(days, hour)
            scene.happen(index, step)
        scene.read_up()
        moment.now()
        return Played(moment.scope, cast, made)


def _happenings(history: History) -> Iterator[tuple[int, int, int, Step | None]]:
    """(days ago, hour, story or talk, step) in the order in which it happened; what begins a story comes before its steps. Talks are counted on
    from the stories."""
    told: list[Story | Talk] = [*history.orders, *history.talks]
    all_of_it = [(-story.days, story.hour, index, -1) for index, story in enumerate(history.orders)] + [
        (-step.days, step.hour, index, position)
        for index, one in enumerate(told)
        for position, step in enumerate(one.steps)
    ]
    for before, hour, index, position in sorted(all_of_it):
        yield -before, hour, index, told[index].steps[position] if position >= 0 else None


class _Scene:
    """Who is there and what has been placed so far."""

    def __init__(
        self,
        history: History,
        cast: Mapping[str, Viewer],
        companies: Mapping[str, UUID],
        compiled: Compiled,
        moment: _Moment,
    ) -> None:
        self._history, self._cast, self._companies = history, cast, companies
        self._compiled, self._moment = compiled, moment
        self._numbers: dict[int, str] = {}
        self._tasks: dict[str, UUID] = {}
        self._said = 0
        self._here: set[UUID] = set()

    def happen(self, index: int, step: Step | None) -> None:
        """Let one thing happen: an order placed, or a step of an order or a talk."""
        orders_told = self._history.orders
        self._note_here(self._cast[step.by if step else orders_told[index].by])
        if step is None:
            story = orders_told[index]
            self._numbers[index] = _place(story, index, self._cast, self._compiled, self._moment.today)
        elif index < len(orders_told):
            self._of_order(step, self._numbers[index])
        else:
            self._of_client(step, self._companies[self._history.talks[index - len(orders_told)].company])

    def _of_order(self, step: Step, number: str) -> None:
        person = self._cast[step.by]
        if step.what in ("message", "aside"):
            order = access_order(person, number)
            self._say(person, step, order.id, order.client_id)
        elif step.what == "file":
            order = access_order(person, number)
            self._add(person, step, f"order:{order.id}", order.client_id, order.id)
        elif step.what == "assign":
            orders.assign(person, number, self._cast[step.to].staff_id)
        elif step.what == "task":
            self._plan(person, step, order=number)
        elif step.what == "done":
            tasks.finish_task(person, self._tasks[step.note])
        else:
            _step(step, number, self._cast)

    def _of_client(self, step: Step, client: UUID) -> None:
        person = self._cast[step.by]
        if step.what == "remark":
            notes.add_note(person, client, step.note)
        elif step.what == "file":
            self._add(person, step, f"client:{client}", client)
        elif step.what == "task":
            self._plan(person, step, client=client)
        elif step.what == "done":
            tasks.finish_task(person, self._tasks[step.note])
        else:
            self._say(person, step, client, client)

    def _drawn(self, person: Viewer, step: Step, client: UUID) -> list[UUID]:
        return [
            files.store_upload(person, name=name, stream=file_of(name), client_id=client, at=clock.now()).id
            for name in step.files
        ]

    def _add(self, person: Viewer, step: Step, subject: str, client: UUID, order: UUID | None = None) -> None:
        folder = step.to if step.to in self._compiled.folders else ""
        files.attach(
            person,
            self._drawn(person, step, client),
            subject=subject,
            client_id=client,
            order_id=order,
            folder=folder,
        )

    def _say(self, person: Viewer, step: Step, thread: UUID, client: UUID) -> None:
        self._said += 1
        attached = self._drawn(person, step, client)
        conversations.post_message(
            person,
            thread,
            text=step.note,
            file_ids=attached,
            internal=step.what == "aside",
            key=f"played-{self._said:04d}",
        )

    def _plan(self, person: Viewer, step: Step, *, order: str | None = None, client: UUID | None = None) -> None:
        assignee = self._cast[step.to].staff_id if step.to else None
        day = weekday_after(self._moment.today - timedelta(days=step.days), 2)
        self._tasks[step.note] = tasks.create_task(
            person, title=step.note, order=order, client=client, assignee=assignee, due=day
        )

    def read_up(self) -> None:
        """Everybody has read what they can read, except for those a story or a talk names."""
        threads = [
            (access_order(self._cast[story.by], self._numbers[index]).id, story.unread)
            for index, story in enumerate(self._history.orders)
        ] + [(self._companies[talk.company], talk.unread) for talk in self._history.talks]
        for thread, unread in threads:
            for key, person in self._cast.items():
                if key in unread:
                    continue
                try:
                    known = access_thread(person, thread)
                except NotFound:
                    continue
                if known.last:
                    conversations.mark_read(person, thread, known.last)
                    if person.member_id not in self._here:
                        self._note_here(person)

    def _note_here(self, person: Viewer) -> None:
        if person.member_id is not None:
            self._here.add(person.member_id)
            clients.note_seen(b"", person.member_id, at=clock.now())


class _Moment:
    """The tenant's present time. ``at`` moves its clock forward."""

    def __init__(self, scope: Scope, zone: ZoneInfo, today: date) -> None:
        self.scope, self.zone, self.today = scope, zone, today
        self._stack = ExitStack()
        self._last: datetime | None = None

    def __enter__(self) -> _Moment:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def at(self, days: int, hour: int) -> None:
        """It is ``hour`` o'clock, ``days`` days ago; never before what happened last, and never after now."""
        wanted = datetime.combine(self.today - timedelta(days=days), time(hour), self.zone)
        if self._last is not None and wanted <= self._last:
            wanted = self._last + timedelta(minutes=7)
        wanted = min(wanted, clock.real_now().astimezone(self.zone))
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


def weekday_after(day: date, days: int) -> date:
    """The first Monday at least ``days`` days after ``day``."""
    earliest = day + timedelta(days=days)
    return earliest + timedelta(days=-earliest.weekday() % 7)


def _place(story: Story, index: int, cast: Mapping[str, Viewer], compiled: Compiled, today: date) -> str:
    day = today - timedelta(days=story.days)
    answers = {
        name: tuple(_typed(one, day, cast, compiled) for one in values) for name, values in story.answers.items()
    }
    placed = place_order(
        cast[story.by],
        PlaceOrder(
            idempotency_key=f"played-{index:04d}",
            items=(
                Item(
                    service_id=story.service,
                    quantity=story.quantity,
                    answers=answers,
                    package=story.package,
                    addons=story.addons,
                ),
            ),
            po_number=story.po_number,
            method_id=story.method,
            accepted_terms={text.id: text.version for text in compiled.legal.values() if "checkout" in text.accept_at},
            note=story.note,
        ),
    )
    return placed.number


def _typed(text: str, day: date, cast: Mapping[str, Viewer], compiled: Compiled) -> str:
    if text.startswith("@"):
        legal = compiled.legal.get(text[1:])
        return legal.version if legal else str(cast[text[1:]].member_id)
    if text.startswith("+") and len(text) < 4:
        return weekday_after(day, int(text[1:])).isoformat()
    return text


def _step(step: Step, number: str, cast: Mapping[str, Viewer]) -> None:
    person = cast[step.by]
    if step.what == "move":
        orders.move_status(person, number, step.to, note=step.note)
    elif step.what == "cancel":
        orders.cancel(person, number, note=step.note)
    elif step.what == "note":
        orders.add_note(person, number, step.note)
    elif step.what == "announce":
        payments.announce_transfer(person, number, reference=step.note)
    elif step.what == "transfer":
        payments.confirm_transfer(person, number, reference=step.note)
    elif step.what == "pay" or step.what == "decline":
        started = payments.start_payment(person, number)
        payments.settle_test_payment(started.payment_id, step.what, viewer=person)
