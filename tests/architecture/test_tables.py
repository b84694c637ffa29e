"""Every table stands behind its wall: in the tenant scope, in the portal scope, or on the short list outside both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from foundation.db.rights import APPEND_ONLY

OUTSIDE = frozenset(
    {
        "portals",
        "tenants",
        "domains",
        "staff",
        "seats",
        "staff_sessions",
        "staff_tokens",
        "staff_audit",
        "staff_outbox",
        "rate_limits",
        "slug_reservations",
        "alembic_version",
    }
)
"""They say how a scope is found, or belong to the platform. The job tables come with their library and start with ``procrastinate_``."""

KEYS = {"tenant_id": "app.tenant_id", "portal_id": "app.portal_id"}
ROOTS = {"tenant_id": "tenants", "portal_id": "portals"}

WRITTEN_ONCE = frozenset(
    {"audit", "blobs", "events", "order_history", "portal_audit", "portal_events", "revisions", "staff_audit"}
)

SEARCHED = frozenset(
    {
        "tenants.id",
        "tenants.clock_offset",
        "timers.tenant_id",
        "timers.due_at",
        "timers.retry_at",
        "timers.state",
        "mail_outbox.tenant_id",
        "mail_outbox.due_at",
        "mail_outbox.lease_until",
        "mail_outbox.state",
        "accounts.tenant_id",
        "accounts.id",
        "accounts.state",
        "sessions.tenant_id",
        "sessions.id_hash",
        "sessions.account_id",
        "sessions.member_id",
        "sessions.seen_at",
        "sessions.expires_at",
        "members.tenant_id",
        "members.id",
        "members.account_id",
        "members.client_id",
        "members.state",
        "members.joined_at",
        "members.access_version",
        "clients.tenant_id",
        "clients.id",
        "clients.state",
        "passes.portal_id",
        "passes.pass_hash",
        "passes.sandbox_id",
        "passes.member_id",
        "passes.staff_session",
        "staff_sessions.id_hash",
        "staff_sessions.staff_id",
        "staff_sessions.seen_at",
        "staff_sessions.expires_at",
        "staff.id",
        "staff.state",
        "seats.staff_id",
        "seats.portal_id",
        "heads.portal_id",
        "heads.revision_id",
        "realtime_rooms.tenant_id",
        "realtime_rooms.room",
        "realtime_rooms.seq",
    }
)
"""What ``portico_search`` may read past the wall: keys, digests of keys, times, counters and states, never a name or a text."""


ARGUMENTS = frozenset({"timestamp with time zone", "integer", "uuid", "uuid[]", "bytea[]", "text[]"})
"""What such a function may be asked with: a time, a limit, ids, digests of sessions and names of rooms. Lists, so that many are asked about at once."""


@dataclass(frozen=True)
class Table:
    """A table as the database has it. ``owner`` is the column that says whose row it is, None outside both scopes."""

    name: str
    oid: int
    owner: str | None


@pytest.fixture
def connection(admin_dsn: str) -> Iterator[psycopg.Connection]:
    """A superuser's connection whose every change is undone."""
    with psycopg.connect(admin_dsn) as opened:
        yield opened
        opened.rollback()


def tables(connection: psycopg.Connection) -> list[Table]:
    """Every table of the schema but the job tables."""
    found = connection.execute(
        "select c.relname, c.oid, array_agg(a.attname) filter (where a.attname in ('tenant_id', 'portal_id')) from pg_class c"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where c.relnamespace = 'portico'::regnamespace and c.relkind in ('r', 'p') and c.relname not like 'procrastinate\\_%'"
        " group by 1, 2 order by 1"
    ).fetchall()
    return [
        Table(
            name,
            oid,
            None if name in OUTSIDE or not columns else "tenant_id" if "tenant_id" in columns else "portal_id",
        )
        for name, oid, columns in found
    ]


def unplaced(connection: psycopg.Connection) -> list[str]:
    """Tables in no scope that are not on the list either, and relations that show rows past the wall."""
    lost = [table.name for table in tables(connection) if table.owner is None and table.name not in OUTSIDE]
    other = connection.execute(
        "select relname from pg_class where relnamespace = 'portico'::regnamespace and (relkind = 'm' or relkind = 'v'"
        " and not coalesce(reloptions @> array['security_invoker=true'] or reloptions @> array['security_invoker=on'], false))"
    )
    return sorted([*lost, *(name for (name,) in other)])


def unwalled(connection: psycopg.Connection) -> list[str]:
    """Scoped tables whose row-level security is not enabled, not forced, or not by exactly the one policy."""
    found = []
    for table in tables(connection):
        if table.owner is None:
            continue
        enabled, forced = connection.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s", [table.oid]
        ).fetchone() or (False, False)
        if not enabled:
            found.append(f"{table.name}: not enabled")
        if not forced:
            found.append(f"{table.name}: not forced")
        policies = connection.execute(
            "select polcmd, polpermissive, polroles::oid[] = array[0::oid], pg_get_expr(polqual, polrelid),"
            " pg_get_expr(polwithcheck, polrelid) from pg_policy where polrelid = %s",
            [table.oid],
        ).fetchall()
        wanted = (
            f"({table.owner} = ( SELECT (NULLIF(current_setting('{KEYS[table.owner]}'::text, true), ''::text))::uuid"
            ' AS "nullif"))'
        )
        if len(policies) != 1:
            found.append(f"{table.name}: {len(policies)} policies")
        for command, permissive, everybody, using, check in policies:
            if (command, permissive, everybody) not in (("*", True, True), (b"*", True, True)):
                found.append(f"{table.name}: the policy is not for everybody and everything")
            if using != wanted or check not in (wanted, None):
                found.append(f"{table.name}: the policy reads {using} and {check}")
        mandatory = connection.execute(
            "select attnotnull from pg_attribute where attrelid = %s and attname = %s", [table.oid, table.owner]
        ).fetchone()
        if mandatory != (True,):
            found.append(f"{table.name}: {table.owner} may be null")
    return found


def unkeyed(connection: psycopg.Connection) -> list[str]:
    """Unique indexes of scoped tables that do not begin with the owner: they would tell one tenant about another's values."""
    found = []
    for table in tables(connection):
        if table.owner is None:
            continue
        rows = connection.execute(
            "select i.indexrelid::regclass::text, a.attname, i.indisprimary from pg_index i left join pg_attribute a"
            " on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indrelid = %s and (i.indisunique or i.indisexclusion)",
            [table.oid],
        ).fetchall()
        if not any(primary for _, _, primary in rows):
            found.append(f"{table.name}: no primary key")
        found += [f"{index.split('.')[-1]} begins with {first}" for index, first, _ in rows if first != table.owner]
    return found


def loose_keys(connection: psycopg.Connection) -> list[str]:
    """Foreign keys that could point at another owner's row."""
    known = {table.oid: table for table in tables(connection)}
    found = []
    for name, child, parent, child_columns, parent_columns in connection.execute(
        "select f.conname, f.conrelid::oid, f.confrelid::oid,"
        " (select array_agg(a.attname order by k.n) from unnest(f.conkey) with ordinality k(attnum, n)"
        "   join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum),"
        " (select array_agg(a.attname order by k.n) from unnest(f.confkey) with ordinality k(attnum, n)"
        "   join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.attnum)"
        " from pg_constraint f where f.contype = 'f' and f.connamespace = 'portico'::regnamespace order by 1"
    ).fetchall():
        if child not in known or parent not in known:
            continue  # the job tables among themselves
        here, there = known[child], known[parent]
        pairs = list(zip(child_columns, parent_columns, strict=True))
        if here.owner is None:
            if there.owner is not None:
                found.append(f"{name}: {here.name} stands outside the wall and points inside")
        elif there.owner is None:
            if pairs != [(here.owner, "id")] and (here.owner, here.owner) not in pairs:
                found.append(f"{name}: points at {there.name} by {child_columns}")
            elif pairs == [(here.owner, "id")] and there.name != ROOTS[here.owner]:
                found.append(f"{name}: {here.owner} points at {there.name}")
        elif here.owner != there.owner or (here.owner, here.owner) not in pairs:
            found.append(f"{name}: {child_columns} of {here.name} points at {parent_columns} of {there.name}")
    return found


def unanchored(connection: psycopg.Connection) -> list[str]:
    """Scoped tables whose owner column is no foreign key, so that it could name a tenant that does not exist."""
    return [
        table.name
        for table in tables(connection)
        if table.owner is not None
        and not connection.execute(
            "select 1 from pg_constraint where contype = 'f' and conrelid = %s and confrelid = %s::regclass"
            " and conkey = array[(select attnum from pg_attribute where attrelid = %s and attname = %s)]",
            [table.oid, f"portico.{ROOTS[table.owner]}", table.oid, table.owner],
        ).fetchone()
    ]


def excess_rights(connection: psycopg.Connection) -> list[str]:
    """What the app role may do to a table beyond reading and writing rows, and beyond reading and adding where rows are written once."""
    found = []
    for name, oid, owner in connection.execute(
        "select relname, oid, pg_get_userbyid(relowner) from pg_class where relnamespace = 'portico'::regnamespace"
        " and relkind in ('r', 'p', 'v', 'm') order by 1"
    ).fetchall():
        wanted = {"SELECT", "INSERT", "UPDATE", "DELETE"}
        if name in WRITTEN_ONCE:
            wanted = {"SELECT", "INSERT"}
        elif name == "alembic_version":
            wanted = {"SELECT"}
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"):
            held = connection.execute("select has_table_privilege('portico_app', %s::oid, %s)", [oid, right]).fetchone()
            if held == (True,) and right not in wanted:
                found.append(f"{name}: {right}")
            if held == (False,) and right in wanted:
                found.append(f"{name}: {right} is missing")
        if owner != "portico_owner":
            found.append(f"{name}: belongs to {owner}")
    return found


def open_functions(connection: psycopg.Connection) -> list[str]:
    """Functions that run with another's rights and are not as narrow as they must be."""
    found = []
    for name, owner, volatile, config, public, app, arguments, results in connection.execute(
        "select p.proname, pg_get_userbyid(p.proowner), p.provolatile::text, p.proconfig,"
        " coalesce((select bool_or(x.grantee = 0) from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x), false),"
        " has_function_privilege('portico_app', p.oid, 'EXECUTE'),"
        " (select array_agg(format_type(t, null)) from unnest(p.proargtypes::oid[]) t),"
        " (select array_agg(format_type(t, null)) from unnest(p.proallargtypes, p.proargmodes) as m(t, mode) where mode = 't')"
        " from pg_proc p where p.prosecdef and p.pronamespace = 'portico'::regnamespace order by 1"
    ).fetchall():
        if owner != "portico_search":
            found.append(f"{name}: belongs to {owner}")
        if volatile != "s":
            found.append(f"{name}: is not stable")
        if config != ["search_path=pg_catalog, portico"]:
            found.append(f"{name}: has the settings {config}")
        if public:
            found.append(f"{name}: is open to everybody")
        if not app:
            found.append(f"{name}: is closed to the app role")
        if not {*(arguments or [])} <= ARGUMENTS:
            found.append(f"{name}: takes {arguments}")
        if not {*(results or ["nothing"])} <= {"uuid", "bigint", "integer", "timestamp with time zone"}:
            found.append(f"{name}: answers {results}")
    return found


def test_every_table_has_its_place(connection: psycopg.Connection) -> None:
    assert unplaced(connection) == []
    assert {table.name for table in tables(connection) if table.owner is None} == OUTSIDE, (
        "the list names a table that is gone"
    )
    owners = {table.name: table.owner for table in tables(connection)}
    assert owners["orders"] == "tenant_id"
    assert owners["revisions"] == "portal_id"


def test_the_models_and_the_database_agree_on_scopes(connection: psycopg.Connection) -> None:
    from foundation.db import PlatformModel, PortalModel, TenantModel
    from portico import tables as product

    assert product.metadata.tables
    declared = {
        model.__tablename__: owner
        for base, owner in ((TenantModel, "tenant_id"), (PortalModel, "portal_id"), (PlatformModel, None))
        for model in base.__subclasses__()
        if model.__module__.split(".")[0] != "tests"
    }
    assert declared == {table.name: table.owner for table in tables(connection) if table.name != "alembic_version"}


def test_every_scoped_table_is_behind_the_wall(connection: psycopg.Connection) -> None:
    assert unwalled(connection) == []


def test_unique_values_are_unique_within_an_owner(connection: psycopg.Connection) -> None:
    assert unkeyed(connection) == []


def test_foreign_keys_stay_within_an_owner(connection: psycopg.Connection) -> None:
    assert loose_keys(connection) == []
    assert unanchored(connection) == []


def test_the_app_role_reads_and_writes_rows_and_no_more(connection: psycopg.Connection) -> None:
    assert excess_rights(connection) == []
    assert frozenset(APPEND_ONLY) == WRITTEN_ONCE


def test_the_app_role_is_nobody_special(connection: psycopg.Connection) -> None:
    roles = {
        name: rights
        for name, *rights in connection.execute(
            "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin from pg_roles"
            " where rolname in ('portico_owner', 'portico_app', 'portico_search')"
        )
    }
    assert roles == {
        "portico_owner": [False, False, False, False, False, True],
        "portico_app": [False, False, False, False, False, True],
        "portico_search": [False, True, False, False, False, False],
    }
    row = connection.execute(
        "select has_schema_privilege('portico_app', 'portico', 'CREATE'), has_schema_privilege('portico_app', 'public', 'CREATE'),"
        " has_database_privilege('portico_app', current_database(), 'CREATE'),"
        " has_database_privilege('portico_app', current_database(), 'TEMP'),"
        " pg_has_role('portico_app', 'portico_owner', 'MEMBER'), pg_has_role('portico_app', 'portico_search', 'MEMBER'),"
        " has_schema_privilege('portico_app', 'portico', 'USAGE')"
    ).fetchone()
    assert row == (False, False, False, False, False, False, True)


def test_what_looks_across_tenants_sees_keys_and_times_only(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
        " where c.relnamespace = 'portico'::regnamespace and c.relkind = 'r' and not a.attisdropped"
        " and has_column_privilege('portico_search', c.oid, a.attnum, 'SELECT')"
    )
    assert {name for (name,) in found} == SEARCHED
    assert open_functions(connection) == []
    names = connection.execute("select proname from pg_proc where prosecdef and pronamespace = 'portico'::regnamespace")
    assert {"due_timers", "unsent_mail", "held_places", "held_passes", "room_positions", "served_revisions"} <= {
        name for (name,) in names
    }


BAD: tuple[tuple[str, Callable[[psycopg.Connection], list[str]], str], ...] = (
    ("create table portico.cups (id uuid primary key)", unplaced, "cups"),
    ("create view portico.cups as select * from portico.orders", unplaced, "cups"),
    ("create materialized view portico.cups as select 1 as one", unplaced, "cups"),
    ("create table portico.cups (tenant_id uuid not null)", unwalled, "cups: not enabled"),
    ("alter table portico.orders no force row level security", unwalled, "orders: not forced"),
    ("drop policy scope on portico.orders", unwalled, "orders: 0 policies"),
    ("create policy more on portico.orders using (true)", unwalled, "orders: 2 policies"),
    (
        "alter policy scope on portico.orders using (tenant_id = current_setting('app.tenant_id')::uuid)",
        unwalled,
        "orders: the policy reads",
    ),
    ("alter policy scope on portico.orders with check (true)", unwalled, "orders: the policy reads"),
    ("alter policy scope on portico.orders to portico_owner", unwalled, "orders: the policy is not"),
    ("create unique index loose on portico.accounts (email)", unkeyed, "loose begins with email"),
    ("create unique index loose on portico.accounts (lower(email))", unkeyed, "loose begins with None"),
    ("alter table portico.timers drop constraint pk_timers", unkeyed, "timers: no primary key"),
    (
        "create unique index u on portico.orders (id); alter table portico.payments add foreign key (order_id) references portico.orders (id)",
        loose_keys,
        "payments_order_id_fkey",
    ),
    (
        "alter table portico.timers drop constraint fk_timers_tenant_id_tenants",
        unanchored,
        "timers",
    ),
    ("grant truncate on portico.orders to portico_app", excess_rights, "orders: TRUNCATE"),
    ("grant references on portico.orders to public", excess_rights, "orders: REFERENCES"),
    ("grant update on portico.audit to portico_app", excess_rights, "audit: UPDATE"),
    ("revoke insert on portico.audit from portico_app", excess_rights, "audit: INSERT is missing"),
    ("alter table portico.orders owner to portico_app", excess_rights, "orders: belongs to portico_app"),
    ("grant execute on function portico.due_timers to public", open_functions, "due_timers: is open"),
    ("alter function portico.due_timers reset search_path", open_functions, "due_timers: has the settings"),
    ("alter function portico.due_timers volatile", open_functions, "due_timers: is not stable"),
    ("alter function portico.due_timers owner to portico_owner", open_functions, "due_timers: belongs to"),
    (
        "create function portico.names(who text) returns table (name text) language sql stable security definer"
        " set search_path = pg_catalog, portico as 'select name from portico.clients'",
        open_functions,
        "names: takes",
    ),
)


@pytest.mark.parametrize(
    ("change", "detector", "sentence"), BAD, ids=[f"{d.__name__}-{n}" for n, (_, d, _) in enumerate(BAD)]
)
def test_the_detector_sees(
    connection: psycopg.Connection, change: str, detector: Callable[[psycopg.Connection], list[str]], sentence: str
) -> None:
    connection.execute(change)
    found = detector(connection)
    assert [one for one in found if one.startswith(sentence)], found
