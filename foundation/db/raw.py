"""Raw SQL on the session's own transaction, for hot pages. Row-level security holds here as everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg.rows import namedtuple_row

from foundation.db.engine import CountingCursor, sent
from foundation.db.models import DRIVER, db


def _cursor() -> CountingCursor:
    session = db.session()
    connection: Any = session.info.get(DRIVER)
    if connection is None or session.get_nested_transaction() is not None:
        # A savepoint is only sent once the session is asked for its connection.
        connection = session.connection().connection.driver_connection
    cursor: CountingCursor = connection.cursor(row_factory=namedtuple_row)
    return cursor


def rows(sql: str, **parameters: Any) -> list[Any]:
    """All rows as named tuples. Placeholders are psycopg's ``%(name)s``; a literal percent sign is written ``%%``."""
    with _cursor() as cursor:
        found: list[Any] = cursor.execute(sql, parameters, prepare=True).fetchall()
        return found


def row(sql: str, **parameters: Any) -> Any | None:
    """The first row as a named tuple, or None."""
    with _cursor() as cursor:
        return cursor.execute(sql, parameters, prepare=True).fetchone()


def value(sql: str, **parameters: Any) -> Any:
    """The first column of the first row, or None."""
    found = row(sql, **parameters)
    return found[0] if found is not None else None


def execute(sql: str, **parameters: Any) -> int:
    """Run a writing statement; the number of rows it touched."""
    with _cursor() as cursor:
        return int(cursor.execute(sql, parameters, prepare=True).rowcount)


def containing(text: str) -> str:
    """A pattern for ``ilike`` that finds ``text`` anywhere in a value; what is a wildcard there stands for itself."""
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect every statement the driver sends inside the block (``set_config`` included; BEGIN, COMMIT and savepoints are not)."""
    log: list[str] = []
    token = sent.set(log)
    try:
        yield log
    finally:
        sent.reset(token)
