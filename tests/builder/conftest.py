"""Northlight and Farwell with their staff, and browsers on the builder's host.

Mia owns Northlight, Jonas manages its projects (rol_pm), Nora has a seat without a role, Otto owns Farwell and is a stranger to Northlight.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from builder.app import create_builder
from foundation.db import transaction
from foundation.identity import staff
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import Scope, unscoped
from foundation.tenancy.hosts import forget_hosts
from portico import rooms
from portico.kinds import discover_kinds
from tests.commerce import cast

PASSWORD = cast.PASSWORD
BASE = "http://app.localhost"


@pytest.fixture
def house(database: str) -> Iterator[cast.House]:
    """Northlight with Acme and Kestrel, and its staff."""
    assert database
    discover_kinds()
    rooms.enter()
    forget_hosts()
    forget_pointers()
    made = cast.northlight()
    seat("mia@northlight.example", "Mia Brandt", made.live, owner=True)
    seat("jonas@northlight.example", "Jonas Feld", made.live, roles=("rol_pm",))
    seat("nora@northlight.example", "Nora Niemand", made.live)
    yield made
    forget_pointers()


@pytest.fixture
def stranger(house: cast.House) -> cast.House:
    """Farwell, another seller, with Otto."""
    assert house
    made = cast.farwell()
    seat("otto@farwell.example", "Otto Farwell", made.live, owner=True)
    return made


def seat(email: str, name: str, portal: Scope, *, owner: bool = False, roles: tuple[str, ...] = ()) -> UUID:
    """A staff person with a seat."""
    with unscoped("test"), transaction():
        person = staff.create_staff(email, name, PASSWORD)
        staff.give_seat(person, portal.portal_id, owner=owner, roles=roles)
    return person


def in_sandbox(house: cast.House) -> cast.House:
    """The sandbox of a house as a house of its own, with a client called Sample and its buyer Sue."""
    made = replace(house, live=house.sandbox, clients={}, members={})
    cast.add_client(made, "Sample", {"sue": "rol_buyer"})
    return made


@pytest.fixture(scope="session")
def app() -> Flask:
    """The builder's app."""
    return create_builder()


@dataclass
class Browser:
    """A browser on the builder's host."""

    client: FlaskClient
    token: str = field(default="")

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, base_url=BASE, **options)

    def look(self, path: str) -> str:
        """A page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_data(as_text=True)

    def post(self, path: str, values: dict[str, Any] | None = None, *, token: str | None = None) -> TestResponse:
        """Post a form with this session's token, or with another one."""
        posted = {"_csrf": self.token if token is None else token} | (values or {})
        return self.client.post(path, data=posted, base_url=BASE)

    def send(self, path: str, body: Any, **headers: str) -> TestResponse:
        """Post JSON as the board's script may; ``body`` is bytes or is written as JSON."""
        options: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        return self.client.post(
            path,
            base_url=BASE,
            content_type="application/json",
            headers={"X-CSRF-Token": self.token, "Accept": "application/json"} | headers,
            **options,
        )

    def read_token(self, path: str) -> None:
        """Take the token from a form of a page."""
        found = re.search(r'name="_csrf" value="([0-9a-f]+)"', self.look(path))
        assert found is not None
        self.token = found.group(1)


@pytest.fixture
def browser(app: Flask, house: cast.House) -> Callable[..., Browser]:
    """``browser("mia@northlight.example")`` is signed in; ``browser()`` is nobody."""
    assert house

    def open_browser(who: str | None = None) -> Browser:
        made = Browser(app.test_client())
        made.read_token("/sign-in")
        if who is not None:
            answer = made.post("/sign-in", {"email": who, "password": PASSWORD})
            assert answer.status_code == 303, answer.get_data(as_text=True)
            made.read_token("/")
        return made

    return open_browser


@pytest.fixture
def mia(browser: Callable[..., Browser]) -> Browser:
    return browser("mia@northlight.example")


@pytest.fixture
def jonas(browser: Callable[..., Browser]) -> Browser:
    return browser("jonas@northlight.example")


def version_on(page: str) -> str:
    """The version a page's forms were drawn with."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found.group(1)
