"""Parts that only some clients are shown, by group or by a rule: for everybody else they are not there."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from commerce.checkout.actions import place_order
from commerce.checkout.request import Item, PlaceOrder
from commerce.clients import actions as clients
from commerce.clients import groups
from commerce.clients.viewer import viewer_of_member
from commerce.orders.queries import orders_of_clients
from foundation import clock, revisions
from foundation.db import statements, transaction
from foundation.revisions.actions import edit_draft
from foundation.revisions.log import Author
from foundation.revisions.publishing import publish
from foundation.revisions.queries import forget_pointers
from foundation.tenancy import entered
from runtime.pages import fragments
from sandbox.people import join
from tests.cast import BANNER, terms
from tests.runtime.conftest import PASSWORD, Browser, Northlight

Browsers = Callable[..., Browser]
VIP = {"name": "Friends of the house"}
MANY = ["gt", ["ctx", "client.orders"], 0]
SEES = {
    "/tabs/tab_work/see": {"groups": ["grp_vip"]},
    "/dashboards/dsh_default/widgets/wdg_next/see": {"groups": ["grp_vip"]},
    "/services/svc_onepager/see": {"groups": ["grp_vip"]},
}
GUESTS = ["not", ["ctx", "user.signed_in"]]


def serve(northlight: Northlight, sees: Mapping[str, Any], key: str = "first", base: int = 1, **made: Any) -> None:
    """Publish Northlight with these groups, its parts shown to whom ``sees`` says."""
    edits = [{"op": "insert", "ptr": f"/groups/{name}", "value": value} for name, value in made.items()]
    edits += [{"op": "set", "ptr": ptr, "value": value} for ptr, value in sees.items()]
    with entered(northlight.sandbox), transaction():
        edit_draft(Author("system", ""), edits, base=base, key=key)
        publish(author="system")
    forget_pointers()
    fragments.forget()


def put(northlight: Northlight, group: str = "grp_vip", *, out: bool = False) -> None:
    """Acme is put into a group, or taken out."""
    with entered(northlight.live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        act = groups.remove_from_group if out else groups.add_to_group
        act(northlight.owner, northlight.acme, group, compiled=compiled)


@pytest.fixture
def two(northlight: Northlight, browser: Browsers) -> dict[str, Browser]:
    """Dana buys at Acme, Bea at Borg: the same role, another company."""
    with entered(northlight.live), transaction():
        borg = clients.create_client(northlight.owner, name="Borg Works")
        northlight.members["bea"] = join(
            northlight.owner, borg, northlight.compiled, name="Bea Borg", email="bea@acme.example", role="rol_buyer", password=PASSWORD,
        )  # fmt: skip
    return {"dana": browser("dana"), "bea": browser("bea")}


def page(who: Browser, path: str = "/") -> str:
    answer = who.get(path)
    assert answer.status_code == 200, path
    return str(answer.get_data(as_text=True))


def shown(who: Browser) -> tuple[bool, ...]:
    """Whether each part is there: the tab in the menu, the link to it in a widget, its address, the widget, the service in the catalogue, its address."""
    home = page(who)
    return (
        'href="/t/work"' in home.partition("<main")[0],
        'href="/t/work"' in home.partition("<main")[2],
        who.get("/t/work").status_code == 200,
        "Waiting for you" in home,
        'href="/services/onepager"' in page(who, "/t/shop"),
        who.get("/services/onepager").status_code == 200,
    )


@pytest.mark.parametrize("order", list(itertools.permutations(("dana", "bea"))), ids="-then-".join)
def test_only_the_group_is_shown_its_parts_whoever_came_first(
    northlight: Northlight, two: dict[str, Browser], order: tuple[str, str]
) -> None:
    serve(northlight, SEES, grp_vip=VIP)
    put(northlight)
    for _ in range(2):
        for name in order:
            assert set(shown(two[name])) == {name == "dana"}, name
    assert two["bea"].get("/t/work").status_code == 404


@pytest.mark.parametrize("order", list(itertools.permutations(("dana", "bea"))), ids="-then-".join)
def test_the_menu_is_the_groups_own_also_where_both_have_as_many_tabs(
    northlight: Northlight, two: dict[str, Browser], order: tuple[str, str]
) -> None:
    others = ["not", ["has", ["ctx", "client.groups"], "grp_vip"]]
    serve(
        northlight,
        {"/tabs/tab_orders/see": {"groups": ["grp_vip"]}, "/tabs/tab_files/see": {"when": others}},
        grp_vip=VIP,
    )
    put(northlight)
    for name in order:
        menu = page(two[name]).partition("<main")[0]
        assert ('href="/t/orders"' in menu, 'href="/t/files"' in menu) == (name == "dana", name == "bea"), name


def test_the_kept_catalogue_of_visitors_follows_the_day(northlight: Northlight, browser: Browsers) -> None:
    serve(northlight, {"/services/svc_audit/see": {"when": ["lt", ["ctx", "today"], {"date": "2031-01-02"}]}})
    guest = browser()
    for day, expected in ((1, True), (2, False), (1, True)):
        with clock.frozen(datetime(2031, 1, day, 12, tzinfo=UTC)):
            assert ('href="/services/audit"' in page(guest, "/services")) == expected
            assert (guest.get("/services/audit").status_code == 200) == expected


def test_who_is_taken_out_sees_it_no_longer_at_once(northlight: Northlight, two: dict[str, Browser]) -> None:
    serve(northlight, SEES, grp_vip=VIP)
    for out, expected in ((None, False), (False, True), (True, False)):
        if out is not None:
            put(northlight, out=out)
        assert set(shown(two["dana"])) == {expected}


def test_a_service_nobody_is_shown_cannot_be_ordered_either(northlight: Northlight, two: dict[str, Browser]) -> None:
    serve(northlight, SEES, grp_vip=VIP)
    put(northlight)
    form = {"_key": "k" * 40, "quantity": "1"}
    refused = two["bea"].post("/services/onepager", form, page="/account")
    assert refused.status_code == 404
    assert two["dana"].post("/services/onepager", form, page="/account").status_code == 422, (
        "only the answers are missing"
    )


def test_visibility_takes_no_right_away(northlight: Northlight, two: dict[str, Browser]) -> None:
    """Who may write messages may do so where the tab of messages is not shown."""
    serve(northlight, {"/tabs/tab_chat/see": {"groups": ["grp_vip"]}}, grp_vip=VIP)
    assert two["dana"].get("/t/chat").status_code == 404
    assert two["dana"].get(f"/messages/{northlight.acme}").status_code == 200


def test_a_dashboard_of_a_group_comes_first_where_it_fits(northlight: Northlight, two: dict[str, Browser]) -> None:
    serve(northlight, {"/dashboards/dsh_finance/see": {"groups": ["grp_vip"]}}, grp_vip=VIP)
    put(northlight)
    assert "Paying by transfer" in page(two["dana"]) and "Paying by transfer" not in page(two["bea"])


def test_a_rule_puts_clients_in_as_soon_as_it_holds(northlight: Northlight, two: dict[str, Browser]) -> None:
    serve(northlight, SEES, grp_vip={"name": "Customers", "match": MANY})
    assert set(shown(two["dana"])) == {False}
    order_of(northlight)
    assert set(shown(two["dana"])) == {True}
    assert set(shown(two["bea"])) == {False}


def test_a_part_may_be_shown_by_a_rule_about_the_person(northlight: Northlight, two: dict[str, Browser]) -> None:
    rule = ["eq", ["ctx", "client.name"], "Acme Industries"]
    serve(northlight, {ptr: {"when": rule} for ptr in SEES})
    assert set(shown(two["dana"])) == {True}
    assert set(shown(two["bea"])) == {False}


def test_a_rule_may_ask_for_the_groups(northlight: Northlight, two: dict[str, Browser]) -> None:
    rule = ["not", ["has", ["ctx", "client.groups"], "grp_vip"]]
    serve(northlight, {ptr: {"when": rule} for ptr in SEES}, grp_vip=VIP)
    put(northlight)
    assert set(shown(two["dana"])) == {False}
    assert set(shown(two["bea"])) == {True}


def test_what_is_for_visitors_only_is_not_for_members(northlight: Northlight, browser: Browsers) -> None:
    serve(northlight, {"/services/svc_audit/see": {"when": GUESTS}})
    guest, dana = browser(), browser("dana")
    assert 'href="/services/audit"' in page(guest, "/services")
    assert guest.get("/services/audit").status_code == 200
    assert 'href="/services/audit"' not in page(dana, "/t/shop")
    assert dana.get("/services/audit").status_code == 404


def test_a_group_that_is_gone_from_the_document_shows_nothing(northlight: Northlight, two: dict[str, Browser]) -> None:
    serve(northlight, {}, grp_vip=VIP, grp_other={"name": "Others"})
    put(northlight)
    with entered(northlight.live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        assert viewer_of_member(northlight.members["dana"], compiled).standing.groups == {"grp_vip"}
        assert viewer_of_member(northlight.members["bea"], compiled).standing.groups == frozenset()
        assert viewer_of_member(northlight.members["dana"], northlight.compiled).standing.groups == frozenset()


def order_of(northlight: Northlight) -> None:
    """Dana orders for Acme."""
    with entered(northlight.live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        place_order(
            viewer_of_member(northlight.members["dana"], compiled),
            PlaceOrder(
                idempotency_key="k" * 40,
                items=(Item("svc_banner", answers=BANNER),),
                method_id="pmt_bank",
                accepted_terms=terms(compiled),
            ),
        )


def test_groups_cost_no_statement_and_a_count_is_asked_once(northlight: Northlight, two: dict[str, Browser]) -> None:
    def sent() -> list[str]:
        two["dana"].get("/")
        with statements() as log:
            page(two["dana"])
        return list(log)

    before = len(sent())
    serve(northlight, SEES, grp_vip=VIP)
    put(northlight)
    assert len(sent()) == before
    serve(northlight, {"/tabs/tab_work/see": {"when": MANY}}, key="second", base=2)
    assert len(sent()) == before, "while nothing was ordered the count is known"
    order_of(northlight)
    with statements() as log:
        page(two["dana"])
    assert len([one for one in log if "unnest" in one and "from orders o" in one]) == 1
    with entered(northlight.live), transaction():
        assert orders_of_clients([northlight.acme])[northlight.acme] == 1
