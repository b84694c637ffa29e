"""Streams: who hears what, nothing lost, nothing twice, and over when the right is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from commerce.clients import actions as clients
from commerce.orders import actions as orders
from foundation import realtime
from foundation.db import execute, transaction
from foundation.identity import accounts, passes, staff
from foundation.identity.secrets import hashed
from foundation.realtime import hub as hubs
from foundation.realtime import stream as streams
from foundation.revisions.publishing import publish as publish_draft
from foundation.tenancy import entered, unscoped
from portico import apps
from tests import cast
from tests.cast import ROLE_IDS, Person, Site, ask
from tests.portico.live import PATIENCE, Reader, Rig, process

BUILDER = cast.BUILDER_HOST


@pytest.fixture
def north(database: str) -> Iterator[Site]:
    """A portal with two clients and staff; the apps exist, so the rooms' policies do."""
    apps.portal_app()
    apps.builder_app()
    cast.forget_everything()
    site = cast.make_site(
        "northside",
        "North Studio",
        {"owner": ("Olga Owner", True, ("rol_owner",)), "idle": ("Ida Idle", False, ())},
    )
    cast.add_company(site, "acme", "Acme Pumps")
    cast.add_company(site, "borg", "Borg Valves")
    yield site
    cast.forget_everything()


def run(story: Callable[[Rig], Awaitable[None]]) -> None:
    """Play a story in one web process."""

    async def play() -> None:
        async with process() as rig:
            await story(rig)

    asyncio.run(play())


def tell(site: Site, rooms: Any, name: str = "order.changed", **body: Any) -> None:
    with site.at():
        realtime.publish(rooms, name, **body)


def person(site: Site, key: str, role: str) -> Person:
    return site.companies[key].people[role]


def rooms_of(site: Site, key: str, role: str) -> tuple[str, ...]:
    company = site.companies[key]
    return realtime.client_rooms(company.id, company.members[role])


def test_members_hear_of_their_client_and_nobody_else(north: Site) -> None:
    acme = north.companies["acme"]

    async def story(rig: Rig) -> None:
        readers = {
            (key, role): await rig.read(person(north, key, role), north.host)
            for key in ("acme", "borg")
            for role in ("buyer", "own")
        }
        desk = await rig.read(north.staff["owner"], BUILDER, "/p/northside/-/events")
        idle = await rig.read(north.staff["idle"], BUILDER, "/p/northside/-/events")
        tell(north, [realtime.client_room(acme.id), realtime.DESK], order="company")
        tell(north, realtime.client_rooms(acme.id, acme.members["own"]), order="own")
        tell(north, [realtime.member_room(acme.members["buyer"])], "notification.added", id="1")
        everyone = [realtime.client_room(acme.id), realtime.DESK] + [
            room for key in ("acme", "borg") for room in rooms_of(north, key, "own")
        ]
        tell(north, [*everyone, realtime.staff_room(_staff_id(north, "idle"))], "done")
        for reader in (*readers.values(), desk, idle):
            await _until_done(reader)

        def heard(reader: Reader) -> list[Any]:
            return [body.get("order", name) for name, body in reader.told]

        # The order is kept within a room.
        assert [one for one in heard(readers["acme", "buyer"]) if one != "notification.added"] == [
            "company",
            "own",
            "done",
        ]
        assert "notification.added" in heard(readers["acme", "buyer"])
        assert heard(readers["acme", "own"]) == ["own", "done"]
        assert heard(readers["borg", "buyer"]) == ["done"]
        assert heard(readers["borg", "own"]) == ["done"]
        assert heard(desk) == ["company", "done"]
        assert heard(idle) == ["done"]

    run(story)


async def _until_done(reader: Reader) -> None:
    while not any(name == "done" for name, _ in reader.told):
        await reader.until(len(reader.told) + 1)


def _staff_id(site: Site, key: str) -> UUID:
    viewer = site.staff[key].viewer
    assert viewer is not None and viewer.staff_id is not None
    return viewer.staff_id


def test_tenants_do_not_hear_one_another(north: Site) -> None:
    """The same kinds of rooms, also the sandbox of the same portal, and names that would fit both."""
    south = cast.make_site("southside", "South Studio", {"owner": ("Otto Other", True, ("rol_owner",))})

    async def story(rig: Rig) -> None:
        ours = await rig.read(north.staff["owner"], BUILDER, "/p/northside/-/events")
        sandbox = await rig.read(north.staff["owner"], BUILDER, "/p/northside/sandbox/main/-/events")
        theirs = await rig.read(south.staff["owner"], BUILDER, "/p/southside/-/events")
        tell(south, [realtime.DESK], order="south")
        with north.at(north.sandbox):
            realtime.publish([realtime.DESK, realtime.DRAFT], "order.changed", order="sandbox")
        tell(north, [realtime.DESK], order="north")
        for reader in (ours, sandbox, theirs):
            await reader.until(1)
        await sandbox.until(2)
        assert [body["order"] for _, body in ours.told] == ["north"]
        assert [body["order"] for _, body in sandbox.told] == ["sandbox", "sandbox"]
        assert [body["order"] for _, body in theirs.told] == ["south"]
        with entered(south.live), transaction():
            # What the wall itself says: the other tenant's entries are not there.
            execute("update realtime_entries set name = 'seen'")
        tell(north, [realtime.DESK], order="after")
        await ours.until(2)
        assert [name for name, _ in ours.told] == ["order.changed", "order.changed"]

    run(story)


def test_a_session_counts_on_its_own_host_only(north: Site) -> None:
    south = cast.make_site("southside", "South Studio", {"owner": ("Otto Other", True, ("rol_owner",))})
    buyer = person(north, "acme", "buyer")

    async def story(rig: Rig) -> None:
        assert (await rig.ask(buyer, south.host)).status == 401
        assert (await rig.ask(buyer, north.sandbox_host)).status == 401
        assert (await rig.ask(buyer, BUILDER, "/p/northside/-/events")).status == 401
        assert (await rig.ask(cast.GUEST, north.host)).status == 401
        assert (await rig.ask(south.staff["owner"], BUILDER, "/p/northside/-/events")).status == 404
        assert (await rig.ask(buyer, north.host, method="HEAD")).status == 204
        assert (await rig.ask(buyer, north.host, headers={"Origin": "http://evil.localhost:8080"})).status == 403
        assert (await rig.ask(buyer, north.host, headers={"Sec-Fetch-Site": "cross-site"})).status == 403
        assert len(rig.hub) == 0
        own = {"Origin": f"http://{north.host}:{cast.PORT}", "Sec-Fetch-Site": "same-origin"}
        reader = await rig.read(buyer, north.host, headers=own)
        assert reader.headers[b"content-type"] == b"text/event-stream; charset=utf-8"
        assert reader.headers[b"cache-control"] == b"no-store"
        assert reader.headers[b"x-accel-buffering"] == b"no"
        assert not [name for name in reader.headers if b"portico" in name]
        assert [event.name for event in reader.heard] == ["hello"]

    run(story)


def test_nothing_is_missed_between_the_page_and_its_stream(north: Site) -> None:
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)
    tell(north, [room], order="before the page")
    page = ask(apps.portal_app(), buyer, north.host, "/").text
    at = page.index('data-cursor="') + len('data-cursor="')
    cursor = page[at : page.index('"', at)]
    assert 'data-stream="/-/events"' in page
    tell(north, [room], order="before the stream")

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host, cursor=cursor)
        await reader.until(1)
        tell(north, [room], order="live")
        await reader.until(2)
        assert [body["order"] for _, body in reader.told] == ["before the stream", "live"]
        newcomer = await rig.read(buyer, north.host)
        tell(north, [room], order="later")
        await newcomer.until(1)
        assert [body["order"] for _, body in newcomer.told] == ["later"]

    run(story)


def test_the_first_thing_ever_told_in_a_room_is_not_missed(north: Site) -> None:
    page = ask(apps.builder_app(), north.staff["owner"], BUILDER, "/p/northside/sandbox/main/desk/").text
    at = page.index('data-cursor="') + len('data-cursor="')
    cursor = page[at : page.index('"', at)]
    assert 'data-stream="/p/northside/sandbox/main/-/events"' in page
    with north.at(north.sandbox):
        realtime.publish([realtime.DRAFT], "draft.changed", number=2)

    async def story(rig: Rig) -> None:
        reader = await rig.read(north.staff["owner"], BUILDER, "/p/northside/sandbox/main/-/events", cursor=cursor)
        await reader.until(1)
        assert reader.told == [("draft.changed", {"number": 2})]

    run(story)


def test_a_guest_has_no_stream(north: Site) -> None:
    page = ask(apps.portal_app(), cast.GUEST, north.host, "/services").text
    assert "data-stream" not in page
    assert "data-stream" in ask(apps.portal_app(), person(north, "acme", "buyer"), north.host, "/account").text
    assert "data-stream" not in ask(apps.builder_app(), north.staff["owner"], BUILDER, "/").text


def test_who_comes_back_hears_what_they_missed_once(north: Site) -> None:
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)

    async def story(rig: Rig) -> None:
        first = await rig.read(buyer, north.host)
        tell(north, [room], n=1)
        await first.until(1)
        first.leave()
        for n in range(2, 6):
            tell(north, [room], n=n)
        again = await rig.read(buyer, north.host, headers={"Last-Event-ID": first.cursor}, cursor="client-00000000.0")
        await again.until(4)
        tell(north, [room], n=6)
        await again.until(5)
        assert [body["n"] for _, body in again.told] == [2, 3, 4, 5, 6]

    run(story)


@pytest.mark.parametrize("cursor", ["nonsense", "client-0000000.1", "desk.1_", "x" * 401, "desk.99999999999999999999"])
def test_a_cursor_that_was_made_up_says_nothing(north: Site, cursor: str) -> None:
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)
    tell(north, [room], n=1)

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host, cursor=cursor)
        tell(north, [room], n=2)
        await reader.until(1)
        assert [body["n"] for _, body in reader.told] == [2]

    run(story)


def test_a_cursor_from_the_future_or_too_long_ago_loads_the_page_again(
    north: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foundation.realtime.reading.MOST", 5)
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)
    tag = f"client-{room[-8:]}"
    for n in range(8):
        tell(north, [room], n=n)

    async def story(rig: Rig) -> None:
        for cursor in (f"{tag}.1000", f"{tag}.1"):
            reader = await rig.read(buyer, north.host, cursor=cursor)
            await reader.until(1, "reload")
            assert f"{tag}.8" in reader.cursor
            assert reader.told == []
        near = await rig.read(buyer, north.host, cursor=f"{tag}.3")
        await near.until(5)
        assert [body["n"] for _, body in near.told] == [3, 4, 5, 6, 7]
        with north.at():
            execute("delete from realtime_entries where seq <= 6")
        pruned = await rig.read(buyer, north.host, cursor=f"{tag}.4")
        await pruned.until(1, "reload")
        kept = await rig.read(buyer, north.host, cursor=f"{tag}.6")
        await kept.until(2)
        up_to_date = await rig.read(buyer, north.host, cursor=f"{tag}.8")
        tell(north, [room], n=8)
        for one in (near, pruned, kept, up_to_date):
            while not one.told or one.told[-1][1]["n"] != 8:
                await one.until(len(one.told) + 1)
        assert [body["n"] for _, body in up_to_date.told] == [8]

    run(story)


def test_joining_while_much_is_told_loses_and_repeats_nothing(north: Site) -> None:
    """Writers in threads, readers that come in the middle of it from the same cursor."""
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)
    count = 60

    async def story(rig: Rig) -> None:
        loop = asyncio.get_running_loop()
        start = f"client-{room[-8:]}.0"

        def write(first: int) -> None:
            for n in range(first, count, 3):
                tell(north, [room], n=n)

        writing = [loop.run_in_executor(None, write, first) for first in range(3)]
        readers = []
        for _ in range(10):
            readers.append(await rig.read(buyer, north.host, cursor=start))
        await asyncio.gather(*writing)
        for reader in readers:
            await reader.until(count)
            seqs = [event.data["seq"] for event in reader.heard if event.name == "message"]
            assert seqs == list(range(1, count + 1))
            assert sorted(body["n"] for _, body in reader.told) == list(range(count))

    run(story)


def test_a_listener_that_was_cut_off_catches_up(north: Site, admin_dsn: str) -> None:
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host)
        tell(north, [room], n=1)
        await reader.until(1)
        with psycopg.connect(admin_dsn, autocommit=True) as admin:
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name in ('portico listen', 'portico live')"
            )
        for n in (2, 3):
            await asyncio.to_thread(tell, north, [room], n=n)
        await reader.until(3)
        assert [body["n"] for _, body in reader.told] == [1, 2, 3]

    run(story)


def test_a_hint_reaches_who_is_there_and_is_not_kept(north: Site) -> None:
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host)
        other = await rig.read(person(north, "borg", "buyer"), north.host)
        with north.at():
            realtime.hint([room], "typing", who="member:1")
        await reader.until(1)
        assert reader.told == [("typing", {"who": "member:1"})]
        assert reader.heard[-1].id == ""
        late = await rig.read(buyer, north.host, cursor=reader.cursor)
        tell(north, [room, realtime.client_room(north.companies["borg"].id)], n=1)
        await late.until(1)
        await other.until(1)
        assert late.told == [("order.changed", {"n": 1})]
        assert other.told == [("order.changed", {"n": 1})]

    run(story)


def test_a_slow_reader_is_cut_off_and_comes_back_with_nothing_lost(
    north: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "WAITING", 4)
    buyer = person(north, "acme", "buyer")
    room = realtime.client_room(north.companies["acme"].id)

    async def story(rig: Rig) -> None:
        slow, quick = await rig.read(buyer, north.host), await rig.read(buyer, north.host)
        slow.stalled = asyncio.Event()
        for n in range(12):
            tell(north, [room], n=n)
            await quick.until(n + 1)
        slow.stalled.set()
        await slow.ended()
        had = [body["n"] for _, body in slow.told]
        assert had == list(range(len(had)))
        assert len(had) < 12
        again = await rig.read(buyer, north.host, headers={"Last-Event-ID": slow.cursor})
        await again.until(12 - len(had))
        assert had + [body["n"] for _, body in again.told] == list(range(12))
        assert [body["n"] for _, body in quick.told] == list(range(12))

    run(story)


def test_one_session_has_so_many_streams_and_no_more(north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "PER_SESSION", 2)
    buyer, other = person(north, "acme", "buyer"), person(north, "acme", "finance")

    async def story(rig: Rig) -> None:
        first = await rig.read(buyer, north.host)
        await rig.read(buyer, north.host)
        refused = await rig.ask(buyer, north.host)
        assert refused.status == 429
        await rig.read(other, north.host)
        first.leave()
        await rig.tasks[0]
        await rig.read(buyer, north.host)

    run(story)


def test_one_person_has_so_many_streams_whatever_they_sign_in_with(
    north: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "PER_PERSON", 2)
    buyer, other = person(north, "acme", "buyer"), person(north, "acme", "finance")
    assert buyer.viewer is not None and buyer.viewer.account_id is not None
    with north.at():
        sessions = [accounts.open_session(buyer.viewer.account_id, device="Test") for _ in range(2)]
    first, second = (replace(buyer, secret=secret) for secret in sessions)

    async def story(rig: Rig) -> None:
        leaving = await rig.read(buyer, north.host)
        await rig.read(first, north.host)
        refused = await rig.ask(second, north.host)
        assert refused.status == 429
        await rig.read(other, north.host)
        leaving.leave()
        await rig.tasks[0]
        await rig.read(second, north.host)

    run(story)


def _sign_out(site: Site) -> None:
    with site.at():
        accounts.close_session(hashed(person(site, "acme", "buyer").secret or ""))


def _demote(site: Site) -> None:
    owner = site.staff["owner"].viewer
    with site.at():
        clients.set_roles(owner, site.companies["acme"].members["buyer"], [ROLE_IDS["reader"]])  # type: ignore[arg-type]


def _disable(site: Site) -> None:
    owner = site.staff["owner"].viewer
    with site.at():
        clients.disable_member(owner, site.companies["acme"].members["buyer"])  # type: ignore[arg-type]


def _suspend(site: Site) -> None:
    with site.at():
        clients.suspend_client(site.staff["owner"].viewer, site.companies["acme"].id)  # type: ignore[arg-type]


def _disable_account(site: Site) -> None:
    with site.at():
        execute(
            "update accounts set state = 'disabled' where id = (select account_id from members where id = %(id)s)",
            id=site.companies["acme"].members["buyer"],
        )


def _end_elsewhere(site: Site) -> None:
    viewer = person(site, "acme", "buyer").viewer
    assert viewer is not None and viewer.account_id is not None
    with site.at():
        assert accounts.close_other_sessions(viewer.account_id, b"another browser's") == 1


@pytest.mark.parametrize("change", [_sign_out, _demote, _disable, _suspend, _disable_account, _end_elsewhere])
def test_a_members_stream_ends_with_the_right(north: Site, change: Callable[[Site], None]) -> None:
    """At once, because the database says so; somebody of another client keeps theirs."""
    buyer = person(north, "acme", "buyer")

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host)
        other = await rig.read(person(north, "borg", "buyer"), north.host)
        change(north)
        await reader.ended()
        tell(north, [realtime.client_room(north.companies[key].id) for key in ("acme", "borg")], n=1)
        await other.until(1)
        assert reader.told == []
        again = await rig.ask(buyer, north.host)
        assert again.status == (200 if change in (_demote, _suspend) else 401)

    run(story)


def _take_seat(site: Site) -> None:
    with unscoped("test"), transaction():
        execute("delete from seats where staff_id = %(id)s", id=_staff_id(site, "idle"))


def _change_seat(site: Site) -> None:
    with unscoped("test"), transaction():
        staff.give_seat(_staff_id(site, "idle"), site.live.portal_id, owner=False, roles=("rol_pm",))


def _staff_sign_out(site: Site) -> None:
    with unscoped("test"), transaction():
        staff.close_staff_session(hashed(site.staff["idle"].secret or ""))


def _staff_disabled(site: Site) -> None:
    with unscoped("test"), transaction():
        execute("update staff set state = 'disabled' where id = %(id)s", id=_staff_id(site, "idle"))


@pytest.mark.parametrize("change", [_take_seat, _change_seat, _staff_sign_out, _staff_disabled])
def test_a_staff_persons_stream_ends_with_the_seat(north: Site, change: Callable[[Site], None]) -> None:
    async def story(rig: Rig) -> None:
        path = "/p/northside/-/events"
        reader = await rig.read(north.staff["idle"], BUILDER, path)
        other = await rig.read(north.staff["owner"], BUILDER, path)
        change(north)
        await reader.ended()
        tell(north, [realtime.DESK], n=1)
        await other.until(1)
        again = await rig.ask(north.staff["idle"], BUILDER, path)
        assert again.status == {"_take_seat": 404, "_change_seat": 200}.get(change.__name__, 401)
        if again.status == 200:
            tell(north, [realtime.DESK], n=2)
            await again.until(1)

    run(story)


def _withdraw(site: Site) -> None:
    with site.at(site.sandbox):
        execute("delete from passes")


def _owner_signs_out(site: Site) -> None:
    with unscoped("test"), transaction():
        staff.close_staff_session(hashed(site.staff["owner"].secret or ""))


def _owner_loses_the_seat(site: Site) -> None:
    with unscoped("test"), transaction():
        execute("delete from seats where staff_id = %(id)s", id=_staff_id(site, "owner"))


@pytest.mark.parametrize("change", [_withdraw, _owner_signs_out, _owner_loses_the_seat])
def test_a_stream_with_a_pass_ends_with_the_pass(north: Site, change: Callable[[Site], None]) -> None:
    """It hears what its person hears, in the sandbox only, without a cookie."""
    sample = cast.add_company(north, "sample", "Sample Co", scope=north.sandbox)
    with north.at(north.sandbox):
        secret = passes.issue(hashed(north.staff["owner"].secret or ""), "walk", sample.members["buyer"])
    path = f"/~{secret}/-/events"
    page = ask(apps.portal_app(), cast.GUEST, north.sandbox_host, "/", environ_overrides={"portico.pass": secret}).text
    assert "data-stream" in page

    async def story(rig: Rig) -> None:
        assert (await rig.ask(cast.GUEST, north.host, path)).status == 404
        reader = await rig.read(cast.GUEST, north.sandbox_host, path)
        with north.at(north.sandbox):
            realtime.publish([realtime.client_room(sample.id)], "order.changed", n=1)
        await reader.until(1)
        change(north)
        await reader.ended()
        assert (await rig.ask(cast.GUEST, north.sandbox_host, path)).status == 404

    run(story)


def test_streams_of_a_portal_are_asked_again_after_a_publish(north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Roles may mean something else then. The sandbox's are not: its draft changes with every key press."""
    monkeypatch.setattr(hubs, "SPREAD_SECONDS", 0.001)

    async def story(rig: Rig) -> None:
        reader = await rig.read(person(north, "acme", "buyer"), north.host)
        sandbox = await rig.read(north.staff["owner"], BUILDER, "/p/northside/sandbox/main/-/events")
        with entered(north.sandbox), transaction():
            publish_draft(author="staff:test", note="Second version")
        await reader.ended()
        with north.at(north.sandbox):
            realtime.publish([realtime.DESK], "order.changed", n=1)
        await sandbox.until(1)

    run(story)


def test_a_demotion_ends_a_stream_within_five_seconds_even_unheard(
    north: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told, it ends at once; where the notice was lost, the next sweep ends it. The person comes back with what is left of their right."""
    assert hubs.SWEEP_SECONDS < 5
    monkeypatch.setattr(hubs, "SWEEP_SECONDS", 0.05)
    buyer = person(north, "acme", "buyer")

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host)
        other = await rig.read(person(north, "borg", "buyer"), north.host)
        monkeypatch.setattr(rig.hub, "_heard", lambda *_: None)
        _demote(north)
        await reader.ended()
        monkeypatch.undo()
        tell(north, [realtime.client_room(north.companies["borg"].id)], n=1)
        await other.until(1)

    run(story)


def test_the_sweep_sees_what_no_notice_told(north: Site, monkeypatch: pytest.MonkeyPatch, admin_dsn: str) -> None:
    monkeypatch.setattr(hubs, "SWEEP_SECONDS", 0.05)
    buyer = person(north, "acme", "buyer")

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host)
        other = await rig.read(person(north, "borg", "buyer"), north.host)
        with psycopg.connect(admin_dsn) as admin:
            # Past every trigger.
            admin.execute("set session_replication_role = replica")
            admin.execute(
                "update portico.sessions set seen_at = seen_at - interval '400 days' where id_hash = %s",
                [hashed(buyer.secret or "")],
            )
        await reader.ended()
        tell(north, [realtime.client_room(north.companies["borg"].id)], n=1)
        await other.until(1)

    run(story)


def test_a_request_for_a_stream_does_not_keep_a_session_awake(north: Site, owner_dsn: str) -> None:
    buyer = person(north, "acme", "buyer")
    seen = "select seen_at from sessions where id_hash = %(hash)s"

    def moment() -> Any:
        from foundation.db import value

        with north.at():
            return value(seen, hash=hashed(buyer.secret or ""))

    with north.at():
        execute("update sessions set seen_at = seen_at - interval '5 minutes'")
    before = moment()

    async def story(rig: Rig) -> None:
        await rig.read(buyer, north.host)

    run(story)
    assert moment() == before
    ask(apps.portal_app(), buyer, north.host, "/")
    assert moment() > before


def test_a_process_that_is_stopped_ends_its_streams_and_takes_no_new_one(north: Site) -> None:
    buyer = person(north, "acme", "buyer")

    async def story(rig: Rig) -> None:
        reader = await rig.read(buyer, north.host)
        rig.front.drain()
        await reader.ended()
        refused = await rig.ask(buyer, north.host)
        assert refused.status == 503
        assert refused.headers[b"retry-after"] == b"2"
        await asyncio.gather(*rig.tasks)
        assert len(rig.hub) == 0

    run(story)


def test_a_process_stops_although_a_wait_did_not_hear_of_it(north: Site) -> None:
    async def hard_of_hearing() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    async def story(rig: Rig) -> None:
        task = asyncio.get_running_loop().create_task(hard_of_hearing())
        rig.hub._tasks.append(task)
        await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE):
            await rig.hub.stop()
        assert task.cancelled()

    run(story)


def test_an_idle_stream_shows_that_it_is_alive(north: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "BEAT_SECONDS", 1)

    async def story(rig: Rig) -> None:
        reader = await rig.read(person(north, "acme", "buyer"), north.host)
        await reader.until(1, "beat")

    run(story)


def test_nothing_is_left_of_readers_who_went_away(north: Site) -> None:
    async def story(rig: Rig) -> None:
        for role in ("buyer", "finance", "own"):
            (await rig.read(person(north, "acme", role), north.host)).leave()
        await asyncio.gather(*rig.tasks)
        assert len(rig.hub) == 0
        assert rig.hub._rooms == {}
        assert rig.hub._tenants == {}
        assert not rig.hub._sessions

    run(story)


def test_everybody_concerned_hears_of_an_order(north: Site) -> None:
    """From its placing on: the client, who placed it, the desk. Whose work it is, the desk alone."""
    owner, own = north.staff["owner"].viewer, person(north, "acme", "own").viewer
    assert owner is not None and own is not None

    async def story(rig: Rig) -> None:
        desk = await rig.read(north.staff["owner"], BUILDER, "/p/northside/-/events")
        readers = [await rig.read(person(north, "acme", role), north.host) for role in ("buyer", "own")]
        stranger = await rig.read(person(north, "borg", "buyer"), north.host)
        with north.at():
            number = cast.banner(north, own).number
        with north.at():
            orders.assign(owner, number, owner.staff_id)
        with north.at():
            orders.move_status(owner, number, "sts_todo")
        tell(north, [realtime.client_room(north.companies["borg"].id)], "done")
        await desk.until(3)
        for reader in readers:
            await reader.until(2)
        await stranger.until(1)
        assert [(name, body["number"]) for name, body in desk.told] == [("order.changed", number)] * 3
        for reader in readers:
            assert [(name, body["number"]) for name, body in reader.told] == [("order.changed", number)] * 2
        assert stranger.told == [("done", {})]

    run(story)


def test_a_part_that_is_drawn_anew_is_shown_nothing_that_is_shown_once(north: Site) -> None:
    """What was told waits for the page the person opens, and the page's own asking keeps nobody signed in."""
    buyer, app = person(north, "acme", "buyer"), apps.portal_app()
    said = ask(app, buyer, north.host, "/account/name", method="POST", form={"name": "Bea Buyer"})
    assert said.location == "/account"
    (told,) = [one.partition(";")[0] for one in said.headers.getlist("Set-Cookie") if "portico_notice" in one]
    cookies = {"Cookie": f"{buyer.headers['Cookie']}; {told}"}
    again = ask(app, buyer, north.host, "/account", headers={**cookies, "X-Portico-Background": "1"})
    assert again.status_code == 200
    assert "data-toast" not in again.text
    assert "Set-Cookie" not in again.headers
    assert "data-toast" in ask(app, buyer, north.host, "/account", headers=cookies).text
