"""The three roles, the database and its schema.

`portico_owner` owns the schema and migrates; `portico_app` serves and may only read and write rows;
`portico_search` cannot sign in and owns the few functions that look across tenants. With the built-in database
the launcher makes them, otherwise the operator does, with the SQL that `portico db bootstrap --print` writes.
"""

from __future__ import annotations

import re

import psycopg
from psycopg import sql

OWNER = "portico_owner"
APP = "portico_app"
SEARCH = "portico_search"
DATABASE = "portico"
SCHEMA = "portico"

_ROLES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
    APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
    SEARCH: "NOLOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION",
}

# The owner may hand functions to the search role, but does not see past row security by itself.
_MEMBERSHIP = f"GRANT {SEARCH} TO {OWNER} WITH INHERIT FALSE, SET TRUE"

_ROLE_SETTINGS = tuple(f"ALTER ROLE {role} SET search_path = {SCHEMA}, pg_catalog" for role in (OWNER, APP, SEARCH))


def _in_database(database: str) -> tuple[str, ...]:
    """What makes the schema and its rights, run inside `database`."""
    return (
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {APP}",
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {OWNER}",
        f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP}, {SEARCH}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA {SCHEMA} "
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA {SCHEMA} GRANT USAGE ON SEQUENCES TO {APP}",
        # Functions are open to PUBLIC unless told otherwise; here only the app role may call them.
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA {SCHEMA} GRANT EXECUTE ON FUNCTIONS TO {APP}",
    )


def bootstrap(admin_dsn: str, database: str = DATABASE) -> None:
    """Make roles, `database` and its schema where they are missing; safe to repeat.

    `admin_dsn` is a superuser's address of any database of the server. Raises `psycopg.Error`.
    """
    _check_name(database)
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        # Two starters at once would both see a role missing and one would fail.
        connection.execute("SELECT pg_advisory_lock(hashtext('portico bootstrap'))")
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in _ROLES.items():
            verb = "ALTER" if role in known else "CREATE"
            connection.execute(sql.SQL(f"{verb} ROLE {role} {rights}"))
        for statement in (_MEMBERSHIP, *_ROLE_SETTINGS):
            connection.execute(sql.SQL(statement))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    sql.Identifier(database), sql.Identifier(OWNER)
                )
            )
        with psycopg.connect(admin_dsn, autocommit=True, dbname=database) as inside:
            for statement in _in_database(database):
                inside.execute(sql.SQL(statement))


def bootstrap_sql(database: str = DATABASE) -> str:
    """The same as a psql script for an operator; the passwords are variables given on psql's command line."""
    _check_name(database)
    lines = [
        "-- Run once as a superuser:",
        "--   psql -v owner_password=… -v app_password=… -f bootstrap.sql postgres",
        "\\set ON_ERROR_STOP on",
    ]
    passwords = {OWNER: " PASSWORD :'owner_password'", APP: " PASSWORD :'app_password'", SEARCH: ""}
    lines += [f"CREATE ROLE {role} {rights}{passwords[role]};" for role, rights in _ROLES.items()]
    lines += [f"{statement};" for statement in (_MEMBERSHIP, *_ROLE_SETTINGS)]
    lines.append(f"CREATE DATABASE {database} OWNER {OWNER} ENCODING 'UTF8' TEMPLATE template0;")
    lines.append(f"\\connect {database}")
    lines += [f"{statement};" for statement in _in_database(database)]
    return "\n".join(lines) + "\n"


def _check_name(database: str) -> None:
    if not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", database):
        raise ValueError(f"{database!r} is no plain database name")
