"""A published Northlight with one client and its people, and browsers for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient

import portal_config
from commerce.clients import actions as clients
from foundation import revisions
from foundation.db import transaction
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import Scope, entered
from foundation.tenancy.actions import create_portal, new_portal_scopes
from foundation.tenancy.hosts import forget_hosts
from portal_config.compiled import Compiled
from portico.apps import portal_app
from runtime.pages import fragments
from sandbox.people import join
from tests.cast import with_checklist

PASSWORD = "four unrelated words here"
NORTHLIGHT = Path(__file__).parents[2] / "builder" / "library" / "northlight.json"


@dataclass(frozen=True)
class Northlight:
    """The portal under test."""

    live: Scope
    sandbox: Scope
    compiled: Compiled
    owner: Viewer
    acme: UUID
    members: dict[str, UUID]


@pytest.fixture
def northlight(database: str) -> Iterator[Northlight]:
    forget_hosts()
    forget_pointers()
    fragments.forget()
    app = portal_app()
    assert app is not None
    live, sandbox = new_portal_scopes("northlight", "Northlight Studio", demo=True)
    with entered(sandbox), transaction():
        create_portal(live, sandbox)
        staff_id = staff.create_staff("mia@northlight.example", "Mia Brandt", PASSWORD)
        staff.give_seat(staff_id, live.portal_id, owner=True)
        save_draft(with_checklist(portal_config.load(NORTHLIGHT.read_bytes())), base=None, author="system")
        publish(author="system")
    owner = Viewer(kind="staff", staff_id=staff_id, name="Mia Brandt", owner=True)
    with entered(live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        acme = clients.create_client(owner, name="Acme Industries")
        members = {
            key: join(owner, acme, compiled, name=name, email=f"{key}@acme.example", role=role, password=PASSWORD)
            for key, name, role in (
                ("dana", "Dana Whitfield", "rol_buyer"),
                ("lee", "Lee Park", "rol_approver"),
                ("fiona", "Fiona Osei", "rol_finance"),
                ("vic", "Vic Lane", "rol_viewer"),
            )
        }
    yield Northlight(live, sandbox, compiled, owner, acme, members)


@dataclass(frozen=True)
class Browser:
    """A browser on the portal's host."""

    client: FlaskClient
    base: str = "http://northlight.localhost"

    def get(self, path: str, **options: object):
        return self.client.get(path, base_url=self.base, **options)

    def post(self, path: str, data: dict[str, object], *, page: str | None = None, **options: object):
        """Post a form with the token of ``page`` (the same path when it is not named)."""
        shown = self.get(page or path).get_data(as_text=True)
        found = re.search(r'name="_csrf" value="([0-9a-f]+)"', shown)
        token = {"_csrf": found.group(1)} if found else {}
        return self.client.post(path, data=token | data, base_url=self.base, **options)


@pytest.fixture
def browser(northlight: Northlight) -> Callable[..., Browser]:
    """``browser("dana")`` is signed in as Dana; ``browser()`` is a guest."""

    def open_browser(who: str | None = None) -> Browser:
        made = Browser(portal_app().test_client())
        if who is not None:
            answer = made.post("/sign-in/password", {"email": f"{who}@acme.example", "password": PASSWORD})
            assert answer.status_code == 302, answer.get_data(as_text=True)
        return made

    return open_browser
