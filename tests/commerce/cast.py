"""The people of these tests, all made through the actions that serve real ones.

Northlight Studio sells to Acme Industries (Dana buys, Lee approves and manages members, Fiona is finance, Vic looks on) and to Kestrel
(Kim buys). Mia owns the studio, Jonas manages projects. Another portal, Farwell, has a buyer of its own: Sam, the stranger.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import portal_config
from commerce.checkout.actions import place_order
from commerce.checkout.request import Item, PlacedOrder, PlaceOrder
from commerce.clients import actions as clients
from commerce.clients import joining
from commerce.clients.viewer import viewer_of_member
from foundation import jobs, revisions
from foundation.db import transaction
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import save_draft
from foundation.revisions.publishing import publish
from foundation.tenancy import Scope, entered
from foundation.tenancy.actions import create_portal, new_portal_scopes
from portal_config.compiled import Compiled

PASSWORD = "four unrelated words here"
NORTHLIGHT = Path(__file__).parents[2] / "builder" / "library" / "northlight.json"

_keys = itertools.count(1)


@dataclass
class House:
    """A portal with its compiled document and people by name. ``live`` is entered while a person acts."""

    live: Scope
    sandbox: Scope
    compiled: Compiled
    owner: Viewer
    manager: Viewer
    clients: dict[str, UUID]
    members: dict[str, UUID]

    def viewer(self, name: str) -> Viewer:
        """The viewer a member is now."""
        with entered(self.live), transaction():
            return viewer_of_member(self.members[name], self.compiled)


def document(**changes: Any) -> dict[str, Any]:
    """Northlight's document; ``changes`` maps a service id to properties to set."""
    made = copy.deepcopy(portal_config.load(NORTHLIGHT.read_bytes()))
    for service, properties in changes.items():
        made["services"][service] |= properties
    return made


def build(slug: str, *, demo: bool = True, source: dict[str, Any] | None = None) -> House:
    """A portal that serves a document, with staff and no clients yet."""
    live, sandbox = new_portal_scopes(slug, slug.capitalize(), demo=demo)
    with entered(sandbox), transaction():
        create_portal(live, sandbox)
        save_draft(source or document(), base=None, author="system")
        publish(author="system")
    with entered(live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
    owner = Viewer(kind="staff", staff_id=UUID(int=1), name="Mia Brandt", owner=True)
    manager = Viewer(
        kind="staff",
        staff_id=UUID(int=2),
        name="Jonas Feld",
        roles=frozenset({"rol_pm"}),
        permissions=compiled.permissions({"rol_pm"}),
    )
    return House(live, sandbox, compiled, owner, manager, {}, {})


def add_client(house: House, name: str, people: Mapping[str, str]) -> UUID:
    """A client with members: key → role id. Their addresses are ``<key>@<client>.example``."""
    with entered(house.live), transaction():
        client = clients.create_client(house.owner, name=name)
        house.clients[name] = client
        for key, role in people.items():
            house.members[key] = join(house, client, f"{key}@{name.lower().split()[0]}.example", key.capitalize(), role)
    return client


def join(house: House, client: UUID, email: str, name: str, *roles: str) -> UUID:
    """Invite a person and accept for them, in the present transaction."""
    member = joining.invite_member(house.owner, client, email=email, name=name, roles=roles, compiled=house.compiled)
    issued = joining.invitation_token(member)
    assert issued is not None
    return joining.accept_invitation(issued[1], name=name, password=PASSWORD).member_id


def northlight(**changes: Any) -> House:
    """Northlight with Acme and Kestrel."""
    house = build("northlight", source=document(**changes))
    add_client(
        house,
        "Acme Industries",
        {"dana": "rol_buyer", "lee": "rol_approver", "fiona": "rol_finance", "vic": "rol_viewer"},
    )
    add_client(house, "Kestrel", {"kim": "rol_buyer"})
    return house


def farwell() -> House:
    """The portal of a stranger."""
    house = build("farwell")
    add_client(house, "Farwell Works", {"sam": "rol_buyer"})
    return house


def ask(house: House, *items: Item, **changes: Any) -> PlaceOrder:
    """A request that is in order: banners by card, terms accepted, a key of its own."""
    request = PlaceOrder(
        idempotency_key=f"key-of-test-{next(_keys):08d}",
        items=items or (banners(house),),
        method_id="pmt_card",
        accepted_terms={
            text.id: text.version for text in house.compiled.legal.values() if "checkout" in text.accept_at
        },
    )
    return replace(request, **changes)


def order(house: House, who: str | Viewer, *items: Item, **changes: Any) -> PlacedOrder:
    """Place an order in a transaction of its own."""
    viewer = house.viewer(who) if isinstance(who, str) else who
    with entered(house.live), transaction():
        return place_order(viewer, ask(house, *items, **changes))


def banners(house: House, quantity: int = 2) -> Item:
    """Banner sets, with a form that is filled in."""
    return Item("svc_banner", quantity, filled(house, "svc_banner"))


def filled(house: House, service_id: str, **given: Any) -> dict[str, tuple[str, ...]]:
    """Answers that pass for every required field of the service's form; ``given`` replaces some."""
    service = house.compiled.services[service_id]
    form = house.compiled.forms[service.form] if service.form else None
    answers: dict[str, tuple[str, ...]] = {}
    for field in form.fields if form else ():
        if field.require:
            answers[field.id] = (_answer(house, field),)
    return answers | {key: (value,) if isinstance(value, str) else value for key, value in given.items()}


def _answer(house: House, field: Any) -> str:
    if field.options:
        return field.options[0].value
    if field.type == "consent":
        return house.compiled.legal[field.settings["legal"]].version
    samples = {
        "number": str(field.settings.get("min") or 1),
        "email": "someone@else.example",
        "url": "https://acme.example",
        "date": "2099-06-01",
        "phone": "+49 30 1234567",
        "yes_no": "yes",
        "po_number": "PO 4711",
    }
    return samples.get(field.type, "Words that answer the question")


def read(house: House, who: str | Viewer, question: Any, *arguments: Any, **options: Any) -> Any:
    """Ask a query as somebody, in a transaction of its own: ``read(house, "dana", order_page, number)``."""
    viewer = house.viewer(who) if isinstance(who, str) else who
    with entered(house.live), transaction():
        return question(viewer, *arguments, **options)


act = read
"""The same for actions."""


def deliver_later(house: House) -> None:
    """Run every later subscriber of every event, as the worker does: once each, however often it is called."""
    from foundation import events
    from foundation.db import rows

    with entered(house.live), transaction():
        happened = rows("select id, name from events order by id")
    followers = events.subscribers()
    for event in happened:
        for subscriber in followers.get(event.name, ([], []))[1]:
            jobs.run(
                "events.deliver", tenant_id=str(house.live.tenant_id), event_id=str(event.id), subscriber=subscriber
            )


def letters(house: House, to: str) -> list[Any]:
    """Letters to an address, oldest first."""
    from foundation.db import rows

    deliver_later(house)
    with entered(house.live), transaction():
        return rows("select subject, text, html from mail_outbox where to_email = %(to)s order by id", to=to)


def link_in(letter: Any, path: str) -> str:
    """The token behind ``path`` in a letter."""
    found = re.search(re.escape(path) + r"([A-Za-z0-9_-]+)", letter.text)
    assert found is not None, letter.text
    return found.group(1)
