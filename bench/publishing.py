"""How old the public catalogue can be after a publish."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from bench import stage
from bench.generated import ORDINARY
from bench.load import Broken, Connection, Crowd, get
from foundation.postgres import Server

_WATCH = 2.5
_PAUSE = 0.004


def configure(server: Server, place: Path) -> None:
    """Make this process one that may publish, as the builder's web process does."""
    from foundation import db
    from foundation.settings import settings
    from portico import rooms
    from portico.kinds import discover_kinds

    environ = stage.production(server, stage.RUN, place)
    os.environ |= environ
    settings.cache_clear()
    discover_kinds()
    rooms.enter()
    db.configure(environ["DATABASE_URL"], role="worker")


def leave() -> None:
    """Close this process's connections."""
    from foundation import db

    db.dispose()


def _publish(name: str) -> float:
    """Rename the first service and publish: the monotonic time at which it was committed."""
    import portal_config
    from foundation.db import transaction
    from foundation.revisions.actions import publish, save_draft
    from foundation.revisions.queries import draft_document
    from foundation.tenancy import entered
    from foundation.tenancy.hosts import scope_of

    scope = scope_of(ORDINARY.slug, "main")
    assert scope is not None
    with entered(scope), transaction():
        number, text = draft_document()
        document = portal_config.load(text)
        document["services"][document["service_order"][0]]["name"] = name
        save_draft(document, base=number, author="system")
        publish(author="system", note=name)
    return time.monotonic()


async def ages(crowd: Crowd, times: int) -> tuple[float, ...]:
    """For each publish, the greatest age at which a request still got the old catalogue, in seconds, over all workers.

    Raises Broken when a worker never shows the new one.
    """
    return tuple([await _age(crowd, f"Renamed service {number + 1}") for number in range(times)])


async def _age(crowd: Crowd, name: str) -> float:
    request = get(ORDINARY.host, "/services")
    await crowd.everywhere([request], 200)
    wanted = name.encode()
    stale: list[float] = []
    until = time.monotonic() + 60

    async def watch(connection: Connection) -> None:
        fresh = False
        while time.monotonic() < until:
            reply = await connection.ask(request)
            fresh = wanted in reply.body
            if not fresh:
                stale.append(reply.began)
            await asyncio.sleep(_PAUSE)
        if not fresh:
            raise Broken(f"the catalogue still does not show “{name}” {_WATCH} s after the publish")

    async with asyncio.TaskGroup() as group:
        for connection in crowd.one_each():
            group.create_task(watch(connection))
        await asyncio.sleep(0.2)
        committed = await asyncio.to_thread(_publish, name)
        until = committed + _WATCH
    return max((began - committed for began in stale), default=0.0)
