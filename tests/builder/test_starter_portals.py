"""Every starter portal as its people meet it: pages, checkouts and orders open for each role, in English and in German."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

import portal_config
from builder.office import starters
from foundation.db import rows, transaction
from foundation.identity import passes, staff
from foundation.identity.viewer import Viewer
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import Scope, entered, unscoped
from foundation.tenancy.hosts import forget_hosts
from portal_config.compiled import Compiled
from portal_config.kinds import registry
from portico import rooms
from portico.apps import portal_app
from portico.kinds import discover_kinds
from runtime.pages import fragments
from sandbox import actions
from sandbox.people import join
from tests.commerce import cast

KEYS = [one.key for one in starters.STARTERS]


@dataclass
class Tried:
    """A portal that began with a starter, and people of its sandbox by role. ``own``: who ordered what, by number."""

    sandbox: Scope
    document: dict[str, object]
    session: bytes
    people: dict[str, UUID] = field(default_factory=dict)
    own: dict[str, UUID] = field(default_factory=dict)

    def compiled(self, language: str | None = None) -> Compiled:
        return portal_config.compile(self.document, strict=True, locale=language)

    def open(self, member: UUID | None, path: str, language: str = "en") -> TestResponse:
        """A page of the sandbox as somebody of it sees it; None is a guest."""
        with entered(self.sandbox), transaction():
            secret = passes.issue(self.session, "walk", member)
        return (
            portal_app()
            .test_client(use_cookies=False)
            .get(
                path,
                base_url=f"http://tried--main.localhost{passes.below(secret)}",
                headers={"Accept-Language": language},
                environ_overrides={passes.ENVIRON: secret},
            )
        )

    def look(self, member: UUID | None, path: str, language: str = "en") -> str:
        """A page that is there and in this language."""
        answer = self.open(member, path, language)
        assert answer.status_code == 200, (path, answer.status_code)
        page = answer.get_data(as_text=True)
        assert f'lang="{language}"' in page
        assert 'class="placeholder"' not in page, path
        return html.unescape(page)


@pytest.fixture(params=KEYS)
def tried(request: pytest.FixtureRequest, database: str) -> Iterator[Tried]:
    """A portal of each starter, with one person for each role of its clients beside those of the samples."""
    assert database
    discover_kinds()
    rooms.enter()
    forget_hosts()
    forget_pointers()
    fragments.forget()
    chosen = starters.starter(request.param)
    document = starters.document_for(chosen, name="Tried", email="ida@tried.example", slug="tried")
    with unscoped("test"), transaction():
        person = staff.create_staff("ida@tried.example", "Ida Tried", cast.PASSWORD)
        session = staff.staff_of_session(staff.open_staff_session(person, device=""))
        owner = actions.Owner(person, "Ida Tried", "ida@tried.example")
        opened = actions.open_portal(
            owner, name="Tried", slug="tried", document=document, samples=starters.samples(chosen)
        )
    assert session is not None
    made = Tried(opened.sandbox, document, session.session_hash)
    lead = Viewer(kind="staff", staff_id=person, name="Ida Tried", owner=True)
    compiled = made.compiled()
    with entered(opened.sandbox), transaction():
        client = rows("select id from clients order by name limit 1")[0].id
        for role in compiled.roles.values():
            if role.side == "client":
                address = f"{role.id}@tried.example"
                made.people[role.id] = join(
                    lead, client, compiled, name=role.name, email=address, role=role.id, password=None
                )
        made.own = {one.number: one.member_id for one in rows("select number, member_id from orders")}
    yield made
    forget_pointers()


def test_every_tab_and_every_checkout_opens_for_whom_it_is(tried: Tried) -> None:
    for language in ("en", "de"):
        compiled = tried.compiled(language)
        ordered: set[str] = set()
        for role_id, member in tried.people.items():
            can = compiled.permissions({role_id})
            named = set(re.findall(r"/t/([a-z]+)\"", tried.look(member, "/", language)))
            seen = {
                tab.slug
                for tab in compiled.tabs
                if tab.see.admits({role_id}) and (tab.needs is None or tab.needs in can)
            }
            assert named <= seen and len(seen - named) <= 1, role_id
            for tab in compiled.tabs:
                if tab.slug in seen:
                    assert tab.label in tried.look(member, f"/t/{tab.slug}", language)
                    for view in tab.settings.get("views", ()) if tab.type == "orders" else ():
                        tried.look(member, f"/t/{tab.slug}?view={view}", language)
                else:
                    assert tried.open(member, f"/t/{tab.slug}", language).status_code == 404, (role_id, tab.id)
            for service in compiled.services.values():
                if service.see.admits({role_id}) and {"price.read", "order.create"} <= can.keys():
                    assert service.name in tried.look(member, f"/services/{service.slug}", language)
                    ordered.add(service.id)
                elif not service.see.admits({role_id}):
                    assert tried.open(member, f"/services/{service.slug}", language).status_code == 404
        assert ordered == compiled.services.keys()


def test_what_is_public_opens_for_guests_and_all_orders_for_whom_placed_them(tried: Tried) -> None:
    for language in ("en", "de"):
        compiled = tried.compiled(language)
        for page in compiled.pages.values():
            if page.public:
                assert page.title in tried.look(None, f"/pages/{page.slug}", language)
        public = [service for service in compiled.services.values() if service.public]
        assert public
        for service in public:
            assert service.name in tried.look(None, f"/services/{service.slug}", language)
        assert tried.open(None, "/t/home").status_code == 302
        assert len(tried.own) >= 4
        for number, member in tried.own.items():
            assert number in tried.look(member, f"/orders/{number}", language)


def test_whoever_is_new_is_welcomed_with_first_steps_of_their_own(tried: Tried) -> None:
    for language in ("en", "de"):
        compiled = tried.compiled(language)
        onboarding = compiled.onboarding
        for role_id, member in tried.people.items():
            page = tried.look(member, "/t/home", language)
            theirs = [step.id for step in onboarding.checklist if step.see.admits({role_id})]
            assert ('id="first-steps"' in page) is bool(theirs) is onboarding.written, role_id
            assert re.findall(r'<li id="(chk_\w+)"', page) == theirs, role_id


def test_what_is_for_a_group_stands_before_clients_of_it_and_before_no_other(tried: Tried) -> None:
    compiled = tried.compiled()
    pages = [tried.look(member, "/t/home") for member in set(tried.own.values())]
    named: set[str] = set()
    for dashboard in compiled.dashboards.values():
        hint = dashboard.widgets[0].settings["hint"].partition("{{")[0]
        theirs = [page for page in pages if hint in page]
        for widget in dashboard.widgets:
            if widget.see.groups:
                assert {widget.title in page for page in theirs} == {True, False}, widget.id
                named |= widget.see.groups
    assert named == compiled.groups.keys()


@pytest.mark.parametrize("tried", ["agency"], indirect=True)
def test_the_fee_for_a_media_budget_falls_with_what_it_spends(tried: Tried) -> None:
    """EUR 6,000 are spent: 15 % of the first 5,000 and 10 % of the rest."""
    with entered(tried.sandbox), transaction():
        (order,) = rows("select number, member_id from orders where po_number = 'BF-2081'")
    page = tried.look(order.member_id, f"/orders/{order.number}")
    assert "750.00" in page and "100.00" in page and "6,850.00" in page


@pytest.mark.parametrize("key", KEYS)
def test_each_keeps_within_its_bounds(key: str) -> None:
    """Four to eight services, each with a form, forms with rules, and a dashboard of its own for each kind of person at a client."""
    discover_kinds()
    document = starters.document_for(starters.starter(key), name="Tried", email="ida@tried.example", slug="tried")
    assert portal_config.check(document, publish=True) == []
    compiled = portal_config.compile(document, strict=True)
    assert 4 <= len(compiled.services) <= 8
    assert all(service.form for service in compiled.services.values())
    assert len(re.findall(r'"(?:show|check|compute)": ', json.dumps(document["forms"]))) >= 4
    clients = [role for role in compiled.roles.values() if role.side == "client"]
    assert len(clients) >= 2
    home = next(tab for tab in compiled.tabs if tab.type == "dashboard")
    first: dict[tuple[str | None, ...], str] = {}
    for role in clients:
        does = tuple(role.can.get(action) for action in ("order.create", "order.read", "order.pay"))
        boards = (compiled.dashboards[one] for one in home.settings["dashboards"])
        shown = next(board.id for board in boards if board.see.admits({role.id}))
        assert first.setdefault(does, shown) == shown, role.id
    assert len(set(first.values())) == len(first), first


def test_the_library_welcomes_groups_and_counts_by_every_model() -> None:
    discover_kinds()
    compiled = [
        portal_config.compile(
            starters.document_for(one, name="Tried", email="ida@tried.example", slug="tried"), strict=True
        )
        for one in starters.STARTERS
    ]
    assert sum(one.onboarding.written for one in compiled) >= 4
    assert sum(bool(one.groups) for one in compiled) >= 2
    models = {kind.name for kind in registry.family("price_model")}
    assert {price.model for one in compiled for price in one.prices.values()} == models


@pytest.mark.parametrize("key", KEYS)
def test_each_has_what_its_trade_needs(key: str) -> None:
    """Packages with one singled out, add-ons and prices by quantity; its samples have people in every one of the clients' roles but those who only manage."""
    discover_kinds()
    chosen = starters.starter(key)
    compiled = portal_config.compile(
        starters.document_for(chosen, name="Tried", email="ida@tried.example", slug="tried"), strict=True
    )
    assert compiled.locales == ("en", "de")
    for service in compiled.services.values():
        assert not service.packages or sum(bool(one.highlight) for one in service.packages) == 1, service.id
    if key == "small":
        return
    assert any(service.packages for service in compiled.services.values())
    assert any(service.addons for service in compiled.services.values())
    assert {price.model for price in compiled.prices.values()} & {"volume", "graduated"}
    clients = {role.id for role in compiled.roles.values() if role.side == "client"}
    tried = {person.role for company in starters.samples(chosen).companies for person in company.people}
    assert len(clients - tried) <= 1
