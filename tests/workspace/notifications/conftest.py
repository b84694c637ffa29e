"""Northlight with staff in their seats: Mia owns it, Jonas manages projects, Tess only looks on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest

from foundation import revisions
from foundation.db import transaction
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import draft_document, forget_pointers
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import forget_hosts
from portal_config.compiled import Compiled
from portico import rooms
from portico.kinds import discover_kinds
from tests.commerce import cast
from workspace.notifications import audience
from workspace.notifications.queries import list_notifications, unread_count
from workspace.notifications.told import told


@dataclass
class Newsroom:
    """A house, its staff by name, and what everybody's bell says."""

    house: cast.House
    staff: dict[str, UUID]

    @property
    def compiled(self) -> Compiled:
        """The document that is served now."""
        with entered(self.house.live), transaction():
            return revisions.compiled(revisions.pointer())

    def tell(self, **entries: Any) -> None:
        """Serve from now on what is served, with these entries as its ``notifications``."""
        with entered(self.house.sandbox), transaction():
            number, text = draft_document()
            save_draft({**json.loads(text), "notifications": entries}, base=number, author="system")
            publish(author="system")
        forget_pointers()

    def viewer(self, name: str) -> Viewer:
        """The viewer a member or a staff person is."""
        if name not in self.staff:
            return self.house.viewer(name)
        with entered(self.house.live), transaction():
            compiled = revisions.compiled(revisions.pointer())
            return next(one for one in audience.seated(compiled) if one.staff_id == self.staff[name])

    def bell(self, name: str) -> list[str]:
        """What a person's bell says, newest first."""
        viewer = self.viewer(name)
        cast.deliver_later(self.house)
        with entered(self.house.live), transaction():
            return [told(one).title for one in list_notifications(viewer).entries]

    def count(self, name: str) -> int:
        viewer = self.viewer(name)
        cast.deliver_later(self.house)
        with entered(self.house.live), transaction():
            return unread_count(viewer)

    def act(self, name: str, action: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        return cast.act(self.house, self.viewer(name), action, *arguments, **options)

    def letters(self, to: str) -> list[Any]:
        return cast.letters(self.house, to)


@pytest.fixture
def news(database: str) -> Iterator[Newsroom]:
    """Northlight; Acme with Dana, Lee, Fiona, Vic and Own, who reads only their own orders; Kestrel with Kim."""
    assert database
    discover_kinds()
    rooms.enter()
    forget_hosts()
    forget_pointers()
    source = cast.document()
    source["roles"]["rol_own"] = {
        "side": "client",
        "name": "Freelancer",
        "can": {
            "order.create": "own",
            "order.read": "own",
            "order.pay": "own",
            "price.read": "own",
            "message.write": "own",
        },
    }
    source["roles"]["rol_looker"] = {"side": "seller", "name": "Trainee", "can": {"order.read": "all"}}
    source["role_order"] += ["rol_own", "rol_looker"]
    house = cast.build("northlight", source=source)
    people = {}
    for name, owner, roles in (
        ("Mia Brandt", True, ("rol_owner",)),
        ("Jonas Feld", False, ("rol_pm",)),
        ("Tess Trainee", False, ("rol_looker",)),
    ):
        with unscoped("test"), transaction():
            email = f"{name.split()[0].lower()}@northlight.example"
            people[name.split()[0].lower()] = staff.create_staff(email, name, None)
            staff.give_seat(people[name.split()[0].lower()], house.live.portal_id, owner=owner, roles=roles)
    cast.add_client(
        house,
        "Acme Industries",
        {"dana": "rol_buyer", "lee": "rol_approver", "fiona": "rol_finance", "vic": "rol_viewer", "own": "rol_own"},
    )
    cast.add_client(house, "Kestrel", {"kim": "rol_buyer"})
    cast.deliver_later(house)
    with entered(house.live), transaction():
        from foundation.db import execute

        execute("delete from notifications")
    yield Newsroom(house, people)
    forget_pointers()


@pytest.fixture
def look(admin_dsn: str) -> Callable[..., list[tuple[Any, ...]]]:
    """``look(sql, *values)`` reads the database past every wall."""

    def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(admin_dsn, options="-c search_path=portico") as connection:
            return connection.execute(sql, values).fetchall()

    return ask
