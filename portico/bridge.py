"""One hop from ASGI to WSGI: build the environment, run the app in a thread, hand back a reply that can be sent.

The body is read whole before a thread is taken, so a slow sender never holds one. A reply is collected up to
`BUFFER` bytes; what is longer is streamed piece by piece, so a big download never holds a page thread either.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, cast
from urllib.parse import unquote_to_bytes

from foundation.db.lost import connection_lost
from foundation.identity import passes
from foundation.realtime.grant import Grant
from foundation.settings import IpNetwork

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[bytes, bytes]]

BUFFER = 512 * 1024
HANDOVER = b"x-portico-handover"

log = logging.getLogger("portico.front")

_HOST = re.compile(r"(?P<name>[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
# Digested by the front, or never meant for an application.
_DROPPED = frozenset({b"proxy", b"forwarded", b"x-real-ip", b"content-length", b"content-type", b"host"})


class BadRequest(Exception):
    """The request is malformed; the text is for the sender."""


@dataclass
class Request:
    """What the front knows of a request before a thread is taken. `path` is without `below`, the pass it came with (`/~<pass>`, or empty)."""

    method: str
    host: str
    port: str | None
    path: str
    raw_path: bytes
    query: bytes
    scheme: str
    client: str
    http_version: str
    headers: Headers
    below: str = ""

    def without_pass(self) -> Request:
        """The same request with a pass moved out of its path: links keep it, and nothing else is told of it."""
        split = passes.split(self.path)
        if split is None:
            return self
        return replace(self, below=split[0], path=split[2], raw_path=b"/" + b"".join(self.raw_path.split(b"/", 2)[2:]))


@dataclass
class Reply:
    """A reply: complete when `rest` is None, else `body` is its beginning and `rest` brings more. `stream`: instead of it, an event stream."""

    status: int
    headers: Headers
    body: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], object] = field(default=lambda: None)
    stream: Grant | None = None

    def header(self, name: bytes) -> bytes | None:
        return next((value for key, value in self.headers if key == name), None)


def plain(status: int, text: str, *extra: tuple[bytes, bytes]) -> Reply:
    """A short reply in plain text, without cookies and not to be stored."""
    body = (text + "\n").encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *extra,
    ]
    return Reply(status, headers, body)


def read_request(scope: Mapping[str, Any], trusted: tuple[IpNetwork, ...]) -> Request:
    """Check host and path and settle who asks over what. Raises `BadRequest`.

    `X-Forwarded-For` and `X-Forwarded-Proto` count only when the neighbour is one of `trusted`; in any other case
    they are dropped, as is `X-Forwarded-Host` always: a proxy passes `Host` on.
    """
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1:
        raise BadRequest("The request must name one host.")
    matched = _HOST.fullmatch(hosts[0].decode("latin-1").lower())
    if matched is None or len(hosts[0]) > 260:
        raise BadRequest("The host of the request is malformed.")
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    path = unquote_to_bytes(raw_path).decode("latin-1")
    if "\0" in path or not raw_path.startswith(b"/"):
        raise BadRequest("The path of the request is malformed.")

    client = scope["client"][0] if scope.get("client") else ""
    scheme = scope.get("scheme", "http")
    if trusted and _trusted(client, trusted):
        forwarded = [v.decode("latin-1") for n, v in scope["headers"] if n == b"x-forwarded-for"]
        chain = [part.strip() for line in forwarded for part in line.split(",") if part.strip()]
        # From the right, the first address that is not a proxy of ours is the one who asked.
        client = next((part for part in reversed(chain) if not _trusted(part, trusted)), client)
        protocols = [v.decode("latin-1").strip().lower() for n, v in scope["headers"] if n == b"x-forwarded-proto"]
        if len(protocols) == 1 and protocols[0] in ("http", "https"):
            scheme = protocols[0]
    return Request(
        method=scope["method"],
        host=matched["name"].rstrip("."),
        port=matched["port"],
        path=path,
        raw_path=raw_path,
        query=scope.get("query_string", b""),
        scheme=scheme,
        client=client,
        http_version=scope.get("http_version", "1.1"),
        headers=list(scope["headers"]),
    )


def _trusted(address: str, trusted: tuple[IpNetwork, ...]) -> bool:
    import ipaddress

    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in trusted)


def make_environ(request: Request, body: bytes | BinaryIO, pool: str) -> Environ:
    """The WSGI environment. `portico.host` is the checked host name, `portico.pool` says which threads run this, `portico.pass` is the pass of a request that came with one."""
    port = request.port or ("443" if request.scheme == "https" else "80")
    if isinstance(body, bytes):
        stream, length = cast(BinaryIO, io.BytesIO(body)), len(body)
    else:
        stream, length = body, body.seek(0, io.SEEK_END)
        body.seek(0)
    environ: Environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": request.below,
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query.decode("latin-1"),
        "RAW_URI": (request.raw_path + (b"?" + request.query if request.query else b"")).decode("latin-1"),
        "SERVER_NAME": request.host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{request.http_version}",
        "REMOTE_ADDR": request.client,
        "HTTP_HOST": f"{request.host}:{request.port}" if request.port else request.host,
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": stream,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "portico.host": request.host,
        "portico.pool": pool,
        "portico.length": length,
    }
    if request.below:
        environ[passes.ENVIRON] = request.below.removeprefix("/~")
    for name, value in request.headers:
        if name == b"content-type":
            environ["CONTENT_TYPE"] = value.decode("latin-1")
        # "_" and "-" would become the same key, so a name with "_" could pass itself off as another header.
        if name in _DROPPED or b"_" in name or name.startswith(b"x-forwarded-"):
            continue
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        if key in environ:
            environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + text
        else:
            environ[key] = text
    return environ


def call(app: WsgiApp, environ: Environ) -> Reply:
    """Run `app` in this thread and collect its reply up to `BUFFER` bytes. An exception becomes a plain 500, or a 503 when the database is away."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_exc_info: Any) -> Callable[[bytes], object]:
        started[:] = [(status, headers)]
        return written.append

    iterable: Iterable[bytes] = ()
    try:
        iterable = app(environ, start_response)
        pieces = iter(iterable)
        size, finished = sum(map(len, written)), False
        while size <= BUFFER:
            piece = next(pieces, None)
            if piece is None:
                finished = True
                break
            written.append(piece)
            size += len(piece)
        status, headers = started[0]
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        close = getattr(iterable, "close", lambda: None)
        if not finished:
            return Reply(int(status[:3]), encoded, b"".join(written), pieces, close)
        close()
        return Reply(int(status[:3]), encoded, b"".join(written))
    except Exception as error:
        with contextlib.suppress(Exception):
            getattr(iterable, "close", lambda: None)()
        # Without the path: it may hold a token.
        return failed(
            error, f"the application failed on a {environ.get('REQUEST_METHOD')} to {environ.get('portico.host')}"
        )


def failed(error: Exception, what: str) -> Reply:
    """What is told of an exception: whether to try again in a moment, and nothing else. The log gets the rest; of a database that is away one line
    a request, for they are many and all alike."""
    if connection_lost(error):
        log.error("%s: the database is away (%s)", what, str(error).partition("\n")[0])
        return plain(503, "This cannot be reached right now. Please try again in a moment.", (b"retry-after", b"2"))
    log.error(what, exc_info=error)
    return plain(500, "Something went wrong on our side. Please try again in a moment.")
