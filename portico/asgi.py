"""The front of every web process: which host serves which app, and on which threads.

Pages run in a small pool, because threads and event loop share one interpreter lock. A view that will wait for an
outside party answers with the header `X-Portico-Handover: waiting` before it does anything; the same request is
then run again in the second pool, where `environ["portico.pool"]` is `waiting`.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import resource
import socket
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, BinaryIO, Protocol

from foundation.realtime.grant import STREAM, Grant
from foundation.realtime.hub import Away, Full, Hub
from foundation.settings import Settings, settings
from foundation.storage import ROUTE as FILES
from portico.assets import PREFIX, Assets
from portico.bridge import (
    HANDOVER,
    BadRequest,
    Reply,
    Request,
    WsgiApp,
    call,
    failed,
    make_environ,
    plain,
    read_request,
)
from portico.connection import Connection
from portico.forms import Forms, brings_files
from portico.tickets import Tickets
from portico.versions import ROOT

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_QUEUE = {"page": 400, "waiting": 100}  # requests a worker holds before it says that it is busy
_KNOWN_SECONDS = 60.0
ARRIVAL_SECONDS = 60.0
"""After which a request whose body has not come is given up."""


class AppFor(Protocol):
    """Which app serves a checked, lower-case host name without port; None for a host nobody knows."""

    def __call__(self, host: str, /) -> WsgiApp | None: ...


class Front:
    """The ASGI application."""

    def __init__(self, app_for: AppFor, chosen: Settings, assets: Assets, hub: Hub | None = None) -> None:
        self._app_for = app_for
        self._hub = hub
        self._settings = chosen
        self._assets = assets
        self._pools = {
            "page": ThreadPoolExecutor(chosen.page_threads, "page"),
            "waiting": ThreadPoolExecutor(chosen.waiting_threads, "waiting"),
        }
        self._queued = {"page": 0, "waiting": 0}
        self._known: dict[str, float] = {}
        self._tickets = Tickets(chosen, self._run)
        self._forms = Forms()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            reply = await self._answer(scope, receive)
            grant = reply.stream if reply is not None else None
            if grant is not None:
                # What stays for hours holds on to nothing of the request.
                reply = None
                _forget(scope)
                reply = await self._keep_open(grant, receive, send)
            if reply is not None:
                await self._send(reply, scope["method"] == "HEAD", receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1003})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self._assets.load()
        if self._hub is not None:
            await self._hub.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._hub is not None:
            await self._hub.stop()
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: MutableMapping[str, Any], receive: Receive) -> Reply | None:
        try:
            request = read_request(scope, self._settings.trusted_proxies)
        except BadRequest as refusal:
            return plain(400, str(refusal), (b"connection", b"close"))
        if request.host == self._settings.base_domain:
            return self._to_builder(request)
        if request.host != self._settings.builder_host:
            request = request.without_pass()
        if request.path.startswith(PREFIX):
            try:
                known = await self._is_known(request.host)
            except Exception as error:
                return failed(error, "the host could not be looked up")
            return self._assets.answer(request) if known else _nobody()
        if request.path.startswith(FILES):
            return await self._tickets.answer(request, receive)
        taken: bytes | BinaryIO | Reply | None
        if brings_files(request, self._settings.max_body):
            taken = await self._forms.take(request, receive)
        else:
            taken = await self._body(request, receive)
        if taken is None or isinstance(taken, Reply):
            return taken
        if isinstance(taken, bytes):
            return await self._answered(request, taken)
        with taken:
            return await self._answered(request, taken)

    async def _answered(self, request: Request, body: bytes | BinaryIO) -> Reply:
        reply: Reply = await self._run("page", self._page, request, body)
        if reply.header(HANDOVER) == b"waiting":
            reply = await self._run("waiting", self._page, request, body, "waiting")
            if reply.header(HANDOVER) is not None:
                return plain(500, "Something went wrong on our side. Please try again in a moment.")
        return reply

    def _to_builder(self, request: Request) -> Reply:
        """The bare domain is the builder's front door."""
        target = self._settings.origin(self._settings.builder_host).encode() + request.raw_path
        if request.query:
            target += b"?" + request.query
        return plain(308, "The builder is at its own address.", (b"location", target))

    async def _body(self, request: Request, receive: Receive) -> bytes | Reply | None:
        """The whole body; a refusal when it is too big; None when the sender went away."""
        limit = self._settings.max_body
        declared = next((value for name, value in request.headers if name == b"content-length"), b"0")
        too_big = plain(413, f"The request is larger than {limit} bytes.", (b"connection", b"close"))
        if not declared.isdigit() or int(declared) > limit:
            return too_big
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(ARRIVAL_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    piece = message.get("body", b"")
                    size += len(piece)
                    if size > limit:
                        return too_big
                    pieces.append(piece)
                    if not message.get("more_body"):
                        return b"".join(pieces)
        except TimeoutError:
            return plain(408, "The request came too slowly, so it was given up.", (b"connection", b"close"))

    async def _run(self, pool: str, function: Callable[..., Any], *arguments: Any) -> Any:
        if self._queued[pool] >= _QUEUE[pool]:
            return plain(503, "We are busy right now. Please try again in a moment.", (b"retry-after", b"2"))
        self._queued[pool] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pools[pool], function, *arguments)
        finally:
            self._queued[pool] -= 1

    def _page(self, request: Request, body: bytes | BinaryIO, pool: str = "page") -> Reply:
        try:
            app = self._app_for(request.host)
        except Exception as error:
            return failed(error, "the host could not be looked up")
        if app is None:
            return _nobody()
        environ = make_environ(request, body, pool)
        reply = call(app, environ)
        if request.method == "GET":
            reply.stream = environ.get(STREAM)
        return reply

    async def _keep_open(self, grant: Grant, receive: Receive, send: Send) -> Reply | None:
        """Keep an event stream open until it ends; a refusal when none can be opened now."""
        try:
            if self._hub is None:
                raise Away
            await self._hub.serve(grant, receive, send)
        except Full:
            return plain(429, "You have many pages open already. Close some of them.", (b"retry-after", b"30"))
        except Away:
            return plain(503, "Live updates are away for a moment.", (b"retry-after", b"2"))
        return None

    def drain(self) -> None:
        """End the event streams, so that the process can stop: browsers come back to another one."""
        if self._hub is not None:
            self._hub.drain()

    async def _is_known(self, host: str) -> bool:
        """Whether any app serves `host`; remembered for a minute, since what hangs on it is public anyway."""
        now = time.monotonic()
        if self._known.get(host, 0.0) > now:
            return True
        loop = asyncio.get_running_loop()
        if await loop.run_in_executor(self._pools["page"], self._app_for, host) is None:
            return False
        if len(self._known) > 10_000:
            self._known.clear()
        self._known[host] = now + _KNOWN_SECONDS
        return True

    async def _send(self, reply: Reply, head: bool, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": reply.status, "headers": reply.headers}
        if reply.rest is None:
            await send(start)
            await send({"type": "http.response.body", "body": b"" if head else reply.body})
            return
        loop = asyncio.get_running_loop()
        gone = asyncio.ensure_future(receive())
        try:
            await send(start)
            piece: bytes | None = reply.body
            while piece is not None and not gone.done() and not head:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await loop.run_in_executor(self._pools["waiting"], partial(next, reply.rest, None))
            await send({"type": "http.response.body", "body": b""})
        finally:
            gone.cancel()
            await loop.run_in_executor(self._pools["waiting"], reply.close)


def _forget(scope: MutableMapping[str, Any]) -> None:
    """Let go of what was asked. The server goes on with three parts of it: whether it was a HEAD, whether the connection closes, and whose they are."""
    scope["headers"][:] = [header for header in scope["headers"] if header[0] == b"connection"]
    for part in scope.keys() - {"type", "method", "headers"}:
        del scope[part]


def _nobody() -> Reply:
    return plain(404, "There is no portal at this address.")


def build() -> Front:
    """The front of this process, with its database named and its apps made."""
    from foundation import db
    from portico import apps

    chosen = settings()
    if chosen.database_url is None:
        raise RuntimeError("a web process needs DATABASE_URL; `portico run` sets it")
    # Made now, not at the first request: who is told that we are ready is not kept waiting.
    apps.portal_app()
    apps.builder_app()
    db.configure(chosen.database_url, role="web", pool_size=chosen.page_threads + chosen.waiting_threads)
    return Front(apps.app_for, chosen, Assets(ROOT / "assets" / "dist"), Hub(chosen.database_url))


def _many_files() -> None:
    """An open stream is an open file: take as many as the system grants."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def serve(listening: int, ready: int) -> None:
    """Serve on the inherited socket `listening` until SIGTERM; write one byte to `ready` when requests are taken."""
    import uvicorn

    _many_files()
    chosen = settings()
    front = build()
    # What is there from the start stays: a full collection that looked through all of it would hold a request for 50 ms.
    gc.freeze()

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            os.write(ready, b"1")
            os.close(ready)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Before the server waits for open requests: streams never end by themselves.
            front.drain()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        front,
        http=Connection,
        loop="uvloop",
        ws="none",
        lifespan="on",
        server_header=False,
        date_header=True,
        access_log=False,
        proxy_headers=False,
        log_config=None,
        backlog=1024,
        h11_max_incomplete_event_size=65_536,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=max(1, chosen.shutdown_seconds - 1),
    )
    Announcing(config).run(sockets=[socket.socket(fileno=listening)])
