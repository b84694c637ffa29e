"""The demo is made by the actions real people use, so what they refuse it would be refused too: it must load, twice over."""

from __future__ import annotations

from typing import Any

from foundation import clock, revisions
from foundation.db import row, transaction, value
from foundation.tenancy import entered, unscoped
from foundation.tenancy.hosts import forget_hosts, scope_of
from portico.demo.load import SELLERS, SLUG, load


def counted(slug: str, sandbox: str | None = None) -> dict[str, Any]:
    scope = scope_of(slug, sandbox)
    assert scope is not None
    with entered(scope), transaction():
        assert abs((clock.now() - clock.real_now()).total_seconds()) < 60
        found = row(
            "select (select count(*) from clients) as clients, (select count(*) from members) as members,"
            " (select count(*) from orders) as orders, (select count(*) from messages) as messages,"
            " (select count(*) from messages where internal) as asides, (select count(*) from files where state = 'ready') as files,"
            " (select count(*) from tasks) as tasks, (select count(*) from client_notes) as remarks,"
            " (select count(*) from orders where assignee_id is not null) as assigned,"
            " (select extract(day from max(placed_at) - min(placed_at))::int from orders) as days,"
            " (select count(distinct status_kind) from orders) as kinds,"
            " (select count(*) from messages where at > %(now)s) as ahead",
            now=clock.now(),
        )
    assert found is not None
    return found._asdict()  # type: ignore[no-any-return]


def test_the_demo_loads_and_a_second_time_changes_nothing(database: str) -> None:
    assert database
    forget_hosts()
    first = load()
    north, halden = counted(SLUG), counted("halden")
    tried = {slug: counted(slug, "main") for slug in (SLUG, "halden")}
    assert load() == first
    assert (counted(SLUG), counted("halden")) == (north, halden)
    assert {slug: counted(slug, "main") for slug in tried} == tried
    for slug, members, files in ((SLUG, 3, 3), ("halden", 2, 1)):
        found = tried[slug]
        assert (found["clients"], found["members"], found["orders"], found["ahead"]) == (1, members, 3, 0)
        assert found["kinds"] == 3 and found["messages"] >= 2 and found["files"] == files
    assert (north["clients"], north["members"], north["kinds"], north["ahead"]) == (3, 6, 5, 0)
    assert north["days"] >= 55 and north["messages"] >= 25 and north["files"] >= 6 and north["asides"] >= 1
    assert north["tasks"] >= 5 and north["remarks"] >= 2 and north["assigned"] >= 4
    assert (halden["clients"], halden["members"]) == (2, 3)
    assert halden["days"] >= 50 and halden["files"] >= 4


def test_somebody_builds_northlight_who_does_not_own_it(database: str) -> None:
    assert database
    forget_hosts()
    signs = load()
    petra = next(sign for sign in signs if sign.email == "petra@northlight.example")
    assert "builds the portal" in petra.who
    with unscoped("test"), transaction():
        seat = row(
            "select s.owner, s.roles from seats s join staff p on p.id = s.staff_id where p.email = %(e)s",
            e=petra.email,
        )
    assert seat is not None and (seat.owner, list(seat.roles)) == (False, ["rol_design"])
    live = scope_of(SLUG)
    assert live is not None
    with entered(live), transaction():
        compiled = revisions.compiled(revisions.pointer(max_age=0))
        published = value("select author from revisions order by number limit 1")
        owner = value("select id from staff where email = 'mia@northlight.example'")
    assert {"portal.edit"} == {each for each in compiled.permissions({"rol_design"}) if each.startswith("portal.")}
    assert {"portal.edit", "portal.publish"} <= set(compiled.permissions({"rol_owner"}))
    assert not {each for each in compiled.permissions({"rol_pm"}) if each.startswith("portal.")}
    assert published == f"staff:{owner}"


def test_the_two_sellers_have_nothing_in_common(database: str) -> None:
    assert database
    forget_hosts()
    signs = load()
    one, other = (scope_of(seller.slug) for seller in SELLERS)
    assert one is not None and other is not None and one.portal_id != other.portal_id
    # The same person buys from both, with an account of her own at each.
    carmen = [sign.address for sign in signs if sign.email == "carmen@finca-olivar.example"]
    assert carmen == [f"{one.origin}/", f"{other.origin}/"]
    accounts = []
    for scope in (one, other):
        with entered(scope), transaction():
            accounts.append(value("select id from accounts where email = 'carmen@finca-olivar.example'"))
    assert accounts[0] != accounts[1] and None not in accounts
