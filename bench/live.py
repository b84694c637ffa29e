"""Pages that stay open: how soon a message is there, what an idle stream costs, and what other pages notice of thousands of them."""

from __future__ import annotations

import asyncio
import itertools
import resource
import secrets
import time
from collections.abc import Sequence
from typing import cast
from urllib.parse import urlencode

import psycopg

from bench import stage
from bench.figures import Figure, percentile
from bench.generated import CROWD, Place, secret
from bench.load import PATIENCE, Broken, Connection, get, post
from bench.processes import open_sockets
from foundation.identity.secrets import signed
from foundation.postgres import Server

ROOMS = 500
STREAMS = 1_000
MANY = 2_000
MESSAGES = 500
AT_ONCE = 40
PAUSE = 0.01
FEW = 60


class Stream(asyncio.Protocol):
    """One open page of a portal's buyer."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._next: asyncio.Future[float] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        cookie = f"Cookie: __Host-portico_member={secret(self.place, 0)}"
        self._transport.write(get(self.place.host, "/-/events", cookie))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if not self.opened.done():
            if not data.startswith(b"HTTP/1.1 200"):
                self.opened.set_exception(Broken(f"a stream was answered with {data[:300]!r}"))
            else:
                self.opened.set_result(None)
        if self._next is not None and not self._next.done() and b'"name":"message.posted"' in data:
            self._next.set_result(now)

    def connection_lost(self, error: Exception | None) -> None:
        for waiting in (self.opened, self._next):
            if waiting is not None and not waiting.done():
                waiting.set_exception(Broken(f"a stream was closed: {error}"))

    def next_message(self) -> asyncio.Future[float]:
        """When the next message comes, in seconds of the monotonic clock."""
        self._next = asyncio.get_running_loop().create_future()
        return self._next

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Readers:
    """Many open pages. Which worker holds one is the kernel's choice, as it is in production."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.streams: list[Stream] = []
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def open(self, places: Sequence[Place]) -> None:
        """One more stream for each of ``places``. Raises Broken."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(place: Place) -> None:
            async with gate, asyncio.timeout(PATIENCE):
                loop = asyncio.get_running_loop()
                _, stream = await loop.create_connection(lambda: Stream(place), "127.0.0.1", self._port)
                await stream.opened
            self.streams.append(stream)

        async with asyncio.TaskGroup() as group:
            for place in places:
                group.create_task(one(place))

    def of(self, place: Place) -> list[Stream]:
        return [stream for stream in self.streams if stream.place is place]

    def close(self) -> None:
        for stream in self.streams:
            stream.close()
        self.streams.clear()


def clients(server: Server) -> dict[str, str]:
    """Portal → its only client, whose conversation has the same id."""
    with psycopg.connect(server.dsn("postgres", stage.RUN)) as connection:
        found = connection.execute(
            "select p.slug, c.id::text from portico.portals p join portico.tenants t on t.portal_id = p.id and t.mode = 'live'"
            " join portico.clients c on c.tenant_id = t.id"
        )
        return dict(found.fetchall())


async def messages(server: Server, readers: Readers, connections: Sequence[Connection]) -> list[Figure]:
    """One message after another, each in another room, sent to each worker in turn: from its first byte to when both who have the page open have it.

    Raises Broken.
    """
    threads = clients(server)
    places = {stream.place.slug: stream.place for stream in readers.streams}
    seconds: list[float] = []
    for connection, place in zip(
        itertools.cycle(connections), itertools.islice(itertools.cycle(places.values()), MESSAGES), strict=False
    ):
        key = secret(place, 0)
        form = {"_csrf": signed("csrf", key), "key": secrets.token_urlsafe(24), "text": "The drafts are in the folder."}
        path, cookie = f"/messages/{threads[place.slug]}", f"Cookie: __Host-portico_member={key}"
        request = post(place.host, path, urlencode(form).encode(), cookie)
        async with asyncio.timeout(PATIENCE):
            waiting = [stream.next_message() for stream in readers.of(place)]
            reply = await connection.ask(request)
            if reply.status != 303:
                raise Broken(f"a message was answered with {reply.status}: {reply.body[:800]!r}")
            seconds += [at - reply.began for at in await asyncio.gather(*waiting)]
        await asyncio.sleep(PAUSE)
    seconds.sort()
    return [
        Figure("message, from sending to receiver: p50", "ms", (percentile(seconds, 0.5) * 1000,), 12),
        Figure("message, from sending to receiver: p99", "ms", (percentile(seconds, 0.99) * 1000,), 40),
    ]


def two_each(count: int) -> list[Place]:
    """``count`` open pages, two in each room: the first half of them once, then once more."""
    half = list(CROWD[: count // 2])
    return [*half, *half]


async def gone(web: stage.Web) -> None:
    """Wait until the workers have noticed that everybody left. Raises Broken."""
    async with asyncio.timeout(PATIENCE):
        while any(open_sockets(pid) > FEW for pid in web.pids):
            await asyncio.sleep(0.05)
