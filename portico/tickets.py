"""Files by signed ticket: taken and sent in pieces, so that neither a page thread nor memory is held by a big one or a slow line.

Whether somebody may have a file was decided when the ticket was made (``workspace.files``); here it is only read. It counts in the tenant of
the host (on the builder's host, which serves many, in the one it names itself) and in the browser it was made for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator
from typing import Any, BinaryIO, Protocol
from urllib.parse import urlsplit

from builder.gate import SESSION_COOKIE as STAFF
from foundation.errors import Refused
from foundation.identity.secrets import hashed
from foundation.settings import Settings
from foundation.storage import ROUTE, Arrival, Download, holder_of, response_headers, storage
from foundation.tenancy import Scope, entered
from foundation.tenancy.hosts import resolve, scope_of_tenant
from foundation.web.csrf import VISIT
from portico.bridge import Reply, Request, failed, plain
from portico.places import Places, pieces
from runtime.pages.portal import SESSION_COOKIE as MEMBER

PIECE = 256 * 1024
SILENCE = 30.0
"""Seconds without a byte after which an upload is given up."""
ARRIVING = 64
"""Uploads that one process takes at a time."""
EACH = 16
"""Of these, how many from one address."""
LONGEST = 3600.0
"""Seconds after which an upload is given up, however steadily it drips."""

Run = Callable[..., Awaitable[Any]]
Receive = Callable[[], Awaitable[Any]]


class ScopeFor(Protocol):
    """The tenant that a ticket counts in on a host; None where there is none."""

    def __call__(self, host: str, ticket: str, /) -> Scope | None: ...


class Tickets:
    """Answers everything below ``/-/files/``. ``run`` runs a function in one of the front's pools."""

    def __init__(self, chosen: Settings, run: Run, scope_for: ScopeFor | None = None) -> None:
        self._builder = chosen.builder_host
        self._run = run
        self._scope_for = scope_for or self._scope
        self._places = Places()

    async def answer(self, request: Request, receive: Receive) -> Reply | None:
        """The reply to a ticket; None when the sender went away."""
        if request.method in ("GET", "HEAD"):
            # The empty body is taken first: what comes after it says that the reader went away.
            message = await receive()
            if message.get("body") or message.get("more_body"):
                return plain(400, "A file is fetched without a body.", _CLOSE)
            reply: Reply = await self._run("page", self._send, request)
            return reply
        if request.method != "PUT":
            return plain(
                405, "Files are fetched or put here.", (b"allow", b"GET, HEAD, PUT"), (b"connection", b"close")
            )
        with self._places.taken(request.client, most=ARRIVING, each=EACH) as free:
            if not free:
                return plain(
                    503, "We are busy right now. Please try again in a moment.", (b"retry-after", b"5"), _CLOSE
                )
            return await self._take(request, receive)

    def _scope(self, host: str, ticket: str) -> Scope | None:
        return scope_of_tenant(storage().tenant_of(ticket)) if host == self._builder else resolve(host)

    def _opened(self, request: Request, function: Callable[[str, Collection[str]], Any]) -> Any:
        """What ``function`` makes of the ticket in its tenant, or the reply to a ticket that counts for nothing here."""
        # Behind the ticket may stand the file's name, for whoever reads addresses.
        ticket = request.path.removeprefix(ROUTE).partition("/")[0]
        try:
            scope = self._scope_for(request.host, ticket)
            if scope is None:
                return plain(404, "There is no portal at this address.", _CLOSE)
            with entered(scope):
                return function(ticket, _holders(request))
        except Refused as refused:
            return plain(refused.status, refused.message, _CLOSE)
        except Exception as error:
            return failed(error, "a ticket could not be read")

    def _send(self, request: Request) -> Reply:
        def open_file(ticket: str, holders: Collection[str]) -> Reply:
            allowed = storage().download(ticket, holders)
            return _download(allowed, _header(request, b"range"), _header(request, b"if-range"))

        reply: Reply = self._opened(request, open_file)
        return reply

    async def _take(self, request: Request, receive: Receive) -> Reply | None:
        if not _from_here(request):
            return plain(403, "Files are put here from pages of this address only.", _CLOSE)
        kind = _header(request, b"content-type") or "application/octet-stream"
        arrival = await self._run(
            "page", self._opened, request, lambda ticket, holders: storage().receiving(ticket, kind, holders)
        )
        if isinstance(arrival, Reply):
            return arrival
        declared = _header(request, b"content-length")
        try:
            if declared is not None and (not declared.isdigit() or int(declared) != arrival.most):
                return plain(413, f"Send exactly the {arrival.most} bytes that were announced.", _CLOSE)
            if not await self._fill(arrival, receive):
                return None
            stored = await self._run("waiting", arrival.finish)
            return stored if isinstance(stored, Reply) else Reply(204, [(b"cache-control", b"no-store")], b"")
        except TimeoutError:
            return plain(408, "Nothing came for too long, so the upload was given up. Try again.", _CLOSE)
        except Refused as refused:
            return plain(refused.status, refused.message, _CLOSE)
        except OSError as error:
            return failed(error, "an upload could not be stored")
        finally:
            arrival.abandon()

    async def _fill(self, arrival: Arrival, receive: Receive) -> bool:
        """Write what comes, a good piece at a time; False when the sender went away."""
        loop = asyncio.get_running_loop()
        collected = bytearray()
        async for message in pieces(receive, silence=SILENCE, longest=LONGEST):
            if message["type"] == "http.disconnect":
                return False
            collected += message.get("body", b"")
            more = message.get("more_body", False)
            if len(collected) >= PIECE or (collected and not more):
                # Not through the pages' queue: writing a piece is short, and there are at most ARRIVING of them.
                await loop.run_in_executor(None, arrival.write, bytes(collected))
                collected.clear()
            if not more:
                return True
        raise AssertionError("unreachable")


_CLOSE = (b"connection", b"close")


def _header(request: Request, name: bytes) -> str | None:
    found = [value for key, value in request.headers if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else None


def _holders(request: Request) -> frozenset[str]:
    """Whose tickets this browser may use: those of the sessions and the visit it shows, and of the pass it came with."""
    shown = "; ".join(value.decode("latin-1") for name, value in request.headers if name == b"cookie")
    cookies = (part.strip().partition("=") for part in shown.split(";"))
    secrets = {value.strip('"') for name, _, value in cookies if name.removeprefix("__Host-") in (MEMBER, STAFF, VISIT)}
    secrets.add(request.below.removeprefix("/~"))
    return frozenset(holder_of(hashed(secret)) for secret in secrets if secret)


def _from_here(request: Request) -> bool:
    site, origin = _header(request, b"sec-fetch-site"), _header(request, b"origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if request.below and origin in (None, "null"):
        return site == "same-origin"
    here = f"{request.host}:{request.port}" if request.port else request.host
    try:
        return origin is None or urlsplit(origin).netloc.lower() == here
    except ValueError:
        return False


def _download(allowed: Download, wanted: str | None, only_if: str | None) -> Reply:
    """The file, or the part of it that was asked for (one range; RFC 9110, 14.2)."""
    size = storage().stat(allowed.key).size
    # No validator is given out, so a condition on one can only mean an older file.
    part = _range(wanted, size) if wanted and only_if is None else None
    if part is _NOWHERE:
        return plain(416, "The file has no such part.", (b"content-range", f"bytes */{size}".encode()))
    headers = [
        (name.lower().encode(), value.encode("latin-1"))
        for name, value in response_headers(allowed.type, allowed.filename, allowed.disposition).items()
    ]
    headers += [
        (b"accept-ranges", b"bytes"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"referrer-policy", b"no-referrer"),
    ]
    file = storage().open(allowed.key, part) if part else storage().open(allowed.key)
    if part:
        headers.append((b"content-range", f"bytes {part[0]}-{part[1]}/{size}".encode()))
        size = part[1] - part[0] + 1
    headers.append((b"content-length", str(size).encode()))
    first = file.read(PIECE)
    if len(first) == size:
        file.close()
        return Reply(206 if part else 200, headers, first)
    return Reply(206 if part else 200, headers, first, _pieces(file), file.close)


_NOWHERE = (-1, -1)


def _range(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte; None to send everything (several ranges, another unit); ``_NOWHERE`` for one outside of the file."""
    unit, _, text = wanted.partition("=")
    first, dash, last = text.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or not (first + last).isascii():
        return None
    if not (first.isdigit() or (first == "" and last.isdigit())) or not (last.isdigit() or last == ""):
        return None
    if len(first) > 18 or len(last) > 18:
        return _NOWHERE
    if first == "":
        length = min(int(last), size)
        return (size - length, size - 1) if length else _NOWHERE
    begin, end = int(first), min(int(last), size - 1) if last else size - 1
    if begin >= size:
        return _NOWHERE
    return (begin, end) if begin <= end else None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece
