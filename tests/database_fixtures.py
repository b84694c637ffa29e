"""One PostgreSQL for the whole run, one migrated template, one clone for each worker process.

The first test that asks for a database starts the server; a run of pure tests starts none. Everything lives in one
short directory and ends with the run, also after a kill -9: the server watches a FIFO that this run's first process
holds open.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.nameserver import NameServer

TEMPLATE = "portico_template"
_RUN = "PORTICO_TEST_RUN"


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's directory once, and settings that no test changes by accident."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        run = Path(tempfile.mkdtemp(prefix="portico-test-", dir="/tmp" if Path("/tmp").is_dir() else None))
        run.chmod(0o711)
        os.mkfifo(run / "lifeline")
        config.stash[_lifeline] = os.open(run / "lifeline", os.O_RDWR)
        os.environ[_RUN] = str(run)
    for name in [name for name in os.environ if name.startswith("PG") and name != "PG_BINDIR"]:
        del os.environ[name]
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "SMTP_URL", "MAIL_FROM", "TRUSTED_PROXIES", "PORT"):
        os.environ.pop(name, None)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    # Nobody outside is asked: without records every name is unknown.
    config.stash[_names] = NameServer().__enter__()
    os.environ |= {
        "DNS_RESOLVER": config.stash[_names].address,
        "BASE_DOMAIN": "localhost",
        "DATA_DIR": str(Path(os.environ[_RUN]) / f"var-{worker}"),
        "DEVELOPMENT": "1",
        "INSECURE_HTTP": "1",
        "PASSWORD_PROFILE": "test",
        "SECRET_KEY": "a key for tests that guards nothing at all",
    }


_lifeline: pytest.StashKey[int] = pytest.StashKey()
_names: pytest.StashKey[NameServer] = pytest.StashKey()


@pytest.fixture
def names(request: pytest.FixtureRequest) -> Iterator[NameServer]:
    """The name server that this worker's settings name; empty again after the test."""
    server = request.config.stash[_names]
    yield server
    server.records.clear()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the server, and wait for it, so that a finished run leaves no process and no file."""
    lifeline = config.stash.get(_lifeline, None)
    if lifeline is None:
        return
    run = Path(os.environ[_RUN])
    os.close(lifeline)
    deadline = time.monotonic() + 20
    while (run / "server").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    shutil.rmtree(run, ignore_errors=True)


@dataclass(frozen=True)
class TestServer:
    """The run's PostgreSQL: addresses for any role and database."""

    __test__ = False
    socket_directory: str

    def dsn(self, user: str, database: str) -> str:
        return f"postgresql://{user}@/{database}?host={self.socket_directory}"


@pytest.fixture(scope="session")
def postgres_server() -> TestServer:
    """The run's server with roles and a migrated template; started by whichever worker asks first."""
    run = Path(os.environ[_RUN])
    marker = run / "server"
    with (run / "starting").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not marker.exists():
            _start(run, marker)
    return TestServer(marker.read_text())


def _start(run: Path, marker: Path) -> None:
    from foundation.postgres import bootstrap, start
    from foundation.postgres.launcher import THROWAWAY
    from portico.schema import migrate

    chosen = os.environ.get("PG_BINDIR")
    server = start(
        run / "pg",
        programs=Path(chosen) if chosen else None,
        options={**THROWAWAY, "max_connections": "200", "autovacuum": "off"},
        lifeline=run / "lifeline",
    )
    bootstrap(server.admin_dsn, TEMPLATE)
    migrate(server.dsn("portico_owner", TEMPLATE))
    draft = run / "server.new"
    draft.write_text(str(server.socket_directory))
    draft.rename(marker)


@pytest.fixture(scope="session")
def new_database(postgres_server: TestServer) -> Callable[[str], str]:
    """`new_database(name)` clones the migrated template and returns the database's name, unique in the run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    numbers = itertools.count(1)

    def clone(name: str) -> str:
        database = f"{name}_{worker}_{next(numbers)}"
        with psycopg.connect(postgres_server.dsn("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER portico_owner").format(
                    sql.Identifier(database), sql.Identifier(TEMPLATE)
                )
            )
            # A clone does not inherit who may connect.
            for statement in ("REVOKE ALL ON DATABASE {} FROM PUBLIC", "GRANT CONNECT ON DATABASE {} TO portico_app"):
                connection.execute(sql.SQL(statement).format(sql.Identifier(database)))
        return database

    return clone


@pytest.fixture(scope="session")
def _cloned(postgres_server: TestServer, new_database: Callable[[str], str]) -> Iterator[_Cleaner]:
    from foundation.db import configure, dispose
    from foundation.settings import settings

    name = new_database("test")
    os.environ["DATABASE_URL"] = postgres_server.dsn("portico_app", name)
    os.environ["DATABASE_OWNER_URL"] = postgres_server.dsn("portico_owner", name)
    settings.cache_clear()
    configure(os.environ["DATABASE_URL"])
    with psycopg.connect(postgres_server.dsn("postgres", name), autocommit=True) as connection:
        yield _Cleaner(connection)
    dispose()


class _Cleaner:
    """Empties the tables a test filled. Asking which are filled is far cheaper than truncating all of them."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        # Foreign keys and append-only triggers do not hold for this connection, and it never waits for long.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET lock_timeout = '3s'")
        self.tables = [
            sql.Identifier("portico", row[0])
            for row in connection.execute(
                "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'portico'::regnamespace AND c.relkind = 'r'"
            )
        ]
        static = {table.as_string() for table in self.filled()}
        self.tables = [table for table in self.tables if table.as_string() not in static]

    def filled(self) -> list[sql.Identifier]:
        if not self.tables:
            return []
        probes = sql.SQL(", ").join(sql.SQL("EXISTS (SELECT FROM {})").format(table) for table in self.tables)
        row = self.connection.execute(sql.SQL("SELECT {}").format(probes)).fetchone()
        assert row is not None
        return [table for table, full in zip(self.tables, row, strict=True) if full]

    def clean(self) -> None:
        filled = self.filled()
        if not filled:
            return
        try:
            with self.connection.transaction():
                for table in filled:
                    self.connection.execute(sql.SQL("DELETE FROM {}").format(table))
        except psycopg.errors.LockNotAvailable:
            raise AssertionError("the test left a transaction open that holds rows: close or roll it back") from None


@pytest.fixture
def database(_cloned: _Cleaner) -> Iterator[str]:
    """The address of this worker's own database as the restricted role; empty again after the test."""
    yield os.environ["DATABASE_URL"]
    from foundation.tenancy.hosts import forget_hosts

    forget_hosts()
    _cloned.clean()


@pytest.fixture
def owner_dsn(database: str) -> str:
    """The same database as its owner."""
    assert database
    return os.environ["DATABASE_OWNER_URL"]


@pytest.fixture
def admin_dsn(database: str) -> str:
    """The same database as superuser, past every rule: to look, not to act."""
    return database.replace("portico_app@", "postgres@", 1)
