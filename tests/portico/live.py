"""The real front over the real apps, spoken to as a server would, with readers that stay."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foundation.realtime.hub import Hub
from foundation.settings import settings
from portico import apps
from portico.asgi import Front
from portico.assets import Assets
from tests import cast
from tests.cast import Person

PATIENCE = 20.0
"""Seconds after which a test gives up. Nothing is measured: what is waited for comes at once, or on a busy machine a little later."""


@dataclass(frozen=True)
class Event:
    """One event as a browser sees it. ``name`` is ``message`` for what was told in a room, else a word about the stream."""

    name: str
    id: str
    data: Any


@dataclass
class Reader:
    """Somebody with a page open. ``heard`` keeps everything that came; ``sent`` the raw messages."""

    status: int = 0
    headers: Mapping[bytes, bytes] = field(default_factory=dict)
    text: str = ""
    heard: list[Event] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _asked: bool = False
    stalled: asyncio.Event | None = None

    async def receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
            return
        if self.stalled is not None:
            await self.stalled.wait()
        self.text += message["body"].decode()
        *whole, self.text = self.text.split("\n\n")
        self.heard += [event for block in whole if (event := _event(block)) is not None]
        if not message.get("more_body"):
            self.over.set()
            self._gone.set()
        async with self._changed:
            self._changed.notify_all()

    def leave(self) -> None:
        self._gone.set()

    @property
    def told(self) -> list[tuple[str, dict[str, Any]]]:
        """What was told in rooms and by hints: (name, body)."""
        return [(event.data["name"], event.data["body"]) for event in self.heard if event.name == "message"]

    @property
    def cursor(self) -> str:
        """Where a browser says it was when it comes back."""
        return next((event.id for event in reversed(self.heard) if event.id), "")

    async def until(self, count: int, name: str = "message") -> None:
        """Wait until ``count`` events of a name have come."""

        def enough() -> bool:
            return sum(event.name == name for event in self.heard) >= count

        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(enough)

    async def ended(self) -> None:
        """Wait until the other side has ended the stream."""
        async with asyncio.timeout(PATIENCE):
            await self.over.wait()


def _event(block: str) -> Event | None:
    fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
    if "data" not in fields:
        return None
    return Event(fields.get("event", "message"), fields.get("id", ""), json.loads(fields["data"]))


@dataclass
class Rig:
    """One web process without its server."""

    front: Front
    hub: Hub
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def ask(
        self,
        person: Person,
        host: str,
        path: str = "/-/events",
        *,
        cursor: str = "",
        headers: Mapping[str, str] | None = None,
        method: str = "GET",
    ) -> Reader:
        """Ask for a stream, and wait for the answer's beginning."""
        reader = Reader()
        sent = {"Host": f"{host}:{cast.PORT}", "Accept": "text/event-stream", **person.headers, **(headers or {})}
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": f"cursor={cursor}".encode() if cursor else b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
            "scheme": "http",
            "client": ("127.0.0.1", 1),
            "http_version": "1.1",
        }
        task = asyncio.get_running_loop().create_task(self.front(scope, reader.receive, reader.send))
        self.tasks.append(task)
        async with asyncio.timeout(PATIENCE), reader._changed:
            await reader._changed.wait_for(lambda: bool(reader.heard) or task.done() or reader.over.is_set())
        return reader

    async def read(self, person: Person, host: str, path: str = "/-/events", **more: Any) -> Reader:
        """Open a stream that must open."""
        reader = await self.ask(person, host, path, **more)
        assert reader.status == 200, (reader.status, reader.text)
        return reader


@asynccontextmanager
async def process() -> AsyncIterator[Rig]:
    """A front with its hub, listening; everybody leaves at the end."""
    chosen = settings()
    assert chosen.database_url is not None
    hub = Hub(chosen.database_url)
    rig = Rig(Front(apps.app_for, chosen, Assets(Path("/nowhere")), hub), hub)
    await hub.start()
    try:
        async with asyncio.timeout(PATIENCE):
            await hub.listening.wait()
        yield rig
    finally:
        await hub.stop()
        await asyncio.gather(*rig.tasks)
        for pool in rig.front._pools.values():
            pool.shutdown()
