"""The named cast of tests over HTTP: two portals, two clients with people in the same roles, staff with and without a seat, and orders of each.

Everything is made by the actions real people use. Requests go to the real apps on the real database as the restricted role.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import io
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

import portal_config
from commerce.checkout.actions import place_order
from commerce.checkout.request import Guest, Item, PlacedOrder, PlaceOrder
from commerce.clients import actions as clients
from commerce.clients import joining
from commerce.clients.viewer import viewer_of_member
from commerce.orders import actions as orders
from commerce.payments import actions as payments
from foundation import clock, mail, revisions
from foundation.db import db, execute, row, transaction, uuid7
from foundation.domains import actions as domains
from foundation.events.record import Recorded
from foundation.identity import accounts, staff, staff_tokens, tokens
from foundation.identity.secrets import signed
from foundation.identity.viewer import GUEST as GUEST_VIEWER
from foundation.identity.viewer import Viewer
from foundation.revisions.actions import edit_draft, save_draft
from foundation.revisions.assets import keep_asset
from foundation.revisions.history import draft
from foundation.revisions.log import Author
from foundation.revisions.publishing import publish
from foundation.tenancy import Scope, entered, unscoped
from foundation.tenancy.actions import create_portal, new_portal_scopes
from foundation.tenancy.hosts import forget_hosts
from portal_config.compiled import Compiled
from runtime.pages import fragments
from sandbox import people
from workspace.conversations import actions as conversations
from workspace.files import actions as files
from workspace.files import queries as files_queries
from workspace.notifications import actions as notifications
from workspace.notifications import links

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR42mPU9N/KgA0wMeAAg1MCAO9KAT1ClSCUAAAAAElFTkSuQmCC"
)
"""A PNG of 8 × 8 pixels."""

PASSWORD = "copper kettle orbit lantern"
PORT = 8080
BUILDER_HOST = "app.localhost"

ROLES = ("buyer", "approver", "finance", "reader", "own", "admin")
"""The client roles of the cast's document; ``reader`` only reads, ``own`` orders and reads what is their own."""

EXTRA_ROLES = {
    "rol_own": {
        "side": "client",
        "name": "Freelancer",
        "can": {"order.create": "own", "order.read": "own", "order.pay": "own", "price.read": "own"},
    },
    "rol_looker": {"side": "seller", "name": "Trainee", "can": {"order.read": "all"}},
}
ROLE_IDS = {"reader": "rol_viewer"} | {name: f"rol_{name}" for name in ROLES if name != "reader"}


LOGO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""The smallest PNG."""
LOGO_HASH = f"sha256:{hashlib.sha256(LOGO).hexdigest()}"
LOGO_PATH = f"{LOGO_HASH.removeprefix('sha256:')[:32]}.png"


def document() -> dict[str, Any]:
    """The first starter portal, with two more roles."""
    text = (importlib.resources.files("builder") / "library" / "northlight.json").read_bytes()
    made = portal_config.load(text)
    made["role_order"] += list(EXTRA_ROLES)
    made["roles"] |= EXTRA_ROLES
    made["assets"] = {"ast_logo": {"hash": LOGO_HASH, "type": "image/png", "name": "logo.png", "bytes": len(LOGO)}}
    made["branding"]["logo"] = "ast_logo"
    return with_checklist(made)


def with_checklist(made: dict[str, Any]) -> dict[str, Any]:
    """The document with a checklist among the widgets of everybody's dashboard, beside its onboarding."""
    dashboard = made["dashboards"]["dsh_default"]
    dashboard["widget_order"].insert(1, "wdg_first")
    dashboard["widgets"]["wdg_first"] = {
        "type": "checklist",
        "title": "To begin with",
        "steps": ["say_hello", "first_order", "invite_team"],
    }
    return made


@dataclass
class Person:
    """Somebody who sends requests. ``secret`` is the session's, in the cookie of ``cookie``'s realm; None for a visitor without one."""

    name: str
    secret: str | None = None
    realm: str = "portico_member"
    viewer: Viewer | None = None
    email: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The cookies of this person's browser; a visitor has the visit cookie a form would have given."""
        cookies = [f"__Host-portico_visit=visit-of-{self.name}"]
        if self.secret is not None:
            cookies.append(f"__Host-{self.realm}={self.secret}")
        return {"Cookie": "; ".join(cookies)}

    def token(self, app: Flask) -> str:
        """The CSRF token of this person's forms at an app: bound to the session the app knows, else to the visit."""
        realm = app.session_cookie  # type: ignore[attr-defined]
        bound = self.secret if self.secret is not None and self.realm == realm else f"visit-of-{self.name}"
        return signed("csrf", bound)


GUEST = Person("guest")


@dataclass
class Company:
    """A client with one person in each role. ``orders``: what for → number."""

    id: UUID
    name: str
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, UUID] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """A portal: its scopes, its document, its clients and its staff."""

    live: Scope
    sandbox: Scope
    compiled: Compiled
    companies: dict[str, Company] = field(default_factory=dict)
    staff: dict[str, Person] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"{self.live.slug}.localhost"

    @property
    def sandbox_host(self) -> str:
        return f"{self.live.slug}--main.localhost"

    @contextmanager
    def at(self, scope: Scope | None = None) -> Iterator[None]:
        """A committed transaction in the live tenant, or in ``scope``."""
        with entered(scope or self.live), transaction():
            yield


def make_site(
    slug: str, name: str, seats: Mapping[str, tuple[str, bool, tuple[str, ...]]], *, demo: bool = True
) -> Site:
    """A published portal with staff. ``seats``: person → (name, owner, roles). ``demo`` tenants take test payments."""
    live, sandbox = new_portal_scopes(slug, name, demo=demo)
    made: dict[str, Person] = {}
    with entered(sandbox), transaction():
        create_portal(live, sandbox)
        content = document()
        content["portal"]["name"] = name
        for key, (full_name, owner, roles) in seats.items():
            email = f"{key}@{slug}.example"
            staff_id = staff.create_staff(email, full_name, None)
            staff.give_seat(staff_id, live.portal_id, owner=owner, roles=roles)
            secret = staff.open_staff_session(staff_id, device="Test")
            made[key] = Person(key, secret, "portico_staff", email=email)
            made[key].viewer = Viewer(kind="staff", staff_id=staff_id, name=full_name, email=email, owner=owner)
        keep_asset(LOGO, "image/png")
        save_draft(content, base=None, author="staff:test")
        publish(author="staff:test", note="First version")
    forget_hosts()
    with entered(live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
    for key, (_, owner, roles) in seats.items():
        viewer = made[key].viewer
        assert viewer is not None
        permissions = dict.fromkeys(compiled.roles["rol_owner"].can, "all") if owner else compiled.permissions(roles)
        made[key].viewer = Viewer(
            kind="staff",
            staff_id=viewer.staff_id,
            name=viewer.name,
            email=viewer.email,
            owner=owner,
            roles=frozenset(roles),
            permissions=permissions,
        )
    return Site(live, sandbox, compiled, staff=made)


def add_company(site: Site, key: str, name: str, *, scope: Scope | None = None, locale: str | None = None) -> Company:
    """A client with a signed-in member in each role. ``locale`` is the language its people chose."""
    owner = site.staff["owner"].viewer
    assert owner is not None
    with site.at(scope):
        company = Company(clients.create_client(owner, name=name, number=key.upper()), name)
        for role in ROLES:
            email = f"{role}@{key}.example"
            full_name = f"{role.capitalize()} {key.capitalize()}"
            member = people.join(
                owner, company.id, site.compiled, name=full_name, email=email, role=ROLE_IDS[role], password=PASSWORD
            )
            account = row("select account_id from members where id = %(id)s", id=member)
            assert account is not None
            if locale:
                execute("update accounts set locale = %(l)s where id = %(id)s", l=locale, id=account.account_id)
            secret = accounts.open_session(account.account_id, device="Test", member_id=member)
            company.members[role] = member
            company.people[role] = Person(
                f"{role}-{key}", secret, viewer=viewer_of_member(member, site.compiled), email=email
            )
    site.companies[key] = company
    return company


BANNER = {"fld_campaign": ["Spring"], "fld_brief": ["Plant managers should book the free inspection in time."]}


def banner(
    site: Site,
    viewer: Viewer,
    *,
    method: str = "pmt_bank",
    quantity: int = 1,
    po_number: str = "",
    campaign: str = "Spring",
) -> PlacedOrder:
    """Place an order for banner sets in the present transaction."""
    return place_order(
        viewer,
        PlaceOrder(
            idempotency_key=secrets.token_urlsafe(32),
            items=(Item("svc_banner", quantity=quantity, answers={**BANNER, "fld_campaign": [campaign]}),),
            po_number=po_number,
            method_id=method,
            accepted_terms=terms(site.compiled),
        ),
    )


def terms(compiled: Compiled) -> dict[str, str]:
    """The legal texts of a checkout, accepted as they are."""
    return {text.id: text.version for text in compiled.legal.values() if "checkout" in text.accept_at}


def add_orders(site: Site, key: str, *, scope: Scope | None = None, quantity: int = 2) -> None:
    """The client's orders: ``confirmed`` waits for a transfer, ``submitted`` for a card payment, ``review`` for the client's word, a transfer for
    ``announced`` is on its way, ``own`` was placed by the person who sees only their own."""
    company = site.companies[key]
    buyer, own = company.people["buyer"].viewer, company.people["own"].viewer
    lead = site.staff["owner"].viewer
    assert buyer is not None and own is not None and lead is not None
    with site.at(scope):
        company.orders = {
            "confirmed": banner(site, buyer, quantity=quantity, po_number=f"PO-{key.upper()}").number,
            "submitted": banner(site, buyer, method="pmt_card", quantity=quantity, campaign=f"Campaign {key}").number,
            "review": banner(site, buyer, quantity=quantity).number,
            "own": banner(site, own, method="pmt_card").number,
            "announced": banner(site, buyer).number,
        }
        payments.announce_transfer(buyer, company.orders["announced"])
        orders.move_status(lead, company.orders["review"], "sts_todo")
        orders.move_status(lead, company.orders["review"], "sts_doing")
        orders.move_status(lead, company.orders["review"], "sts_review", note=f"Please look, {company.name}")


def payment_token(site: Site, person: Person, number: str, *, scope: Scope | None = None) -> str:
    """The capability of the order's payment page."""
    assert person.viewer is not None
    with site.at(scope):
        return payments.start_payment(person.viewer, number).capability


def sign_in_token(site: Site, person: Person) -> str:
    """A mailed sign-in link's secret."""
    with site.at():
        return tokens.issue("sign_in", person.email, {}, tokens.SIGN_IN)


def guest_token(site: Site) -> str:
    """The secret of the link that was mailed after a guest's order."""
    with site.at():
        placed = place_order(
            GUEST_VIEWER,
            PlaceOrder(
                idempotency_key=secrets.token_urlsafe(32),
                items=(Item("svc_banner", answers=BANNER),),
                method_id="pmt_bank",
                accepted_terms=terms(site.compiled),
                guest=Guest(name="Gwen Guest", email="gwen@guest.example", company="Guest & Co"),
            ),
        )
        found = row("select member_id, contact_email from orders where id = %(id)s", id=placed.order_id)
        assert found is not None
        about = {"order": str(placed.order_id), "member": str(found.member_id)}
        return tokens.issue("guest_order", found.contact_email, about, tokens.GUEST_ORDER)


def invitation(site: Site, key: str, email: str) -> str:
    """An invitation's secret, for somebody who has not joined."""
    owner = site.staff["owner"].viewer
    assert owner is not None
    with site.at():
        member = joining.invite_member(
            owner, site.companies[key].id, email=email, roles=("rol_buyer",), compiled=site.compiled
        )
        issued = joining.invitation_token(member)
    assert issued is not None
    return issued[1]


def add_member(site: Site, key: str, email: str, *, closed: bool = False) -> UUID:
    """Somebody who was invited to look on and has not joined; ``closed``: who joined, and whose place was closed."""
    owner = site.staff["owner"].viewer
    assert owner is not None
    client = site.companies[key].id
    with site.at():
        if not closed:
            return joining.invite_member(owner, client, email=email, roles=("rol_viewer",), compiled=site.compiled)
        made = people.join(
            owner, client, site.compiled, name="Carl Closed", email=email, role="rol_viewer", password=PASSWORD
        )
        clients.disable_member(owner, made, compiled=site.compiled)
    return made


def file_of(
    site: Site,
    company: Company,
    person: Person,
    *,
    name: str = "pump.png",
    internal: bool = False,
    scope: Scope | None = None,
) -> str:
    """A picture beside the company's confirmed order, as ``person`` put it there: its id."""
    assert person.viewer is not None
    with site.at(scope):
        order_id, client_id, _ = files_queries.order_of(person.viewer, company.orders["confirmed"])
        made = files.store_upload(person.viewer, name=name, stream=io.BytesIO(PICTURE), client_id=client_id)
        where = {"subject": f"order:{order_id}", "client_id": client_id, "order_id": order_id}
        files.attach(person.viewer, [made.id], internal=internal, **where)  # type: ignore[arg-type]
    return str(made.id)


def upload_of(site: Site, company: Company, person: Person, *, scope: Scope | None = None) -> str:
    """An upload of ``person`` that was checked and put nowhere yet: its id."""
    assert person.viewer is not None
    with site.at(scope):
        made = files.store_upload(person.viewer, name="pump.png", stream=io.BytesIO(PICTURE), client_id=company.id)
    return str(made.id)


def news(site: Site, person: Person, *, scope: Scope | None = None) -> UUID:
    """An entry of this person's bell, about an order that is not there."""
    assert person.viewer is not None
    kind = notifications.kind_for(person.viewer, "order_placed")
    telling = notifications.Telling(person.viewer, kind, f"order:{uuid7()}", {"actor": "Somebody"})
    with site.at(scope):
        compiled = revisions.compiled(revisions.pointer())
        notifications.announce(Recorded(uuid7(), clock.now()), [telling], compiled)
        entry = row(
            "select id from notifications where recipient = %(r)s order by id desc limit 1", r=person.viewer.actor
        )
    assert entry is not None
    return UUID(str(entry.id))


def mail_ending(site: Site, person: Person) -> str:
    """The token of the address that ends this person's mails about orders they placed."""
    assert person.viewer is not None
    with site.at():
        kind = notifications.kind_for(person.viewer, "order_moved")
        return links.ending_url(person.viewer.actor, kind, "client").rpartition("/")[2]


def letter(site: Site, *, scope: Scope | None = None) -> UUID:
    """A letter in the outbox."""
    with site.at(scope):
        return mail.send(
            to="somebody@else.example",
            to_name="Somebody",
            template="notice",
            subject="A letter",
            context={"title": "A letter", "paragraphs": ["Nothing more."]},
        )


CLAIMED = "portal.northside.test"


def claim_host(site: Site) -> None:
    """A domain that waits for its proof, and a draft that names the slot of its address, which is bound to the portal's own."""
    owner = site.staff["owner"].viewer
    assert owner is not None
    with site.at():
        domains.claim(owner, CLAIMED)
        domains.bind_address(owner, "env_domain", None, obeyed=False)
    named = {"op": "set", "ptr": "/domains/primary", "value": "env_domain"}
    with site.at(site.sandbox):
        edit_draft(Author("staff:test", "Test"), [named], base=draft().number, key="slot")


def staff_letter() -> UUID:
    """A letter about a staff account."""
    with unscoped("test"), transaction():
        return mail.send_to_staff(
            to="somebody@else.example",
            to_name="Somebody",
            template="notice",
            subject="A letter",
            context={"title": "A letter", "paragraphs": ["Nothing more."]},
        )


def staff_token(purpose: str, email: str) -> str:
    """The secret of a link that was mailed to a staff person."""
    with unscoped("test"), transaction():
        return staff_tokens.issue(purpose, email, timedelta(hours=1))


def talk(site: Site, key: str, *, scope: Scope | None = None) -> tuple[UUID, UUID, UUID]:
    """The conversation about the client's order that waits for its word: (thread, what its buyer said, a note of the owner)."""
    company = site.companies[key]
    buyer, owner = company.people["buyer"].viewer, site.staff["owner"].viewer
    assert buyer is not None and owner is not None
    with site.at(scope):
        order = row("select id from orders where number = %(number)s", number=company.orders["review"])
        assert order is not None
        said = conversations.post_message(buyer, order.id, text=f"Looks good to {company.name}", key="said")
        noted = conversations.post_message(
            owner, order.id, text=f"Only staff know of {company.name}", internal=True, key="noted"
        )
    return order.id, said.id, noted.id


def ask(
    app: Flask,
    person: Person,
    host: str,
    path: str,
    *,
    method: str = "GET",
    form: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> TestResponse:
    """Send one request as a browser of ``person`` would; a form carries its CSRF token."""
    sent: dict[str, Any] = dict(more)
    if method == "POST" and "data" not in sent and "json" not in sent:
        sent["data"] = {**(form or {}), "_csrf": person.token(app)}
    return app.test_client(use_cookies=False).open(
        path,
        method=method,
        base_url=f"http://{host}:{PORT}",
        headers={**person.headers, "Accept": "text/html", **(headers or {})},
        **sent,
    )


@contextmanager
def undone() -> Iterator[None]:
    """Requests in the block are answered in full and leave nothing behind: where they would commit, they are rolled back."""
    session: Any = db.session
    commit = session.commit
    session.commit = session.rollback
    try:
        yield
    finally:
        session.commit = commit


def forget_everything() -> None:
    """Empty the caches of this process."""
    forget_hosts()
    revisions.queries.forget_pointers()
    fragments.forget()
