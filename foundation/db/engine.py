"""One engine for all apps of the process. Its cursors count what the driver sends."""

from __future__ import annotations

import os
import threading
from contextvars import ContextVar
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine

_engine: Engine | None = None
_owner_pid = 0
_making = threading.Lock()
_options: dict[str, Any] = {}

sent: ContextVar[list[str] | None] = ContextVar("sent", default=None)


class CountingCursor(psycopg.Cursor[Any]):
    """Writes down each statement while a count is asked for (BEGIN, COMMIT and savepoints do not pass a cursor's ``execute`` of ours)."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        log = sent.get()
        if log is not None:
            log.append(query if isinstance(query, str) else str(query))
        return super().execute(query, params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        log = sent.get()
        parameters = list(params_seq)
        if log is not None:
            log.extend([str(query)] * len(parameters))
        super().executemany(query, parameters, **options)


def configure(url: str, *, role: str = "web", pool_size: int = 10) -> None:
    """Name the database before the first query. ``role`` sets the time limits: ``web`` 5 s a statement, ``worker`` 60 s; waiting for a lock 2 s,
    idle in a transaction 10 s (rule 16)."""
    global _options
    dispose()
    timeout = 60_000 if role == "worker" else 5_000
    _options = {
        "url": url.replace("postgresql://", "postgresql+psycopg://", 1),
        "pool_size": pool_size,
        # A request may hold a second connection for a moment: to look up its host, or to count against a budget.
        "max_overflow": pool_size,
        "pool_timeout": 5,
        "pool_pre_ping": False,
        # An error is logged with its statement, never with what stood in it.
        "hide_parameters": True,
        "pool_use_lifo": True,
        "pool_reset_on_return": "rollback",
        "connect_args": {
            "cursor_factory": CountingCursor,
            "prepare_threshold": 1,
            "application_name": f"portico {role}",
            "options": (
                f"-c statement_timeout={timeout} -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
            ),
        },
    }


def engine() -> Engine:
    """The process's engine, made at first use and again after a fork. Raises RuntimeError before ``configure``."""
    global _engine, _owner_pid
    present = _engine
    if present is None or _owner_pid != os.getpid():
        if not _options:
            raise RuntimeError("foundation.db.configure(url) has not been called")
        with _making:
            present = _engine
            if present is None or _owner_pid != os.getpid():
                present = create_engine(**_options)
                _owner_pid = os.getpid()
                _engine = present
    return present


def dispose() -> None:
    """Close every connection; the next query opens new ones."""
    global _engine
    # Taken first: several threads that lost their connections together may come here at once.
    present, _engine = _engine, None
    if present is not None and _owner_pid == os.getpid():
        present.dispose()
