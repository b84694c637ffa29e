"""Telling a server that is away from a statement it refused."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError, TimeoutError

# Connection failures, shutdowns and crash recovery of the server: all of them pass.
_STATES = ("08", "57P0")


def connection_lost(error: BaseException | None) -> bool:
    """True when the server is gone, is starting, or has ended this session; also when no connection came free in time."""
    if isinstance(error, TimeoutError):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(_STATES)
