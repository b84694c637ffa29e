"""Requests over kept-alive connections, in a process of its own so that its time is never taken for the server's.

Hand-written on asyncio's protocols: about a tenth of the work a page costs, so that the generator is not the narrow place.
Every connection belongs to one web worker, the same number to each: otherwise the kernel's choice would decide the result.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

PATIENCE = 30.0
WORKER_PATH = "/worker"


class Broken(Exception):
    """The server answered otherwise than it must; the text says what was asked and what came."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply. ``began`` and ``ended`` are seconds of the monotonic clock."""

    status: int
    head: bytes
    body: bytes
    began: float
    ended: float


class Connection(asyncio.Protocol):
    """One kept-alive connection with one request under way at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._waiting: asyncio.Future[Reply] | None = None
        self._began = 0.0
        self.worker = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._received[:end])
        length = int(_header(head, b"content-length") or 0)
        if len(self._received) < end + 4 + length:
            return
        body = bytes(self._received[end + 4 : end + 4 + length])
        self._received.clear()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(Reply(int(head[9:12]), head, body, self._began, time.monotonic()))

    def connection_lost(self, error: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Broken(f"the connection was closed: {error}"))

    async def ask(self, request: bytes) -> Reply:
        """Send one request and wait for its whole reply. Raises Broken."""
        if self._transport is None or self._transport.is_closing():
            raise Broken("the connection was closed")
        self._waiting = asyncio.get_running_loop().create_future()
        self._began = time.monotonic()
        self._transport.write(request)
        return await self._waiting

    @property
    def open(self) -> bool:
        """False once either side has closed it; the server closes what was idle for 15 s."""
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _header(head: bytes, name: bytes) -> bytes | None:
    # The server writes header names in lower case.
    at = head.find(b"\r\n" + name + b":")
    if at < 0:
        return None
    at += len(name) + 3
    end = head.find(b"\r\n", at)
    return head[at : end if end >= 0 else len(head)].strip()


def get(host: str, path: str, *headers: str) -> bytes:
    """A GET as the proxy in front of a production server passes it on."""
    return _request("GET", host, path, headers, b"")


def post(host: str, path: str, body: bytes, *headers: str) -> bytes:
    """A form sent from a page of the same host."""
    own = (
        f"Origin: https://{host}",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        *headers,
    )
    return _request("POST", host, path, own, body)


def _request(method: str, host: str, path: str, headers: Sequence[str], body: bytes) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {host}",
        "X-Forwarded-Proto: https",
        "X-Forwarded-For: 192.0.2.7",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-GB,en;q=0.5",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Requests = Callable[[], bytes]
"""Makes the next request."""


@dataclass
class Answers:
    """What came back in one round. ``latencies`` are seconds, in the order the replies came."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


class Crowd:
    """Connections spread evenly over the web workers."""

    def __init__(self, port: int, floors_host: str) -> None:
        self._port = port
        self._worker_request = get(floors_host, WORKER_PATH)
        self._connections: list[Connection] = []
        self._wanted: tuple[tuple[int, ...], int] = ((), 0)

    async def gather(self, workers: Sequence[int], size: int) -> None:
        """Have ``size`` open connections, the same number to each worker. Raises Broken when the kernel never picks one of them."""
        self._wanted = (tuple(workers), size)
        self._connections = [connection for connection in self._connections if connection.open]
        wanted = dict.fromkeys(workers, size // len(workers))
        for connection in self._connections:
            wanted[connection.worker] -= 1
        spare: list[Connection] = []
        for _ in range(size * 40):
            if not any(wanted.values()):
                break
            connection = await self._connected()
            if wanted.get(connection.worker, 0):
                wanted[connection.worker] -= 1
                self._connections.append(connection)
            else:
                spare.append(connection)
        for connection in spare:
            connection.close()
        if any(wanted.values()):
            raise Broken(f"no connection could be had to the web workers {[pid for pid, n in wanted.items() if n]}")

    async def _connected(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, "127.0.0.1", self._port)
        reply = await connection.ask(self._worker_request)
        if reply.status != 200:
            raise Broken(f"the floors answered {reply.status}: {reply.body[:200]!r}")
        connection.worker = int(reply.body)
        return connection

    def one_each(self) -> list[Connection]:
        """One connection to each worker."""
        return list({connection.worker: connection for connection in self._connections}.values())

    async def run(self, requests: Requests, expected: int, seconds: float) -> Answers:
        """Ask on all connections at once for ``seconds``. Raises Broken for any other status than ``expected``."""
        await self.gather(*self._wanted)
        answers = Answers()
        began = time.monotonic()
        until = began + seconds

        async def one(connection: Connection) -> None:
            while time.monotonic() < until:
                request = requests()
                reply = await connection.ask(request)
                if reply.status != expected:
                    raise Broken(_story(request, reply, expected))
                answers.latencies.append(reply.ended - reply.began)

        async with asyncio.timeout(seconds + PATIENCE), asyncio.TaskGroup() as group:
            for connection in self._connections:
                group.create_task(one(connection))
        answers.seconds = time.monotonic() - began
        return answers

    async def everywhere(self, requests: Sequence[bytes], expected: int) -> None:
        """Each request once to each worker: what is kept in processes is there afterwards."""
        await self.gather(*self._wanted)

        async def one(connection: Connection) -> None:
            for request in requests:
                reply = await connection.ask(request)
                if reply.status != expected:
                    raise Broken(_story(request, reply, expected))

        async with asyncio.TaskGroup() as group:
            for connection in self.one_each():
                group.create_task(one(connection))

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
        self._connections.clear()


def _story(request: bytes, reply: Reply, expected: int) -> str:
    return (
        f"{request.split(b' HTTP', 1)[0].decode()} was answered with {reply.status} instead of {expected}:"
        f" {reply.head.decode('latin-1')}\n{reply.body[:1500].decode(errors='replace')}"
    )
