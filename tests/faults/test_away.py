"""A database that is away is told from a statement it refused: people are asked to come back in a moment, and the first request after it is back
is served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, TimeoutError

from foundation import db
from foundation.db import connection_lost
from foundation.tenancy.hosts import forget_hosts, resolve
from portico.bridge import call

LOST = [
    psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly"),
    psycopg.InterfaceError("the connection is closed"),
    psycopg.errors.AdminShutdown("terminating connection"),
    psycopg.errors.CrashShutdown("terminating connection"),
    psycopg.errors.CannotConnectNow("the database system is starting up"),
    OperationalError("select 1", {}, psycopg.OperationalError("connection refused")),
    TimeoutError("no connection came free"),
]
REFUSED = [
    psycopg.errors.QueryCanceled("statement timeout"),
    psycopg.errors.LockNotAvailable("lock timeout"),
    psycopg.errors.UniqueViolation("twice"),
    psycopg.errors.SerializationFailure("again"),
    IntegrityError("insert", {}, psycopg.errors.UniqueViolation("twice")),
    ValueError("something else"),
    None,
]


@pytest.mark.parametrize("error", LOST, ids=repr)
def test_a_lost_connection_is_known(error: Exception) -> None:
    assert connection_lost(error)
    reply = call(_raising(error), {"PATH_INFO": "/"})
    assert reply.status == 503 and reply.header(b"retry-after") == b"2"


@pytest.mark.parametrize("error", REFUSED, ids=repr)
def test_a_refused_statement_is_not_a_lost_connection(error: Exception | None) -> None:
    assert not connection_lost(error)
    if error is not None:
        assert call(_raising(error), {"PATH_INFO": "/"}).status == 500


def test_a_host_is_found_over_a_connection_that_was_ended_meanwhile(database: str, admin_dsn: str) -> None:
    """Every pooled connection is dead after a restart of the server."""
    forget_hosts()
    assert resolve("nobody-yet.localhost") is None
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        ended = connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'portico_app' and datname = current_database()"
        ).fetchall()
    assert ended
    forget_hosts()
    assert resolve("nobody-yet.localhost") is None


def test_two_threads_that_lost_their_connections_do_not_trip_over_one_another(database: str) -> None:
    first = db.engine()
    assert db.engine() is first
    db.dispose()
    db.dispose()
    assert db.engine() is not first


def _raising(error: Exception) -> Callable[..., Any]:
    def app(environ: Any, start_response: Any) -> Any:
        raise error

    return app
