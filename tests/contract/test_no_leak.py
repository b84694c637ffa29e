"""Nothing of one client reaches another's page: every tab, widget and kept fragment, in both orders, on a warm cache.

Two clients have people in the same roles and different names, orders, sums and language. A page on a warm cache must be, byte by byte, the page
on an empty one; and it must hold none of the other client's marks while it does hold its own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from foundation import clock
from foundation.db import rows
from foundation.identity.viewer import Viewer
from foundation.tenancy import Scope
from portal_config.kinds import registry
from runtime import engines
from runtime.pages import fragments
from runtime.pages.fragments import CLIENT, CURRENCY, DAY, MEMBER, Basis, Declared, Undeclared
from tests import cast
from tests.cast import GUEST, ROLES, Person, ask
from tests.contract.policy import House

CLIENTS = ("acme", "borg")
SUMS = {"acme": ("780.00", "780,00"), "borg": ("3,510.00", "3.510,00")}


@pytest.fixture(scope="module", autouse=True)
def _still(house: House) -> Iterator[None]:
    """One instant for the whole module, so that two drawings of a page can be compared."""
    assert house
    with clock.frozen(clock.real_now()):
        yield


def addresses(house: House, role: str, key: str) -> list[str]:
    """Every page this person can open by reading: tabs in all their views, orders, public pages."""
    compiled = house.north.compiled
    may = compiled.permissions({cast.ROLE_IDS[role]})
    tabs = [
        f"/t/{tab.slug}"
        for tab in compiled.tabs
        if tab.see.admits(frozenset({cast.ROLE_IDS[role]})) and (tab.needs is None or tab.needs in may)
    ]
    views = [
        f"/t/orders?view={view}&sort={sort}"
        for view in ("open", "waiting_for_you", "all")
        for sort in ("newest", "due")
    ]
    company = house.north.companies[key]
    numbers = [company.orders["own"]] if role == "own" else list(company.orders.values())
    pages = [f"/pages/{page.slug}" for page in compiled.pages.values() if page.public]
    return [
        "/",
        *tabs,
        *views,
        "/t/orders?q=PO",
        *(f"/orders/{number}" for number in numbers),
        *pages,
        "/services",
        "/account",
    ]


def marks(house: House, key: str) -> dict[str, str]:
    """What only this client's pages may hold: word → the same."""
    company = house.north.companies[key]
    words = [
        company.name,
        f"PO-{key.upper()}",
        f"Campaign {key}",
        f"brief of {key}.png",
        f"@{key}.example",
        f" {key.capitalize()}",
        str(company.id),
    ]
    words += [*company.orders.values(), *SUMS[key], *(str(member) for member in company.members.values())]
    return {word: word for word in words}


def body(house: House, person: Person, address: str) -> str:
    response = ask(house.portal, person, house.north.host, address)
    assert response.status_code < 400, f"{person.name} at {address}: {response.status_code}"
    # The key of a message that may be written next is new on every page.
    return re.sub(r'name="key" value="[^"]+"', 'name="key"', response.get_data(as_text=True))


def draw(house: House, role: str, key: str) -> dict[str, str]:
    """Every page of one person."""
    person = house.north.companies[key].people[role]
    return {address: body(house, person, address) for address in addresses(house, role, key)}


@pytest.mark.parametrize("order", list(itertools.permutations(CLIENTS)), ids="-then-".join)
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_two_clients(house: House, role: str, order: tuple[str, str]) -> None:
    cold = {}
    for key in order:
        fragments.forget()
        cold[key] = draw(house, role, key)
    fragments.forget()
    for _ in range(2):
        for key in order:
            assert draw(house, role, key) == cold[key]
    for key, other in (order, order[::-1]):
        whole = "\n".join(cold[key].values())
        assert [mark for mark in marks(house, other) if mark in whole] == []
        assert house.north.companies[key].name in whole
        assert house.north.companies[key].orders["own"] in whole
        assert (f"brief of {key}.png" in whole) == (role not in ("finance", "own")), "these two read no files"
        if role in ("buyer", "approver", "finance"):
            assert any(sum_ in whole for sum_ in SUMS[key])
        if role == "reader":
            assert not any(sum_ in whole for sum_ in (*SUMS["acme"], *SUMS["borg"])), "this role reads no prices"


@pytest.mark.parametrize("key", CLIENTS)
def test_colleagues_in_different_roles(house: House, key: str) -> None:
    """Who sees less is not shown what was kept for who sees more, in whatever order they come."""
    company = house.north.companies[key]
    cold = {}
    for role in ROLES:
        fragments.forget()
        cold[role] = draw(house, role, key)
    for order in (ROLES, ROLES[::-1]):
        fragments.forget()
        for role in order:
            assert draw(house, role, key) == cold[role]
    others = [number for name, number in company.orders.items() if name != "own"]
    assert [number for number in others if number in "\n".join(cold["own"].values())] == []
    assert all(number in "\n".join(cold["buyer"].values()) for number in others)


def test_guests_after_members(house: House) -> None:
    """The catalogue that is kept whole for guests holds nobody's name, and members' pages never come from it."""
    fragments.forget()
    paths = ("/services", "/services/banner", "/sign-in", "/pages/terms")
    cold = {path: body(house, GUEST, path) for path in paths}
    fragments.forget()
    for key in CLIENTS:
        draw(house, "buyer", key)
    assert {path: strip(body(house, GUEST, path)) for path in paths} == {
        path: strip(page) for path, page in cold.items()
    }
    for page in cold.values():
        assert [
            mark for key in CLIENTS for mark in marks(house, key) if mark in page and mark.strip() not in SUMS["acme"]
        ] == []
    assert "Acme Pumps" in body(house, house.north.companies["acme"].people["buyer"], "/")


def strip(page: str) -> str:
    """Without what is made anew for each form: its key and its token."""
    return re.sub(r'name="_(?:key|csrf)" value="[^"]*"', "", page)


def test_every_kept_fragment_belongs_to_one_client(house: House) -> None:
    """The cache itself: whatever holds a client's mark is kept under a key that holds the client."""
    fragments.forget()
    for key in (*CLIENTS, *CLIENTS):
        for role in ROLES:
            draw(house, role, key)
    body(house, GUEST, "/services")
    assert len(fragments._kept) > 15
    marked = 0
    for where, html in fragments._kept.items():
        holders = [key for key in CLIENTS if any(mark in html for mark in marks(house, key))]
        assert len(holders) < 2
        for key in holders:
            assert ("client", house.north.companies[key].id) in where
            marked += 1
        assert house.north.live.tenant_id in where
    assert marked > 10


def test_a_key_without_the_client_would_be_noticed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure itself: with a cache keyed by the widget alone, the second client is shown the first one's orders."""
    kept: dict[tuple[Any, ...], str] = {}

    def short(key: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(part for part in key if isinstance(part, str) and part.startswith("wdg_")) or key

    monkeypatch.setattr(fragments, "kept", lambda key: kept.get(short(key)))
    monkeypatch.setattr(fragments, "keep", lambda key, html: kept.__setitem__(short(key), html))
    draw(house, "buyer", "acme")
    whole = "\n".join(draw(house, "buyer", "borg").values())
    assert [mark for mark in marks(house, "acme") if mark in whole]
    fragments.forget()


def test_every_kind_of_tab_and_widget_was_drawn(house: House) -> None:
    """The pages above show each kind that has an engine; a new kind must join the cast's document."""
    compiled = house.north.compiled
    drawn = {"widget": set(), "tab": {tab.type for tab in compiled.tabs}}
    for dashboard in compiled.dashboards.values():
        drawn["widget"] |= {widget.type for widget in dashboard.widgets}
    for family, names in drawn.items():
        assert {kind.name for kind in registry.family(family)} == names
    assert set(engines.WIDGETS) == drawn["widget"]
    assert set(engines.TABS) == drawn["tab"]


def test_two_portals_with_a_client_of_one_name(house: House) -> None:
    """Same company name, same roles, same addresses of orders: still two portals."""
    for first, second in ((house.north, house.south), (house.south, house.north)):
        fragments.forget()
        for site in (first, second, first):
            page = ask(house.portal, site.companies["acme"].people["buyer"], site.host, "/").get_data(as_text=True)
            other = second if site is first else first
            assert site.live.portal_name in page
            assert other.live.portal_name not in page
            with site.at():
                own = {str(found.number) for found in rows("select number from orders where po_number = 'PO-ACME'")}
            assert own


def test_a_change_is_shown_at_once(house: House) -> None:
    """The other side of keeping: what the client did is on the next page, in every fragment that shows it."""
    buyer = house.north.companies["acme"].people["buyer"]
    assert buyer.viewer is not None
    before = body(house, buyer, "/")
    with house.north.at():
        placed = cast.banner(house.north, buyer.viewer, quantity=3, po_number="PO-ACME")
    assert placed.number not in before
    assert placed.number in body(house, buyer, "/")
    assert placed.number not in body(house, house.north.companies["borg"].people["buyer"], "/")


# What a kind does not declare cannot be read.


def somewhere(number: int) -> Scope:
    return Scope(
        UUID(int=number), UUID(int=number), "live", "basis", None, "Basis", False, timedelta(0), "https://basis.example"
    )


def basis(**changes: Any) -> Basis:
    known = Basis(
        scope=somewhere(1),
        pointer="revision:1",
        viewer=Viewer(
            kind="member",
            client_id=UUID(int=1),
            member_id=UUID(int=2),
            name="Dana",
            email="dana@acme.example",
            client_name="Acme",
            client_state="approved",
            roles=frozenset({"rol_buyer"}),
            permissions={"order.read": "company"},
        ),
        language="en",
        theme_mode="auto",
        currency="EUR",
        today=clock.today("UTC"),
        versions={"orders": 1},
    )
    return replace(known, **changes)


READ: dict[str, Callable[[Declared], object]] = {
    "client": lambda declared: declared.client,
    "member": lambda declared: declared.member,
    "currency": lambda declared: declared.currency,
    "day": lambda declared: declared.day,
    "person": lambda declared: declared.person,
}


@pytest.mark.parametrize("name", READ)
def test_reading_what_was_not_declared(name: str) -> None:
    needed = MEMBER if name == "person" else name
    assert READ[name](Declared(basis(), (needed,), "wdg_x")) is not None
    with pytest.raises(Undeclared):
        READ[name](Declared(basis(), [other for other in (CURRENCY, DAY) if other != needed], "wdg_x"))


def test_the_viewer_given_on_knows_only_what_was_declared() -> None:
    nothing = Declared(basis(), (), "wdg_x").viewer
    assert (nothing.client_id, nothing.member_id, nothing.name, nothing.email, nothing.client_name) == (
        None,
        None,
        "",
        "",
        "",
    )
    assert nothing.permissions == {"order.read": "company"}
    client = Declared(basis(), (CLIENT,), "wdg_x").viewer
    assert (client.client_id, client.member_id, client.name) == (UUID(int=1), None, "")
    assert Declared(basis(), (MEMBER,), "wdg_x").viewer.name == "Dana"


def other(change: Mapping[str, Any]) -> Basis:
    viewer = {name: value for name, value in change.items() if name in Viewer.__dataclass_fields__}
    changed = basis(**{name: value for name, value in change.items() if name not in viewer})
    return replace(changed, viewer=replace(changed.viewer, **viewer))


@pytest.mark.parametrize(
    ("declares", "change"),
    [
        ((), {"scope": somewhere(2)}),
        ((), {"pointer": "revision:2"}),
        ((), {"language": "de"}),
        ((), {"theme_mode": "dark"}),
        ((), {"permissions": {"order.read": "own"}}),
        ((), {"roles": frozenset({"rol_viewer"})}),
        ((), {"kind": "guest"}),
        ((CLIENT,), {"client_id": UUID(int=9)}),
        ((CLIENT,), {"client_state": "suspended"}),
        ((MEMBER,), {"member_id": UUID(int=9)}),
        ((MEMBER,), {"client_id": UUID(int=9)}),
        ((CURRENCY,), {"currency": "USD"}),
        ((DAY,), {"today": clock.today("UTC").replace(year=1999)}),
    ],
)
def test_keys_differ_by_what_they_must(declares: tuple[str, ...], change: Mapping[str, Any]) -> None:
    assert Declared(other(change), declares, "wdg_x").key != Declared(basis(), declares, "wdg_x").key
    assert Declared(basis(), declares, "wdg_x").key == Declared(basis(), declares, "wdg_x").key


def test_keys_hold_the_versions_of_their_rooms_and_the_part() -> None:
    keys = {
        Declared(basis(), (), "wdg_x").key,
        Declared(basis(), (), "wdg_y").key,
        Declared(basis(), (), "wdg_x", ("orders",)).key,
        Declared(basis(versions={"orders": 2}), (), "wdg_x", ("orders",)).key,
    }
    assert len(keys) == 4


def test_a_widget_that_reads_what_its_kind_does_not_declare(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the page itself: the links widget declares nothing, so an engine of it that asks for the client fails, and shows nothing."""
    assert registry.get("widget", "links").varies == ()  # type: ignore[union-attr]
    buyer = house.north.companies["acme"].people["buyer"]
    monkeypatch.setitem(house.portal.config, "PROPAGATE_EXCEPTIONS", True)
    monkeypatch.setattr(house.portal, "testing", True)

    def drawn_with(reads: Callable[[Declared], object]) -> str:
        def present(_part: Any, _answer: Any, declared: Declared, _compiled: Any) -> Mapping[str, Any]:
            return {
                "links": [{"label": str(reads(declared)), "url": "/", "note": "", "icon": "link", "outside": False}]
            }

        monkeypatch.setitem(engines.WIDGETS, "links", engines.WidgetEngine(present))
        fragments.forget()
        try:
            return body(house, buyer, "/")
        finally:
            fragments.forget()

    for name in ("client", "day", "person"):
        with pytest.raises(Undeclared):
            drawn_with(READ[name])
    assert "<b>en</b>" in drawn_with(lambda declared: declared.language)


def test_a_note_between_staff_is_on_no_page_of_a_member(house: House) -> None:
    for key in CLIENTS:
        for role in ROLES:
            assert [address for address, page in draw(house, role, key).items() if "Only staff know" in page] == []
    review = house.north.companies["acme"].orders["review"]
    said = draw(house, "buyer", "acme")[f"/orders/{review}"]
    assert "Looks good to Acme Pumps" in said, "the positive control: what the client said stands there"
