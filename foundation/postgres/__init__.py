"""The built-in PostgreSQL: find the programs, start one server per data directory, make roles and database.

Used when `DATABASE_URL` is not set. Nothing above this room knows whether the server is ours.
"""

from foundation.postgres.launcher import Server, start
from foundation.postgres.programs import PostgresRefused, find_programs
from foundation.postgres.roles import APP, DATABASE, OWNER, SCHEMA, SEARCH, bootstrap, bootstrap_sql

__all__ = [
    "APP",
    "DATABASE",
    "OWNER",
    "SCHEMA",
    "SEARCH",
    "PostgresRefused",
    "Server",
    "bootstrap",
    "bootstrap_sql",
    "find_programs",
    "start",
]
