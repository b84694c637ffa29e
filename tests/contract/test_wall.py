"""The wall between tenants, tried on the real schema as the restricted role: for every table, whatever the query.

The rows are made generically from the database's own catalogue, in a clone without CHECKs, foreign keys and triggers. Its policies, rights and
roles are the real ones, and each refusal stands beside the same statement on one's own row.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import delete, func, select, text, update

from commerce.clients.models import Client
from foundation import clock
from foundation.db import configure, db, dispose, engine, execute, rows, transaction, uuid7, value
from foundation.db.rights import APPEND_ONLY
from foundation.revisions.models import Revision
from foundation.tenancy import NoScope, Scope, entered, unscoped
from foundation.tenancy.actions import create_portal, new_portal_scopes
from portico import tables as product
from tests.database_fixtures import TestServer

SCOPED = sorted(
    (table.name, "tenant_id" if "tenant_id" in table.columns else "portal_id")
    for table in product.metadata.tables.values()
    if table.name not in ("portals", "tenants", "domains", "seats", "slug_reservations")
    and ({"tenant_id", "portal_id"} & set(table.columns.keys()))
    and not table.name.startswith("staff")
)

A, B = uuid7(), uuid7()
SETTINGS = {"tenant_id": "app.tenant_id", "portal_id": "app.portal_id"}

_numbers = itertools.count(1)

VALUES: dict[str, Callable[[], Any]] = {
    "uuid": uuid7,
    "text": lambda: uuid7().hex,
    "bytea": lambda: uuid7().bytes,
    "integer": lambda: next(_numbers),
    "bigint": lambda: next(_numbers),
    "numeric": lambda: 1,
    "boolean": lambda: False,
    "jsonb": lambda: "{}",
    "text[]": list,
    "timestamp with time zone": clock.real_now,
    "interval": lambda: "0",
}


@dataclass(frozen=True)
class Bench:
    """The clone: who looks past every wall, and the restricted role."""

    admin: psycopg.Connection
    app: psycopg.Connection


@pytest.fixture(scope="module")
def bench(postgres_server: TestServer, new_database: Callable[[str], str]) -> Iterator[Bench]:
    name = new_database("wall")
    with (
        psycopg.connect(postgres_server.dsn("postgres", name), autocommit=True) as admin,
        psycopg.connect(postgres_server.dsn("portico_app", name)) as app,
    ):
        for (table,) in admin.execute(
            "select oid::regclass::text from pg_class where relnamespace = 'portico'::regnamespace and relkind = 'r'"
        ).fetchall():
            admin.execute(sql.SQL("alter table {} disable trigger user").format(sql.SQL(table)))
        for table, constraint in admin.execute(
            "select conrelid::regclass::text, conname from pg_constraint where connamespace = 'portico'::regnamespace"
            " and contype in ('c', 'f') and conrelid::regclass::text not like '%procrastinate%' order by contype desc"
        ).fetchall():
            admin.execute(
                sql.SQL("alter table {} drop constraint {}").format(sql.SQL(table), sql.Identifier(constraint))
            )
        yield Bench(admin, app)


def insert(connection: psycopg.Connection, table: str, owner_column: str, owner: UUID) -> None:
    """Add a row that has whatever the table insists on."""
    columns = connection.execute(
        "select a.attname, format_type(a.atttypid, null) from pg_attribute a where a.attrelid = %s::regclass and a.attnum > 0"
        " and not a.attisdropped and a.attnotnull and (not a.atthasdef or a.attname = 'id')",
        [f"portico.{table}"],
    ).fetchall()
    made = {column: owner if column == owner_column else VALUES[kind.partition("(")[0]]() for column, kind in columns}
    connection.execute(
        sql.SQL("insert into portico.{} ({}) values ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, made)),
            sql.SQL(", ").join(sql.Placeholder() * len(made)),
        ),
        list(made.values()),
    )


def enter(connection: psycopg.Connection, owner_column: str, owner: UUID | str) -> None:
    connection.execute("select set_config(%s, %s, true)", [SETTINGS[owner_column], str(owner)])


@pytest.fixture
def pair(bench: Bench, request: pytest.FixtureRequest) -> Iterator[tuple[psycopg.Connection, str, str]]:
    """A table with one row of A and one of B, and the restricted role's connection inside A."""
    table, column = request.param
    for owner in (A, B):
        insert(bench.admin, table, column, owner)
    enter(bench.app, column, A)
    yield bench.app, table, column
    bench.app.rollback()
    bench.admin.execute(sql.SQL("delete from portico.{}").format(sql.Identifier(table)))


every_table = pytest.mark.parametrize("pair", SCOPED, indirect=True, ids=[name for name, _ in SCOPED])
Pair = tuple[psycopg.Connection, str, str]


def count(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(sql.SQL("select count(*) from portico.{}").format(sql.Identifier(table))).fetchone()
    assert found is not None
    return int(found[0])


def touch(pair: Pair, statement: str, *owners: UUID) -> int:
    connection, table, column = pair
    made = sql.SQL(statement).format(table=sql.Identifier("portico", table), owner=sql.Identifier(column))
    return connection.execute(made, owners).rowcount


def test_every_scoped_table_is_tried() -> None:
    assert {"orders", "payments", "revisions", "drafts", "mail_outbox", "order_history"} <= {name for name, _ in SCOPED}
    assert len(SCOPED) >= 22


@every_table
def test_reading(pair: Pair) -> None:
    connection, table, column = pair
    assert count(connection, table) == 1
    assert touch(pair, "select 1 from {table} where {owner} = %s", A) == 1
    assert touch(pair, "select 1 from {table} where {owner} = %s", B) == 0
    enter(connection, column, B)
    assert touch(pair, "select 1 from {table} where {owner} = %s", B) == 1
    for nobody in ("", str(uuid7())):
        enter(connection, column, nobody)
        assert count(connection, table) == 0


@every_table
def test_changing(pair: Pair) -> None:
    connection, table, _ = pair
    if table in APPEND_ONLY:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            touch(pair, "update {table} set {owner} = {owner} where {owner} = %s", A)
        return
    assert touch(pair, "update {table} set {owner} = {owner} where {owner} = %s", B) == 0
    assert touch(pair, "update {table} set {owner} = {owner} where {owner} = %s", A) == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        touch(pair, "update {table} set {owner} = %s", B)
    connection.rollback()


@every_table
def test_removing(pair: Pair) -> None:
    connection, table, _ = pair
    if table in APPEND_ONLY:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            touch(pair, "delete from {table} where {owner} = %s", A)
        return
    assert touch(pair, "delete from {table} where {owner} = %s", B) == 0
    assert touch(pair, "delete from {table}") == 1
    assert count(connection, table) == 0


@every_table
def test_adding(pair: Pair) -> None:
    connection, table, column = pair
    if table != "heads":  # a portal has one head: a second row of one's own is refused by its key
        insert(connection, table, column, A)
        assert count(connection, table) == 2
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        insert(connection, table, column, B)


@pytest.mark.parametrize(
    "statement",
    [
        "alter table portico.orders disable row level security",
        "alter table portico.orders no force row level security",
        "drop policy scope on portico.orders",
        "create policy all_of_it on portico.orders using (true)",
        "truncate portico.orders",
        "create table portico.cups (id int)",
        "create table public.cups (id int)",
        "create temporary table cups (id int)",
        "create view portico.cups as select * from portico.orders",
        "create function portico.f() returns int language sql as 'select 1'",
        "drop table portico.orders",
        "alter role portico_app bypassrls",
        "set role portico_owner",
        "set role portico_search",
        "set session authorization postgres",
        "set session_replication_role = replica",
        "grant portico_owner to portico_app",
        "copy portico.orders to program 'true'",
        "update portico.alembic_version set version_num = '9999'",
    ],
)
def test_the_restricted_role_cannot_take_the_wall_down(bench: Bench, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        bench.app.execute(statement)
    bench.app.rollback()
    assert bench.app.execute("select current_user").fetchone() == ("portico_app",)
    bench.app.rollback()


def test_switching_row_security_off_shows_nothing(bench: Bench) -> None:
    bench.app.execute("set local row_security = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        bench.app.execute("select * from portico.orders")
    bench.app.rollback()


# From here on through the product's own session.


@pytest.fixture
def two(database: str) -> tuple[Scope, Scope]:
    """Two portals, each with a client and a revision of its own."""
    assert database
    made = []
    for slug in ("walled-one", "walled-two"):
        live, sandbox = new_portal_scopes(slug, slug)
        with entered(live), transaction():
            create_portal(live, sandbox)
            db.session.add(Client(name=slug, state="pending", source="guest", created_at=clock.now()))
            db.session.add(
                Revision(number=1, kind="publish", document="{}", hash="x", author="test", created_at=clock.real_now())
            )
        made.append(live)
    return made[0], made[1]


def test_without_a_tenant_nothing_is_asked(two: tuple[Scope, Scope]) -> None:
    questions: list[Callable[[], object]] = [
        lambda: rows("select 1"),
        lambda: execute("update clients set name = ''"),
        lambda: db.session.execute(select(Client)),
        lambda: db.session.execute(update(Client).values(name="")),
        lambda: db.session.execute(delete(Client)),
        lambda: db.session.execute(text("select 1")),
        lambda: db.session.get(Client, (two[0].tenant_id, uuid7())),
    ]
    for question in questions:
        with pytest.raises(NoScope), transaction():
            question()
        with entered(two[0]), transaction():
            question()


def test_adding_without_a_tenant(two: tuple[Scope, Scope]) -> None:
    def add() -> None:
        db.session.add(Client(name="x", state="pending", source="guest", created_at=clock.real_now()))
        db.session.flush()

    with pytest.raises(NoScope), transaction():
        add()
    with entered(two[0]), transaction():
        add()
        assert value("select count(*) from clients") == 2


def test_platform_tables_only_where_no_tenant_is_meant(two: tuple[Scope, Scope]) -> None:
    with unscoped("test"), transaction():
        assert value("select count(*) from portals") == 2
        assert value("select count(*) from clients") == 0
        assert value("select count(*) from revisions") == 0
    with entered(two[0]), transaction():
        assert value("select count(*) from clients") == 1


def test_a_pooled_connection_forgets_the_tenant(two: tuple[Scope, Scope]) -> None:
    """After the commit the same connection, asked past the session, shows nothing."""
    for scope in two:
        with entered(scope), transaction():
            served_by = value("select pg_backend_pid()")
            assert [one.name for one in rows("select name from clients")] == [scope.slug]
        with engine().connect() as connection:
            assert connection.execute(text("select pg_backend_pid()")).scalar() == served_by
            assert connection.execute(text("select count(*) from clients")).scalar() == 0
            assert connection.execute(text("select count(*) from revisions")).scalar() == 0
            assert connection.execute(text("select current_setting('app.tenant_id', true)")).scalar() == ""


def test_a_rolled_back_transaction_forgets_the_tenant_too(two: tuple[Scope, Scope]) -> None:
    with pytest.raises(ZeroDivisionError), entered(two[0]), transaction():
        assert value("select count(*) from clients") == 1
        raise ZeroDivisionError
    with engine().connect() as connection:
        assert connection.execute(text("select count(*) from clients")).scalar() == 0


@pytest.fixture
def _only_the_first_wall(two: tuple[Scope, Scope], admin_dsn: str) -> Iterator[tuple[Scope, Scope]]:
    """The product's session as a superuser, whom row-level security does not stop: what holds now is the session's own wall."""
    configure(admin_dsn)
    yield two
    dispose()
    configure(os.environ["DATABASE_URL"])


def test_the_session_is_a_wall_by_itself(_only_the_first_wall: tuple[Scope, Scope]) -> None:
    one, other = _only_the_first_wall
    with entered(one), transaction():
        assert value("select count(*) from portico.clients") == 2, "row-level security is off in this test"
        db.session.execute(text("set local search_path = portico"))
        assert [client.name for client in db.session.scalars(select(Client))] == [one.slug]
        assert db.session.scalar(select(func.count()).select_from(Client)) == 1
        assert [revision.portal_id for revision in db.session.scalars(select(Revision))] == [one.portal_id]
        theirs = value("select id from portico.clients where tenant_id = %(tenant)s", tenant=other.tenant_id)
        assert db.session.scalar(select(Client).where(Client.id == theirs)) is None
        assert db.session.execute(update(Client).values(number="seen")).rowcount == 1  # type: ignore[attr-defined]
        assert db.session.execute(delete(Client).where(Client.id == theirs)).rowcount == 0  # type: ignore[attr-defined]
        assert db.session.execute(delete(Client)).rowcount == 1  # type: ignore[attr-defined]
    with entered(other), transaction():
        db.session.execute(text("set local search_path = portico"))
        assert [(client.name, client.number) for client in db.session.scalars(select(Client))] == [(other.slug, None)]


def test_a_key_of_another_tenant_cannot_be_pointed_at(two: tuple[Scope, Scope]) -> None:
    one, other = two
    with entered(other), transaction():
        theirs = value("select id from clients")

    def point_at(client: UUID) -> None:
        execute(
            "insert into client_versions (tenant_id, client_id, room) values (%(tenant)s, %(client)s, 'orders')",
            tenant=one.tenant_id,
            client=client,
        )

    with pytest.raises(psycopg.errors.ForeignKeyViolation), entered(one), transaction():
        point_at(theirs)
    with entered(one), transaction():
        point_at(value("select id from clients"))
