"""How long a save of the draft and a publish take, and how old the public catalogue can be after one."""

from __future__ import annotations

import asyncio
import gc
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
    # As `portico.asgi.serve` does.
    gc.freeze()


def leave() -> None:
    """Close this process's connections."""
    from foundation import db

    db.dispose()


def _publish(name: str) -> float:
    """Rename the first service and publish: the monotonic time at which it was committed."""
    import portal_config
    from foundation.db import transaction
    from foundation.revisions.actions import save_draft
    from foundation.revisions.publishing import publish
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


def saves(times: int) -> tuple[float, ...]:
    """Milliseconds of a save of one edit, transaction and commit included: applied, written, compiled for its findings."""
    from foundation.db import transaction, value
    from foundation.revisions.actions import edit_draft
    from foundation.revisions.log import Author
    from foundation.tenancy import entered
    from foundation.tenancy.hosts import scope_of

    scope = scope_of(ORDINARY.slug, "main")
    assert scope is not None
    taken = []
    for number in range(times + 3):
        edit = {"op": "set", "ptr": "/portal/name", "value": f"Saved {number}"}
        with entered(scope), transaction():
            base = value("select number from drafts")
        began = time.perf_counter()
        with entered(scope), transaction():
            edit_draft(Author("system", "Bench"), [edit], base=base, key=f"bench-{base}", intent=str(number))
        taken.append((time.perf_counter() - began) * 1000)
    return tuple(taken[3:])


def publishes(times: int) -> tuple[float, ...]:
    """Seconds of a publish: difference, strict check, revision and head, one transaction, commit included."""
    from foundation.db import transaction
    from foundation.revisions.log import Author
    from foundation.revisions.publishing import publish
    from foundation.tenancy import entered
    from foundation.tenancy.hosts import scope_of

    scope = scope_of(ORDINARY.slug, "main")
    assert scope is not None
    taken = []
    for _ in range(times):
        saves(1)
        began = time.perf_counter()
        with entered(scope), transaction():
            publish(author=Author("system", "Bench"))
        taken.append(time.perf_counter() - began)
    return tuple(taken)


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
