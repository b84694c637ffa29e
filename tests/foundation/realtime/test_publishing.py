"""What is told is kept and counted when its transaction commits, and only then."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from foundation import realtime
from foundation.db import execute, rows, savepoint, statements, transaction, uuid7, value
from foundation.identity.viewer import GUEST, Viewer
from foundation.realtime import housekeeping, policy, publishing
from foundation.tenancy import NoScope, Scope, entered, unscoped

CLIENT = realtime.client_room(uuid7())
MEMBER = realtime.member_room(uuid7())


@pytest.fixture
def tenant(database, make_portal) -> Scope:
    return make_portal("alpha").live


@contextmanager
def listening(dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(f"listen {publishing.CHANNEL}")
        yield connection


def heard(connection: psycopg.Connection) -> list[str]:
    """What has come in; a query of ours brings whatever was committed before it."""
    connection.execute("select 1")
    return [notice.payload for notice in connection.notifies(timeout=0)]


def entries(scope: Scope) -> list[tuple[str, int, str, dict]]:
    with entered(scope), transaction():
        return [
            (one.room, one.seq, one.name, one.body)
            for one in rows("select room, seq, name, body from realtime_entries order by room, seq")
        ]


def test_what_is_told_is_counted_room_by_room(tenant: Scope, database: str) -> None:
    with listening(database) as connection:
        with entered(tenant), transaction():
            realtime.publish([CLIENT, "desk"], "order.changed", order="1", number="A-1")
            realtime.publish([CLIENT], "order.changed", order="2", number="A-2")
            assert value("select count(*) from realtime_entries") == 0
        assert heard(connection) == [f"e {tenant.tenant_id} {CLIENT} desk"]
    assert entries(tenant) == [
        (CLIENT, 1, "order.changed", {"order": "1", "number": "A-1"}),
        (CLIENT, 2, "order.changed", {"order": "2", "number": "A-2"}),
        ("desk", 1, "order.changed", {"order": "1", "number": "A-1"}),
    ]
    with entered(tenant), transaction():
        realtime.publish(["desk"], "order.changed", order="3", number=None)
    assert entries(tenant)[-1] == ("desk", 2, "order.changed", {"order": "3", "number": None})


def test_one_statement_however_much_is_told(tenant: Scope) -> None:
    with statements() as sent, entered(tenant), transaction():
        for number in range(20):
            realtime.publish([CLIENT, MEMBER, "desk"], "order.changed", number=number)
        realtime.hint([CLIENT], "typing", who="x")
    assert ["set_config" in one or "realtime_rooms" in one for one in sent] == [True, True]


def test_the_same_thing_is_told_once(tenant: Scope) -> None:
    with entered(tenant), transaction():
        realtime.publish(["desk"], "order.changed", order="1")
        realtime.publish(["desk", "desk"], "order.changed", order="1")
    assert len(entries(tenant)) == 1


def test_nothing_is_told_by_a_transaction_that_tells_nothing(tenant: Scope, database: str) -> None:
    with listening(database) as connection:
        with statements() as sent, entered(tenant), transaction():
            execute("select 1")
            realtime.publish([], "order.changed")
        assert len(sent) == 2
        assert heard(connection) == []


def test_a_rollback_tells_nothing(tenant: Scope, database: str) -> None:
    with listening(database) as connection:
        with pytest.raises(ZeroDivisionError), entered(tenant), transaction():
            realtime.publish(["desk"], "order.changed", order="1")
            realtime.hint(["desk"], "typing")
            raise ZeroDivisionError
        assert heard(connection) == []
        with entered(tenant), transaction():
            realtime.publish(["desk"], "order.changed", order="2")
        assert heard(connection) == [f"e {tenant.tenant_id} desk"]
    assert [(seq, body) for _, seq, _, body in entries(tenant)] == [(1, {"order": "2"})]


def test_a_savepoint_that_is_undone_tells_nothing(tenant: Scope) -> None:
    with entered(tenant), transaction():
        realtime.publish(["desk"], "order.changed", order="before")
        with pytest.raises(ZeroDivisionError), savepoint():
            realtime.publish(["desk"], "order.changed", order="undone")
            with savepoint():
                realtime.publish(["desk"], "order.changed", order="undone with its outer one")
            raise ZeroDivisionError
        with savepoint():
            realtime.publish(["desk"], "order.changed", order="kept")
            with pytest.raises(ZeroDivisionError), savepoint():
                realtime.publish(["desk"], "order.changed", order="inner undone")
                raise ZeroDivisionError
        realtime.publish(["desk"], "order.changed", order="after")
    assert [(seq, body["order"]) for _, seq, _, body in entries(tenant)] == [(1, "before"), (2, "kept"), (3, "after")]


def test_a_savepoint_that_is_first_to_tell(tenant: Scope) -> None:
    with entered(tenant), transaction(), pytest.raises(ZeroDivisionError), savepoint():
        realtime.publish(["desk"], "order.changed", order="undone")
        raise ZeroDivisionError
    assert entries(tenant) == []


def test_a_hint_is_heard_and_not_kept(tenant: Scope, database: str) -> None:
    with listening(database) as connection:
        with entered(tenant), transaction():
            realtime.hint([CLIENT, "desk"], "typing", thread=uuid7(), who="member:1")
        (notice,) = heard(connection)
    assert notice.startswith(f'h {tenant.tenant_id} {{"rooms":["{CLIENT}", "desk"],"name":"typing","body":{{"thread":"')
    assert entries(tenant) == []


def test_a_notice_that_would_be_too_long_names_the_tenant_alone(tenant: Scope, database: str) -> None:
    many = [realtime.member_room(uuid7()) for _ in range(300)]
    with listening(database) as connection:
        with entered(tenant), transaction():
            realtime.publish(many, "order.changed")
        assert heard(connection) == [f"e {tenant.tenant_id}"]
    assert len(entries(tenant)) == 300


def test_tenants_count_apart(database: str, make_portal) -> None:
    one, other = make_portal("alpha").live, make_portal("beta").live
    for scope in (one, other, other):
        with entered(scope), transaction():
            realtime.publish(["desk"], "order.changed", order=scope.slug)
    assert [seq for _, seq, _, _ in entries(one)] == [1]
    assert [(seq, body) for _, seq, _, body in entries(other)] == [(1, {"order": "beta"}), (2, {"order": "beta"})]


def test_crossing_transactions_neither_wait_forever_nor_lose_a_number(tenant: Scope) -> None:
    """Each tells the same rooms in another order; numbers of a room are whole and without a gap."""
    names = [realtime.member_room(uuid7()) for _ in range(4)]
    orders = list(itertools.permutations(names))[:8]
    failures: list[BaseException] = []

    def tell(order: tuple[str, ...]) -> None:
        try:
            for turn in range(5):
                with entered(tenant), transaction():
                    for room in order:
                        realtime.publish([room], "order.changed", who=order[0][-4:], turn=turn, last=order[-1][-4:])
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=tell, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for room in names:
        assert [seq for name, seq, _, _ in entries(tenant) if name == room] == list(range(1, 41))


@pytest.mark.parametrize(
    ("rooms", "name", "body"),
    [
        ("desk", "order.changed", {}),
        (["Desk"], "order.changed", {}),
        (["client:1"], "order.changed", {}),
        (["desk", "client:%"], "order.changed", {}),
        (["desk"], "order changed", {}),
        (["desk"], "", {}),
        (["desk"], "message.posted", {"text": "x" * 201}),
    ],
)
def test_what_is_no_room_no_name_or_a_text_is_a_defect(tenant: Scope, rooms, name: str, body: dict) -> None:
    with entered(tenant), transaction():
        with pytest.raises(ValueError, match=r"room|name|text"):
            realtime.publish(rooms, name, **body)
        with pytest.raises(ValueError, match=r"room|name|text"):
            realtime.hint(rooms, name, **body)
        realtime.publish(["desk"], "message.posted", text="x" * 200)
    assert len(entries(tenant)) == 1


def test_nobody_tells_anything_outside_a_tenant(database: str) -> None:
    with pytest.raises(NoScope):
        realtime.publish(["desk"], "order.changed")


def test_an_orderer_who_reads_their_own_hears_of_it_too() -> None:
    client, member = uuid4(), uuid4()
    assert realtime.client_rooms(client) == (f"client:{client}",)
    assert realtime.client_rooms(client, member) == (f"client:{client}", f"own:{member}")


def test_each_kind_of_room_has_one_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "_policies", {})
    somebody = Viewer(kind="member", member_id=uuid4())

    @policy.rooms("member")
    def mine(viewer: Viewer) -> list[str]:
        return [realtime.member_room(viewer.member_id or "")]

    @policy.rooms("desk")
    def desk(viewer: Viewer) -> list[str]:
        return ["desk"] if viewer.kind == "staff" else []

    assert policy.rooms_of(somebody) == (f"member:{somebody.member_id}",)
    assert policy.rooms_of(Viewer(kind="staff")) == ("desk", "member:")
    assert policy.rooms_of(GUEST) == ()
    with pytest.raises(ValueError, match="two policies"):
        policy.rooms("desk")(lambda viewer: [])
    policy.rooms("draft")(lambda viewer: ["desk"])
    with pytest.raises(ValueError, match="opened desk"):
        policy.rooms_of(somebody)


def test_what_is_old_is_forgotten_and_counters_stay(tenant: Scope) -> None:
    with entered(tenant), transaction():
        realtime.publish(["desk"], "order.changed", order="old")
    with entered(tenant), transaction():
        execute("update realtime_entries set at = at - interval '4 days'")
        realtime.publish(["desk"], "order.changed", order="fresh")
    with unscoped("test"):
        housekeeping.prune()
    assert [(seq, body["order"]) for _, seq, _, body in entries(tenant)] == [(2, "fresh")]
    with entered(tenant), transaction():
        realtime.publish(["desk"], "order.changed", order="next")
    assert [seq for _, seq, _, _ in entries(tenant)] == [2, 3]
