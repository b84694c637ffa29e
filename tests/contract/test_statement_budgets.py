"""What a page asks of the database, whatever the number of rows: counted as the driver sends it, ``set_config`` and host resolution included."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from commerce.checkout.actions import place_order
from commerce.checkout.request import Item, PlaceOrder
from commerce.clients.viewer import load_member, member_viewer
from commerce.orders import frozen
from foundation import clock, revisions
from foundation.db import execute, rows, statements, transaction, value
from foundation.identity.secrets import hashed
from foundation.tenancy import entered
from foundation.tenancy.hosts import forget_hosts, resolve
from runtime import engines
from runtime.pages import fragments
from runtime.pages.compose import admits, dashboard_for
from tests import cast
from tests.cast import Person, ask
from tests.contract.policy import House
from workspace.conversations import actions as conversations
from workspace.onboarding import actions as onboarding

BUDGETS = {
    "dashboard": ("/", 3),
    "order list": ("/t/orders", 4),
    "order page": ("/orders/{number}", 6),
    "messages": ("/t/chat", 5),
    "thread": ("/messages/{thread}", 5),
    "files": ("/t/files", 5),
}
"""Host, scope and viewer are three. A dashboard may ask once more for each distinct source of its widgets. Files that stand in a thread may cost one more."""
UNSEEN = {("files", "finance"), ("files", "own"), ("messages", "finance"), ("messages", "own"), ("thread", "own")}
"""Pages that a role has no tab or no right for."""
SEEING = [(page, role) for page in BUDGETS for role in ("buyer", "finance", "own") if (page, role) not in UNSEEN]
ORDER_BUDGET = 12


def sources(house: House, person: Person) -> int:
    """How many distinct questions the widgets of this person's dashboard have."""
    compiled, viewer = house.north.compiled, person.viewer
    assert viewer is not None
    dashboard = dashboard_for(compiled.tabs[0], compiled, viewer)
    assert dashboard is not None
    asked = {engines.WIDGETS[one.type].source(one) for one in dashboard.widgets if admits(one.see, one.needs, viewer)}
    return len(asked - {None})


def listed(sent: list[str]) -> str:
    """The statements, one a line, for a person to read."""
    return f"{len(sent)} statements:\n" + "\n".join(" ".join(one.split())[:160] for one in sent)


def counted(house: House, person: Person, path: str) -> list[str]:
    """What one page sends. Session use is noted at most once a minute; that one note is not a page's work and is not due here."""
    with statements() as sent:
        response = ask(house.portal, person, house.north.host, path)
    assert response.status_code == 200
    return list(sent)


def multiply(house: House, key: str, wanted: int) -> None:
    """Give a client ``wanted`` orders by copying one it has, lines and payments included."""
    company = house.north.companies[key]
    with house.north.at():
        has = value("select count(*) from orders where client_id = %(client)s", client=company.id)
        columns = value(
            "select string_agg(quote_ident(attname), ', ') from pg_attribute where attrelid = 'orders'::regclass and attnum > 0"
            " and not attisdropped and attname not in ('id', 'number') and attgenerated = ''"
        )
        for number in range(has, wanted):
            copied = f"COPY-{key}-{number}"
            execute(
                f"insert into orders (id, number, {columns}) select uuidv7(), %(copied)s, {columns} from orders where number = %(number)s",
                copied=copied,
                number=company.orders["review" if number % 2 else "confirmed"],
            )
            execute(
                "insert into order_lines (tenant_id, order_id, position, service_id, name, quantity, unit_price, net_minor, gross_minor, currency)"
                " select o.tenant_id, o.id, 1, 'svc_banner', 'Banner', 1, o.net_minor, o.net_minor, o.gross_minor, o.currency"
                " from orders o where o.number = %(copied)s",
                copied=copied,
            )


@pytest.fixture(scope="module", params=[5, 200], ids=["5 orders", "200 orders"])
def size(house: House, request: pytest.FixtureRequest) -> int:
    multiply(house, "acme", request.param)
    return int(request.param)


@pytest.fixture(params=["first", "cold", "warm"])
def warmth(house: House, request: pytest.FixtureRequest) -> str:
    """First: nothing at all is kept in this process. Cold: the document and the parts that orders froze are read, hosts and fragments are not kept.
    Warm: this very page was drawn a moment ago."""
    cast.forget_everything()
    frozen.forget_frozen()
    if request.param == "cold":
        with house.north.at():
            revisions.compiled(revisions.pointer(max_age=0))
            frozen.frozen_texts({one.hash for one in rows("select hash from blobs")})
        forget_hosts()
    return str(request.param)


def thread_of(house: House, number: str) -> str:
    """The thread of an order, with more than one page of messages in it."""
    with house.north.at():
        order = value("select id from orders where number = %(number)s", number=number)
        for n in range(60 - (value("select last_seq from threads where id = %(id)s", id=order) or 0)):
            conversations.post_message(house.north.staff["owner"].viewer, order, text=f"Line {n}", key=f"budget {n}")
    return str(order)


SEEN: dict[tuple[str, str, str], int] = {}


@pytest.mark.parametrize(("page", "role"), SEEING)
def test_pages_stay_within_their_budget(house: House, size: int, warmth: str, page: str, role: str) -> None:
    company = house.north.companies["acme"]
    path, budget = BUDGETS[page]
    thread = thread_of(house, company.orders["review"])
    path = path.format(number=company.orders["own" if role == "own" else "review"], thread=thread)
    person = company.people[role]
    if page == "dashboard":
        # First steps that are worked out are asked for while somebody still has them.
        budget += sources(house, person) + 1
    if warmth == "warm":
        counted(house, person, path)
    sent = counted(house, person, path)
    if warmth == "first":
        # Once in a process and after each publish the document itself is read; pages do not carry it in their budget.
        reading = [one for one in sent if one.startswith("select document from")]
        assert len(reading) == 1
        # So are the parts that an order froze: what stands under a digest never changes.
        budget += 1 + any("from blobs" in one for one in sent)
    assert len(sent) <= budget, listed(sent)
    known = SEEN.setdefault((page, role, warmth), len(sent))
    assert len(sent) == known, f"{known} statements with 5 orders, {len(sent)} with {size}"


def test_a_warm_dashboard_asks_for_the_viewer_only(house: House) -> None:
    """The fragments are kept, so what is left is who is looking, and how far they are with what they are welcomed with until they hide it."""
    buyer = house.north.companies["acme"].people["buyer"]
    counted(house, buyer, "/")
    assert len(counted(house, buyer, "/")) == 3
    assert buyer.viewer is not None
    with house.north.at():
        onboarding.hide(buyer.viewer)
    counted(house, buyer, "/")
    sent = counted(house, buyer, "/")
    assert len(sent) == 2, listed(sent)
    assert "set_config" in sent[0]
    assert "from sessions" in sent[1]


def test_the_budget_counts_host_resolution(house: House) -> None:
    buyer = house.north.companies["acme"].people["buyer"]
    counted(house, buyer, "/")
    forget_hosts()
    assert any("from tenants" in one for one in counted(house, buyer, "/"))
    assert not any("from tenants" in one for one in counted(house, buyer, "/"))


def test_the_public_catalogue_for_a_guest(house: House) -> None:
    """Kept whole: a warm catalogue asks nothing while its pointer is fresh."""
    ask(house.portal, cast.GUEST, house.north.host, "/services")
    with statements() as sent:
        assert ask(house.portal, cast.GUEST, house.north.host, "/services").status_code == 200
    assert len(sent) <= 2, listed(sent)


def three_lines(house: House) -> PlaceOrder:
    week = (clock.today("UTC") + timedelta(days=30)).isoformat()
    return PlaceOrder(
        idempotency_key=secrets.token_urlsafe(32),
        items=(
            Item("svc_banner", quantity=2, answers={**cast.BANNER, "fld_start": [week]}),
            Item("svc_banner", quantity=1, answers=cast.BANNER),
            Item("svc_onepager", answers={"fld_product": ["Pump"], "fld_audience": ["engineers"]}),
        ),
        method_id="pmt_bank",
        accepted_terms=cast.terms(house.north.compiled),
        po_number="4500118101",
    )


@pytest.mark.parametrize("caches", ["cold", "warm"])
@pytest.mark.parametrize("method", ["pmt_bank", "pmt_card"])
def test_placing_an_order_of_three_lines(house: House, caches: str, method: str) -> None:
    """As a request does it: the host, the tenant, the viewer, the order."""
    buyer = house.north.companies["acme"].people["buyer"]
    assert buyer.secret is not None

    def order() -> tuple[list[str], str]:
        asked = three_lines(house)
        with statements() as sent:
            scope = resolve(house.north.host)
            assert scope is not None
            with entered(scope), transaction():
                loaded = load_member(hashed(buyer.secret or ""))
                assert loaded is not None and loaded.pointer is not None
                compiled = revisions.compiled(loaded.pointer)
                viewer = member_viewer(loaded, compiled)
                placed = place_order(
                    viewer,
                    PlaceOrder(**{**{name: getattr(asked, name) for name in asked.__slots__}, "method_id": method}),
                    compiled=compiled,
                    pointer=loaded.pointer,
                )
        return list(sent), placed.number

    cast.forget_everything()
    if caches == "warm":
        order()
    sent, number = order()
    assert len(sent) <= ORDER_BUDGET, listed(sent)
    with house.north.at():
        assert (
            value(
                "select count(*) from order_lines l join orders o on o.id = l.order_id where o.number = %(n)s", n=number
            )
            == 3
        )


def test_placing_an_order_through_the_page(house: House) -> None:
    """One line, through the real form: no more than three lines may cost."""
    buyer = house.north.companies["acme"].people["buyer"]
    service = house.north.compiled.services["svc_banner"].slug
    form = {
        "_key": secrets.token_urlsafe(32),
        **{name: values[0] for name, values in cast.BANNER.items()},
        "quantity": "2",
        "method": "pmt_bank",
        **{f"accept_{text}": version for text, version in cast.terms(house.north.compiled).items()},
    }
    ask(house.portal, buyer, house.north.host, "/services/" + service)
    with statements() as sent:
        response = ask(house.portal, buyer, house.north.host, f"/services/{service}", method="POST", form=form)
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/orders/")
    assert len(sent) <= ORDER_BUDGET, listed(sent)


def test_the_counter_counts(house: House) -> None:
    """The measure itself: each statement once, savepoints and commits not."""
    with statements() as sent, house.north.at():
        value("select 1")
        value("select 2")
    assert [one.split(",")[0] for one in sent] == ["select set_config('app.portal_id'", "select 1", "select 2"]
    fragments.forget()


DESK_BUDGETS = {
    "inbox": ("/inbox?whose=all", 6),
    "board": ("/", 8),
    "list": ("/orders", 8),
    "order": ("/orders/{number}", 12),
    "tasks": ("/tasks?whose=all", 7),
    "clients": ("/clients", 6),
    "client": ("/clients/{client}", 11),
    "members": ("/clients/{client}/members", 7),
}
"""Page of the desk → its statements, with those at the gate: who it is with which seats, which tenant, what it serves."""
DESK_SEEN: dict[tuple[str, str], int] = {}


@pytest.mark.parametrize("page", DESK_BUDGETS)
@pytest.mark.parametrize("who", ["owner", "mover"])
def test_the_desk_stays_within_its_budget(house: House, size: int, page: str, who: str) -> None:
    company = house.north.companies["acme"]
    path, budget = DESK_BUDGETS[page]
    if page == "members" and who == "mover":
        return
    address = f"/p/northside/desk{path.format(number=company.orders['review'], client=company.id)}"
    person = house.north.staff[who]
    for _ in range(2):
        with statements() as log:
            assert ask(house.builder, person, cast.BUILDER_HOST, address).status_code == 200
        # That a session was used is noted at most once a minute, which is no page's work.
        sent = [one for one in log if not one.startswith("update staff_sessions")]
    assert len(sent) <= budget, listed(sent)
    # Whose host it is and what is served are known for a moment, so they are asked for or not.
    moment = ("select t.id as tenant_id, t.portal_id", "select document")
    own = [one for one in sent if "from heads" not in one and not one.strip().startswith(moment)]
    known = DESK_SEEN.setdefault((page, who), len(own))
    assert len(own) <= known, f"{known} statements with 5 orders, {len(own)} with {size}"
