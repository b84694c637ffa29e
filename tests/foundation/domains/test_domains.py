"""A portal's domains: claimed, proven by a real name server's answer, kept, lost, given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from foundation import clock
from foundation.db import execute, rows, transaction, value
from foundation.domains import actions, proof, queries
from foundation.domains.jobs import recheck
from foundation.domains.proof import Proof, look_up
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.settings import settings
from foundation.tenancy import Scope, entered, unscoped
from foundation.tenancy.actions import create_portal, new_portal_scopes
from foundation.tenancy.hosts import forget_hosts, resolve, scope_of
from tests.nameserver import NameServer

HOST = "portal.kestrel.test"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    """The machine's resolver is never asked: what stands here is all there is."""
    with NameServer() as server:
        chosen = replace(settings(), dns_resolver=("127.0.0.1", server.port))
        monkeypatch.setattr(proof, "settings", lambda: chosen)
        monkeypatch.setattr(proof, "SECONDS", 1.0)
        yield server


@pytest.fixture
def portal(database: str) -> Callable[[str], tuple[Scope, Viewer]]:
    """``portal("north")`` makes one with its owner."""
    assert database

    def make(slug: str) -> tuple[Scope, Viewer]:
        live, test = new_portal_scopes(slug, slug.capitalize())
        with entered(test), transaction():
            create_portal(live, test)
            owner = staff.create_staff(f"owner@{slug}.example", "Olga Owner", None)
            staff.give_seat(owner, live.portal_id, owner=True)
        return live, Viewer(kind="staff", staff_id=owner, name="Olga Owner", owner=True)

    return make


def origin_of(slug: str, sandbox: str | None = None) -> str:
    found = scope_of(slug, sandbox)
    assert found is not None
    return found.origin


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_a_proven_host_serves_and_links_begin_with_it_when_it_is_primary(portal: Any, name_server: NameServer) -> None:
    live, owner = portal("north")
    with entered(live), transaction():
        claimed = actions.claim(owner, HOST)
        assert actions.claim(owner, f" {HOST.upper()}. ").token == claimed.token
        with pytest.raises(Refused) as refused:
            actions.make_primary(owner, HOST)
        assert code_of(refused) == "host_unproven"
    assert resolve(HOST) is None
    name_server.text(f"_portico.{HOST}", "another text", claimed.token)
    answer = look_up(HOST, claimed.token, target="north.localhost")
    assert answer.state == "proven"
    with entered(live), transaction():
        assert actions.prove(owner, HOST, answer).verified_at is not None
    found = resolve(HOST)
    assert found is not None and found.tenant_id == live.tenant_id
    assert found.origin == live.origin
    with entered(live), transaction():
        actions.make_primary(owner, HOST)
    assert origin_of("north") == settings().origin(HOST)
    # The sandbox keeps its own address.
    assert HOST not in origin_of("north", "main")
    with entered(live), transaction():
        actions.make_primary(owner, None)
    assert origin_of("north") == live.origin


def test_what_the_name_server_says_is_told(name_server: NameServer) -> None:
    name = f"_portico.{HOST}"
    assert look_up(HOST, "portico-x", target="north.localhost").state == "missing"
    name_server.text(name, "v=spf1 -all")
    assert look_up(HOST, "portico-x", target="north.localhost") == Proof("wrong", found="v=spf1 -all")
    name_server.text(name, "portico-xy")
    assert look_up(HOST, "portico-x", target="north.localhost").state == "wrong"
    name_server.broken.add(name)
    assert look_up(HOST, "portico-x", target="north.localhost").state == "unanswered"
    name_server.broken.clear()
    name_server.silent.add(name)
    assert look_up(HOST, "portico-x", target="north.localhost").state == "unanswered"
    name_server.silent.clear()
    name_server.text(name, "portico-x")
    name_server.records["north.localhost", "A"] = ["192.0.2.7"]
    name_server.records[HOST, "A"] = ["192.0.2.8"]
    assert look_up(HOST, "portico-x", target="north.localhost") == Proof("proven", points_here=False)
    name_server.records[HOST, "A"] = ["192.0.2.7"]
    assert look_up(HOST, "portico-x", target="north.localhost") == Proof("proven", points_here=True)


def test_a_claim_blocks_nobody_and_a_proof_everybody(portal: Any) -> None:
    (north, olga), (south, otto) = portal("north"), portal("south")
    with entered(south), transaction():
        theirs = actions.claim(otto, HOST)
    with entered(north), transaction():
        ours = actions.claim(olga, HOST)
        assert ours.token != theirs.token
        actions.prove(olga, HOST, Proof("proven"))
    with entered(south), transaction():
        with pytest.raises(Refused) as refused:
            actions.prove(otto, HOST, Proof("proven"))
        assert code_of(refused) == "host_taken"
    other, otto_too = portal("other")
    with entered(other), transaction():
        with pytest.raises(Refused) as refused:
            actions.claim(otto_too, HOST)
        assert code_of(refused) == "host_taken"
        assert actions.claim(otto_too, "free.kestrel.test").host == "free.kestrel.test"


def test_a_removed_host_stops_at_once_and_is_held_for_thirty_days(portal: Any) -> None:
    (north, olga), (south, otto) = portal("north"), portal("south")
    with clock.frozen(NOW):
        with entered(north), transaction():
            actions.claim(olga, HOST)
            actions.prove(olga, HOST, Proof("proven"))
            actions.make_primary(olga, HOST)
        assert resolve(HOST) is not None
        with entered(north), transaction():
            actions.remove(olga, HOST)
            assert queries.list_domains(olga) == ()
            with pytest.raises(NotFound):
                actions.remove(olga, HOST)
        assert resolve(HOST) is None
        assert origin_of("north") == north.origin
    with clock.frozen(NOW + timedelta(days=29)), entered(south), transaction():
        with pytest.raises(Refused) as refused:
            actions.claim(otto, HOST)
        assert code_of(refused) == "host_held" and "25 December 2026" in refused.value.message
    with clock.frozen(NOW + timedelta(days=29)), entered(north), transaction():
        assert actions.claim(olga, HOST).verified_at is None
        actions.remove(olga, HOST)
    with clock.frozen(NOW + timedelta(days=31)), entered(south), transaction():
        actions.claim(otto, HOST)
        assert actions.prove(otto, HOST, Proof("proven")).verified_at is not None


def test_removing_what_was_never_proven_holds_nothing(portal: Any) -> None:
    (north, olga), (south, otto) = portal("north"), portal("south")
    with entered(north), transaction():
        actions.claim(olga, HOST)
        actions.remove(olga, HOST)
    with entered(south), transaction():
        assert actions.claim(otto, HOST).host == HOST


def test_a_lost_proof_stops_after_three_days_and_the_owner_is_told_twice(portal: Any, name_server: NameServer) -> None:
    live, owner = portal("north")

    def look(days: float) -> Any:
        forget_hosts()
        with clock.frozen(NOW + timedelta(days=days)):
            recheck()
        with entered(live), transaction():
            return queries.access_domain(owner, HOST)

    with clock.frozen(NOW), entered(live), transaction():
        token = actions.claim(owner, HOST).token
        actions.prove(owner, HOST, Proof("proven"))
        actions.make_primary(owner, HOST)
    name_server.text(f"_portico.{HOST}", token)
    assert look(1).lost_since is None
    name_server.broken.add(f"_portico.{HOST}")
    for day in (2, 3, 4, 5, 6):
        known = look(day)
        assert (known.lost_since, known.finding) == (None, "unanswered")
    name_server.broken.clear()
    name_server.text(f"_portico.{HOST}")
    assert look(7).lost_since == NOW + timedelta(days=7)
    assert look(8).verified_at is not None
    # Back in time: nothing is lost, and the next loss is counted anew.
    name_server.text(f"_portico.{HOST}", token)
    assert look(9).lost_since is None
    name_server.text(f"_portico.{HOST}", "something else")
    assert look(10).lost_since == NOW + timedelta(days=10)
    assert look(12.9).verified_at is not None and resolve(HOST) is not None
    stopped = look(13.1)
    assert (stopped.verified_at, stopped.primary, stopped.finding) == (None, False, "wrong something else")
    assert resolve(HOST) is None
    assert origin_of("north") == live.origin
    with unscoped("test"), transaction():
        subjects = [one.subject for one in rows("select subject from staff_outbox order by id")]
    assert subjects == [f"{HOST}: the proof is gone"] * 2 + [f"{HOST} is no longer served"]
    # It comes back by the owner's own check, and by no look of ours.
    name_server.text(f"_portico.{HOST}", token)
    assert look(14).verified_at is None
    with clock.frozen(NOW + timedelta(days=14)), entered(live), transaction():
        again = actions.prove(owner, HOST, look_up(HOST, token, target="north.localhost"))
    assert again.verified_at is not None and again.lost_since is None


def test_only_an_owner_whose_address_is_confirmed(portal: Any) -> None:
    live, owner = portal("north")
    helper = replace(owner, owner=False, permissions={"member.manage": "all"})
    with entered(live), transaction():
        for attempt in (
            lambda: actions.claim(helper, HOST),
            lambda: actions.remove(helper, HOST),
            lambda: actions.make_primary(helper, None),
            lambda: actions.prove(helper, HOST, Proof("proven")),
            lambda: queries.list_domains(helper),
        ):
            with pytest.raises(Forbidden):
                attempt()
        actions.claim(owner, HOST)
    with unscoped("test"), transaction():
        execute("update staff set confirmed_at = null where id = %(id)s", id=owner.staff_id)
    with entered(live), transaction():
        with pytest.raises(Refused) as refused:
            actions.prove(owner, HOST, Proof("proven"))
        assert code_of(refused) == "address_unconfirmed"
    with unscoped("test"), transaction():
        execute("update staff set confirmed_at = now() where id = %(id)s", id=owner.staff_id)
    with entered(live), transaction():
        assert actions.prove(owner, HOST, Proof("proven")).verified_at is not None
        assert value("select count(*) from portal_audit where action = 'domain.prove'") == 1


def test_a_portal_has_ten_at_most(portal: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    live, owner = portal("north")
    monkeypatch.setattr(actions, "MOST", 2)
    with entered(live), transaction():
        for number in range(2):
            actions.claim(owner, f"p{number}.kestrel.test")
        with pytest.raises(Refused) as refused:
            actions.claim(owner, HOST)
        assert code_of(refused) == "too_many_hosts"
        actions.remove(owner, "p0.kestrel.test")
        actions.claim(owner, HOST)
