"""Work for later, enqueued on the transaction's own connection: it exists exactly when the data does.

There is no list of tasks here: a room declares ``@task("room.verb")``, the worker imports the rooms, the web enqueues by name. A task runs in
the tenant it was enqueued in, in a transaction of its own unless it talks to the outside (``outward=True``: it opens its transactions itself,
around the call and never across it). It may run more than once and must be idempotent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate import App, SyncPsycopgConnector

from foundation.db import db, transaction
from foundation.tenancy import entered, maybe_scope, unscoped
from foundation.tenancy.hosts import scope_of_tenant

Function = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Task:
    """A declared task. ``retries``: technical attempts after the first, with exponential pauses."""

    name: str
    function: Function
    outward: bool = False
    retries: int = 5


tasks: dict[str, Task] = {}
_app: App | None = None


def task(name: str, *, outward: bool = False, retries: int = 5) -> Callable[[Function], Function]:
    """Declare a task under ``room.verb``. Raises ValueError for a name that is taken."""

    def declare(function: Function) -> Function:
        if name in tasks and tasks[name].function is not function:
            raise ValueError(f"there are two tasks called {name}")
        tasks[name] = Task(name, function, outward, retries)
        return function

    return declare


def _enqueuer() -> App:
    global _app
    if _app is None:
        # The connector is never opened: every job is deferred on the connection of the transaction that causes it.
        _app = App(connector=SyncPsycopgConnector())
    return _app


def enqueue(name: str, /, *, queue: str = "default", not_before: datetime | None = None, **arguments: Any) -> None:
    """Enqueue a task in the present transaction. ``arguments`` must survive JSON; the tenant is added. ``not_before`` is real time, UTC."""
    _defer(name, [arguments], queue, not_before)


def enqueue_each(
    name: str,
    each: Sequence[Mapping[str, Any]],
    /,
    *,
    queue: str = "default",
    not_before: datetime | None = None,
) -> None:
    """Enqueue a task once for each of several arguments, in one statement."""
    if each:
        _defer(name, each, queue, not_before)


def _defer(name: str, each: Sequence[Mapping[str, Any]], queue: str, not_before: datetime | None) -> None:
    scope = maybe_scope()
    tenant = str(scope.tenant_id) if scope else None
    connection = db.session.connection().connection.driver_connection
    _enqueuer().configure_task(name, queue=queue, schedule_at=not_before, connection=connection).batch_defer(
        *({"tenant_id": tenant, **arguments} for arguments in each)
    )


def run(name: str, *, tenant_id: str | None, **arguments: Any) -> None:
    """Run a task as the worker does. Raises LookupError for an unknown task; a tenant that is gone has no work left."""
    if name not in tasks:
        raise LookupError(f"no task is called {name}")
    known = tasks[name]
    if tenant_id is None:
        inside: AbstractContextManager[Any] = unscoped(f"task {name}")
    else:
        scope = scope_of_tenant(UUID(tenant_id))
        if scope is None:
            return
        inside = entered(scope)
    with inside, nullcontext() if known.outward else transaction():
        known.function(**arguments)
