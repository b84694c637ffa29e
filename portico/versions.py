"""Which schema the code expects, which one the database has, and whether its role is the restricted one.

Apart from `portico.schema` because the supervisor asks this at every start and does without Alembic for it.
"""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ROOT / "migrations" / "versions"


@functools.cache
def head() -> str | None:
    """The newest revision in `migrations/versions`; None while there is none. Raises ValueError for two of them."""
    revisions: dict[str, object] = {}
    for path in VERSIONS.glob("*.py"):
        named: dict[str, Any] = {}
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and target.id in ("revision", "down_revision"):
                    named[target.id] = ast.literal_eval(node.value)
        revisions[named["revision"]] = named["down_revision"]
    heads = sorted(set(revisions) - set(revisions.values()))
    if len(heads) > 1:
        raise ValueError(f"there are two newest migrations: {', '.join(heads)}")
    return heads[0] if heads else None


def read_version(connection: psycopg.Connection[Any]) -> str | None:
    """The revision of the database, without an error where it was never migrated."""
    known = connection.execute("SELECT to_regclass('portico.alembic_version') IS NOT NULL").fetchone()
    if not known or not known[0]:
        return None
    row = connection.execute("SELECT version_num FROM portico.alembic_version").fetchone()
    return row[0] if row else None


def current(dsn: str) -> str | None:
    """The revision of the database at `dsn`. Raises `psycopg.OperationalError`."""
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        return read_version(connection)


def problems(app_dsn: str) -> list[str]:
    """Why this database must not be served from, in sentences; empty when all is well."""
    try:
        with psycopg.connect(app_dsn, connect_timeout=5) as connection:
            found = []
            if connection.info.server_version < 180_000:
                found.append(
                    f"The database server is PostgreSQL {connection.info.server_version // 10_000}: "
                    "Portico needs 18 or newer, so upgrade it or point DATABASE_URL at another server."
                )
            role = connection.execute(
                # Also what the role could become by SET ROLE.
                "SELECT current_user, rolsuper, EXISTS (SELECT FROM pg_roles other WHERE (other.rolbypassrls OR other.rolsuper) "
                "AND pg_has_role(current_user, other.oid, 'MEMBER')), pg_has_role(current_user, nspowner, 'MEMBER') "
                "FROM pg_roles LEFT JOIN pg_namespace ON nspname = 'portico' WHERE rolname = current_user"
            ).fetchone()
            assert role is not None
            name, superuser, bypasses, owns = role
            if superuser or bypasses or owns:
                found.append(
                    f"DATABASE_URL signs in as {name}, which may see every tenant's rows: "
                    "use the role portico_app that `portico db bootstrap` makes."
                )
            if owns is None:
                found.append(
                    "The database has no schema portico: have a superuser run the SQL of `portico db bootstrap --print`."
                )
                return found
            blind = connection.execute(
                "SELECT proname FROM pg_proc JOIN pg_roles ON pg_roles.oid = proowner "
                "WHERE pronamespace = 'portico'::regnamespace AND prosecdef AND NOT rolbypassrls AND NOT rolsuper ORDER BY proname"
            ).fetchall()
            if blind:
                found.append(
                    f"The functions {', '.join(one[0] for one in blind)} do not belong to portico_search and see nothing: "
                    "restore the dump with its owners, without --no-owner."
                )
            version = read_version(connection)
            if version != head():
                found.append(
                    f"The database is at schema version {version or 'none'}, this code needs {head()}: "
                    "run `portico db migrate`, with DATABASE_OWNER_URL set unless the database is the built-in one."
                )
            return found
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        return [f"The database does not answer ({reason}): check DATABASE_URL and that PostgreSQL runs."]
