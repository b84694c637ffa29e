"""The hub of a web process: one connection that listens, and everybody who has a page open here.

- A notice says which rooms of which tenant have something new. What it is, is read from the database: one statement for all rooms of a tenant.
- A reader subscribes first and then reads what it missed; what is told meanwhile makes it read once more. Who is told is settled before the
  statement that reads, so nobody who came later can skip anything.
- A stream ends when its right ends: at once when the database says that something changed, at the latest at the next sweep.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Coroutine, MutableMapping, Set
from typing import Any
from uuid import UUID

import psycopg

from foundation.realtime.cursor import tag
from foundation.realtime.grant import Grant
from foundation.realtime.publishing import CHANNEL
from foundation.realtime.reading import OPTIONS, Heard, Reader, live_revision
from foundation.realtime.stream import Send, Stream

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Tenant = tuple[UUID, UUID]
"""(portal, tenant)"""

BEAT_SECONDS = 20
SWEEP_SECONDS = 4.0
SPREAD_SECONDS = 2.0
"""Over how long the streams of a portal end after a publish."""

PER_SESSION = 24
PER_PERSON = 72
"""Streams of one person, however many sessions or passes they have."""
LISTEN_SECONDS = 15.0

AWAY = (OSError, psycopg.OperationalError, psycopg.InterfaceError)

log = logging.getLogger("portico.live")

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Full(Exception):
    """This session, or this person, has as many streams open here as one needs."""


class Away(Exception):
    """The database does not answer, or this process is being stopped."""


class Hub:
    """All streams of this process."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._reader = Reader(dsn)
        self._streams: set[Stream] = set()
        self._rooms: dict[Tenant, dict[str, tuple[Stream, ...]]] = {}
        self._tenants: dict[UUID, Tenant] = {}
        self._sessions: Counter[bytes] = Counter()
        self._people: Counter[UUID] = Counter()
        self._dirty: dict[Tenant, set[str] | None] = {}
        self._news = asyncio.Event()
        self._doubted: set[UUID] | None = set()
        self._doubt = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._sweep_at = 0.0
        self._draining = False
        self.listening = asyncio.Event()

    def __len__(self) -> int:
        return len(self._streams)

    async def start(self) -> None:
        """Begin to listen. A database that is away is waited for."""
        await self._reader.open()
        for work in (self._listen, self._pump, self._sweep, self._tick):
            self._tasks.append(asyncio.get_running_loop().create_task(self._forever(work)))

    async def stop(self) -> None:
        """End every stream and let the connections go."""
        self.drain()
        waited = set(self._tasks)
        while waited:
            # Told again: before Python 3.12 a wait that ends at the same moment does not hear of it.
            for task in waited:
                task.cancel()
            _, waited = await asyncio.wait(waited, timeout=0.5)
        self._tasks.clear()
        await self._reader.close()

    def drain(self) -> None:
        """End every stream and take no new one: the process is being stopped, and browsers come back to another."""
        self._draining = True
        for stream in tuple(self._streams):
            stream.end()

    async def serve(self, grant: Grant, receive: Receive, send: Send) -> None:
        """Keep a stream open until the other side goes away or its right ends. Raises Full or Away before anything was sent."""
        if self._draining:
            raise Away
        if self._sessions[grant.holder.session] >= PER_SESSION or self._people[grant.holder.person] >= PER_PERSON:
            raise Full
        stream = Stream(grant)
        self._add(stream)
        try:
            try:
                await self._join(stream)
            except AWAY as failure:
                log.warning("a stream waits for the database: %s", str(failure).partition("\n")[0])
                raise Away from failure
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            stream.open(send)
            while not stream.ended:
                if (await receive())["type"] == "http.disconnect":
                    break
        finally:
            self._remove(stream)
            stream.close()

    def _add(self, stream: Stream) -> None:
        grant = stream.grant
        tenant = (grant.portal_id, grant.tenant_id)
        self._streams.add(stream)
        self._sessions[grant.holder.session] += 1
        self._people[grant.holder.person] += 1
        self._tenants[grant.tenant_id] = tenant
        rooms = self._rooms.setdefault(tenant, {})
        for room in grant.positions:
            rooms[room] = (*rooms.get(room, ()), stream)

    def _remove(self, stream: Stream) -> None:
        grant = stream.grant
        tenant = (grant.portal_id, grant.tenant_id)
        self._streams.discard(stream)
        self._sessions[grant.holder.session] -= 1
        if not self._sessions[grant.holder.session]:
            del self._sessions[grant.holder.session]
        self._people[grant.holder.person] -= 1
        if not self._people[grant.holder.person]:
            del self._people[grant.holder.person]
        rooms = self._rooms[tenant]
        for room in grant.positions:
            rooms[room] = tuple(other for other in rooms[room] if other is not stream)
            if not rooms[room]:
                del rooms[room]
        if not rooms:
            del self._rooms[tenant], self._tenants[grant.tenant_id]

    async def _join(self, stream: Stream) -> None:
        """Read what was told since the stream's cursor, until nothing was told meanwhile."""
        grant = stream.grant
        stream.push(b"retry: %d\n\n" % (1000 + secrets.randbelow(1000)))
        greeted = False
        while not stream.live:
            stream.behind = False
            heard = await self._reader.entries(grant.portal_id, grant.tenant_id, stream.positions)
            for room in heard:
                if stream.positions[room.room] is None:
                    stream.positions[room.room] = room.last
            if not greeted:
                stream.control("hello")
                greeted = True
            bodies: dict[tuple[str, int], bytes] = {}
            whole = [_catch_up(stream, room, bodies) for room in heard]
            if not all(whole):
                stream.control("reload")
            if not stream.behind:
                stream.arrive()

    async def _forever(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Keep one of the hub's tasks going. Only a defect ends one, and a defect is logged."""
        while True:
            try:
                await work()
            except AWAY as failure:
                log.warning("live updates wait for the database: %s", str(failure).partition("\n")[0])
                await asyncio.sleep(0.5)
            except Exception:
                log.exception("live updates failed")
                await asyncio.sleep(1)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._dsn, autocommit=True, application_name="portico listen", options=OPTIONS, connect_timeout=5
        )
        async with connection:
            try:
                await connection.execute(f"listen {CHANNEL}")
                # Nobody listened until now: look at everything once.
                self._all_news()
                self._all_doubt()
                self.listening.set()
                while True:
                    async for notice in connection.notifies(timeout=LISTEN_SECONDS):
                        self._heard(notice.payload)
                    await connection.execute("select 1")
            finally:
                self.listening.clear()

    def _heard(self, notice: str) -> None:
        """``e <tenant> [room …]``: something was told there; ``h <tenant> {…}``: a hint; ``r <id>``: rights of this tenant, portal or person changed."""
        kind, _, rest = notice.partition(" ")
        about, _, more = rest.partition(" ")
        try:
            subject = UUID(about)
        except ValueError:
            log.error("an unknown notice came in")
            return
        if kind == "r":
            if self._doubted is not None:
                self._doubted.add(subject)
            self._doubt.set()
            return
        tenant = self._tenants.get(subject)
        if tenant is None:
            return
        if kind == "h":
            self._hint(tenant, json.loads(more))
        elif kind == "e":
            self._mark(tenant, more.split() if more else None)

    def _mark(self, tenant: Tenant, rooms: Collection[str] | None) -> None:
        if rooms is None:
            self._dirty[tenant] = None
        else:
            here = self._rooms.get(tenant, {})
            mine = {room for room in rooms if room in here}
            if not mine:
                return
            present = self._dirty.setdefault(tenant, set())
            if present is not None:
                present |= mine
        self._news.set()

    def _all_news(self) -> None:
        self._dirty = dict.fromkeys(self._rooms)
        self._news.set()

    def _all_doubt(self) -> None:
        self._doubted = None
        self._doubt.set()

    def _hint(self, tenant: Tenant, hint: dict[str, Any]) -> None:
        rooms = self._rooms.get(tenant, {})
        told = {stream for room in hint["rooms"] for stream in rooms.get(room, ()) if stream.live}
        body = json.dumps({"name": hint["name"], "body": hint["body"]}, separators=(",", ":")).encode()
        for stream in told:
            stream.push(b"data: %s\n\n" % body)

    async def _pump(self) -> None:
        """Read and pass on, tenant by tenant, whatever notices have named since the last time."""
        await self._news.wait()
        self._news.clear()
        dirty, self._dirty = self._dirty, {}
        done = await asyncio.gather(*(self._fan_out(*one) for one in dirty.items()), return_exceptions=True)
        failures = [(tenant, failure) for tenant, failure in zip(dirty, done, strict=True) if failure is not None]
        for tenant, _ in failures:
            self._mark(tenant, None)
        for _, failure in failures:
            raise failure

    async def _fan_out(self, tenant: Tenant, rooms: set[str] | None) -> None:
        here = self._rooms.get(tenant, {})
        listeners: dict[str, list[Stream]] = {}
        floors: dict[str, int | None] = {}
        for room in here if rooms is None else rooms & here.keys():
            live = []
            for stream in here[room]:
                if stream.live:
                    live.append(stream)
                else:
                    stream.behind = True
            if live:
                listeners[room] = live
                floors[room] = min(stream.positions[room] or 0 for stream in live)
        if not listeners:
            return
        bodies: dict[tuple[str, int], bytes] = {}
        missed = set()
        for heard in await self._reader.entries(*tenant, floors):
            missed |= {stream for stream in listeners[heard.room] if not _catch_up(stream, heard, bodies)}
        for stream in missed:
            stream.control("reload")

    async def _sweep(self) -> None:
        """Ask whose right still stands: of everybody every few seconds, of those concerned as soon as the database says that something changed."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(self._sweep_at):
                await self._doubt.wait()
                # What changes together is asked about together.
                await asyncio.sleep(0.02)
        except TimeoutError:
            self._doubted = None
        self._doubt.clear()
        if self._doubted is None:
            self._sweep_at = loop.time() + SWEEP_SECONDS
        doubted, self._doubted = self._doubted, set()
        streams = [stream for stream in self._streams if doubted is None or _concerns(stream, doubted)]
        if not streams:
            return
        try:
            await self._end_those_without(streams)
        except AWAY:
            self._all_doubt()
            raise

    async def _end_those_without(self, streams: list[Stream]) -> None:
        standing = await self._reader.standing(streams)
        for stream in streams:
            if stream not in standing:
                stream.end()
        live = [stream for stream in standing if stream.grant.revision is not None]
        if live:
            served = await self._reader.served(list({stream.grant.portal_id for stream in live}))
            loop = asyncio.get_running_loop()
            for stream in live:
                if not live_revision(stream.grant, served):
                    # Roles may mean something else now. Most rights stay, so nobody hurries.
                    loop.call_later(secrets.randbelow(int(SPREAD_SECONDS * 1000)) / 1000, stream.end)

    async def _tick(self) -> None:
        """One ticker for everybody: each second a twentieth of the streams shows a sign of life."""
        turn = 0
        while True:
            await asyncio.sleep(1)
            turn = (turn + 1) % BEAT_SECONDS
            for number, stream in enumerate(tuple(self._streams)):
                if number % BEAT_SECONDS == turn:
                    stream.beat()


def _concerns(stream: Stream, subjects: Set[UUID]) -> bool:
    grant, holder = stream.grant, stream.grant.holder
    return not subjects.isdisjoint({grant.tenant_id, grant.portal_id, holder.id, holder.behind})


def _catch_up(stream: Stream, heard: Heard, bodies: dict[tuple[str, int], bytes]) -> bool:
    """Tell a stream what it has not had of a room. False when that is not whole: too much was told, or it is no longer kept."""
    before = stream.positions[heard.room] or 0
    fresh = [entry for entry in heard.entries if entry.seq > before]
    if before == heard.last and not fresh:
        return True
    whole = bool(fresh) and fresh[0].seq == before + 1 and fresh[-1].seq == heard.last
    if not whole:
        stream.positions[heard.room] = heard.last
        return False
    for entry in fresh:
        body = bodies.get((heard.room, entry.seq))
        if body is None:
            body = bodies[heard.room, entry.seq] = _body(heard.room, entry)
        stream.tell(heard.room, entry.seq, body)
    return True


def _body(room: str, entry: Any) -> bytes:
    told = {"room": tag(room), "seq": entry.seq, "name": entry.name, "body": entry.body}
    return json.dumps(told, separators=(",", ":")).encode()
