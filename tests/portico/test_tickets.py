"""Files through the front: in pieces, by ticket, in one tenant and one browser. Spoken to as a server would."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from foundation import clock
from foundation.identity.secrets import hashed
from foundation.settings import load
from foundation.storage import LocalStorage, holder_of
from foundation.tenancy import entered
from portico import asgi, tickets
from portico.assets import Assets
from portico.bridge import read_request
from tests.foundation.storage.test_local import ALPHA, BRAVO
from tests.portico.test_front import KEY

SECRET = "secret-of-a-session"
COOKIE = ("cookie", f"odd{'a'}; other=1; __Host-portico_member={SECRET}")
HOSTS = {"alpha.localhost": ALPHA, "bravo.localhost": BRAVO}
CONTENT = bytes(range(256)) * 2000


class Front:
    """The tickets of one process over a storage in a folder."""

    def __init__(self, storage: LocalStorage) -> None:
        chosen = load({"SECRET_KEY": KEY, "DATABASE_URL": "postgresql://nowhere", "PORT": "8080"})
        self.storage = storage
        self.tickets = tickets.Tickets(chosen, self.run, self.scope_for)

    async def run(self, _pool, function, *arguments):
        return function(*arguments)

    def scope_for(self, host, ticket):
        if host == "app.localhost":
            tenant = self.storage.tenant_of(ticket)
            return next((scope for scope in HOSTS.values() if scope.tenant_id == tenant), None)
        return HOSTS.get(host)

    def ask(self, method, url, *headers, host="alpha.localhost", body=(b"",), gone=False):
        sent = [(b"host", f"{host}:8080".encode()), *((name.encode(), value.encode()) for name, value in headers)]
        scope = {"type": "http", "method": method, "path": url, "raw_path": url.encode(), "headers": sent}
        request = read_request({**scope, "query_string": b"", "client": ("10.0.0.9", 1)}, ())
        messages = [
            {"type": "http.request", "body": piece, "more_body": gone or number < len(body)}
            for number, piece in enumerate(body, 1)
        ]
        if gone:
            messages.append({"type": "http.disconnect"})

        async def receive():
            return messages.pop(0) if messages else await asyncio.Event().wait()

        return asyncio.run(self.tickets.answer(request, receive))

    def put(self, scope=ALPHA):
        with entered(scope):
            held = holder_of(hashed(SECRET))
            return self.storage.presign_put("incoming/one", "image/png", len(CONTENT), holder=held).url

    def got(self, disposition="inline", type="image/png", name="pump.png", scope=ALPHA):
        with entered(scope):
            self.storage.put("kept/one", io.BytesIO(CONTENT), "application/octet-stream")
            held = holder_of(hashed(SECRET))
            return self.storage.presign_get("kept/one", name, disposition, type=type, holder=held).url


@pytest.fixture
def front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Front:
    storage = LocalStorage(tmp_path / "files", KEY)
    monkeypatch.setattr(tickets, "storage", lambda: storage)
    return Front(storage)


def whole(reply) -> bytes:
    made = reply.body + b"".join(reply.rest or ())
    reply.close()
    return made


def pieces(size):
    return [CONTENT[start : start + size] for start in range(0, len(CONTENT), size)]


def test_what_is_put_in_pieces_is_stored_whole(front: Front) -> None:
    length = ("content-length", str(len(CONTENT)))
    reply = front.ask("PUT", front.put(), COOKIE, ("content-type", "image/png"), length, body=pieces(60_001))
    assert (reply.status, reply.body) == (204, b"")
    with entered(ALPHA), front.storage.open("incoming/one") as file:
        assert file.read() == CONTENT
    assert list((front.storage.root / "drafts").iterdir()) == []


@pytest.mark.parametrize(
    ("headers", "options", "status"),
    [
        ([], {}, 403),
        ([("cookie", "__Host-portico_member=another")], {}, 403),
        ([COOKIE], {"host": "bravo.localhost"}, 403),
        ([COOKIE], {"host": "nobody.localhost"}, 404),
        ([COOKIE, ("origin", "https://evil.example")], {}, 403),
        ([COOKIE, ("sec-fetch-site", "cross-site")], {}, 403),
        ([COOKIE, ("content-length", "5")], {}, 413),
        ([COOKIE], {"body": [CONTENT, b"more"]}, 413),
        ([COOKIE], {"body": [CONTENT[:-1]]}, 422),
        ([COOKIE, ("content-type", "text/html")], {}, 403),
    ],
    ids=[
        "nobody",
        "somebody else",
        "another tenant",
        "no portal",
        "another site",
        "cross site",
        "announced",
        "too much",
        "too little",
        "type",
    ],
)
def test_a_refused_upload_stores_nothing_and_closes(front: Front, headers, options, status) -> None:
    kind = [] if any(name == "content-type" for name, _ in headers) else [("content-type", "image/png")]
    reply = front.ask("PUT", front.put(), *headers, *kind, **{"body": pieces(100_000), **options})
    assert reply.status == status
    assert reply.header(b"connection") == b"close"
    assert [path for path in front.storage.root.rglob("*") if path.is_file()] == []
    assert front.ask("PUT", front.put(), COOKIE, ("content-type", "image/png"), body=pieces(100_000)).status == 204


def test_a_sender_who_goes_away_leaves_nothing(front: Front) -> None:
    reply = front.ask("PUT", front.put(), COOKIE, ("content-type", "image/png"), body=pieces(100_000)[:2], gone=True)
    assert reply is None
    assert [path for path in front.storage.root.rglob("*") if path.is_file()] == []


def test_a_silent_sender_is_given_up(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "SILENCE", 0.001)

    async def never():
        await asyncio.Event().wait()

    scope = {
        "type": "http",
        "method": "PUT",
        "path": (url := front.put()),
        "raw_path": url.encode(),
        "query_string": b"",
    }
    headers = [(b"host", b"alpha.localhost:8080"), (b"cookie", COOKIE[1].encode()), (b"content-type", b"image/png")]
    request = read_request({**scope, "headers": headers, "client": ("10.0.0.9", 1)}, ())
    assert asyncio.run(front.tickets.answer(request, never)).status == 408


def test_a_process_takes_only_so_many_at_once(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tickets, "ARRIVING", 0)
    reply = front.ask("PUT", front.put(), COOKIE, ("content-type", "image/png"), body=pieces(100_000))
    assert (reply.status, reply.header(b"retry-after")) == (503, b"5")


def test_a_ticket_ends(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    put, got = front.put(), front.got()
    with clock.frozen(clock.real_now() + timedelta(minutes=16)):
        assert front.ask("PUT", put, COOKIE, ("content-type", "image/png")).status == 403
        assert front.ask("GET", got, COOKIE).status == 403
    assert front.ask("GET", got, COOKIE).status == 200


def test_a_file_is_sent_under_its_own_type_and_sandboxed(front: Front) -> None:
    reply = front.ask("GET", front.got(name="Überblick “A”.png"), COOKIE)
    assert (reply.status, whole(reply)) == (200, CONTENT)
    headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"].startswith("inline; ")
    assert "filename*=UTF-8''%C3%9Cberblick" in headers["content-disposition"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["cache-control"] == "private, no-store"
    assert headers["content-length"] == str(len(CONTENT))


@pytest.mark.parametrize("type", ["image/svg+xml", "text/html", "application/zip", "text/plain"])
def test_what_could_run_is_never_shown_inline(front: Front, type: str) -> None:
    reply = front.ask("GET", front.got("inline", type), COOKIE)
    assert reply.header(b"content-disposition").startswith(b"attachment; ")
    assert front.ask("GET", front.got("inline"), COOKIE).header(b"content-disposition").startswith(b"inline; ")


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=511990-", 206, slice(511990, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=100-99999999", 206, slice(100, None)),
        ("bytes=5-2", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=x", 200, slice(None)),
        (f"bytes={len(CONTENT)}-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=99999999999999999999-", 416, None),
    ],
)
def test_parts_of_a_file(front: Front, wanted: str, status: int, part: slice | None) -> None:
    reply = front.ask("GET", front.got(), COOKIE, ("range", wanted))
    assert reply.status == status
    if part is not None:
        assert whole(reply) == CONTENT[part]
        assert reply.header(b"content-length") == str(len(CONTENT[part])).encode()
    if status == 206:
        assert reply.header(b"content-range").startswith(b"bytes ")
    assert whole(front.ask("GET", front.got(), COOKIE, ("range", wanted), ("if-range", '"x"'))) == CONTENT


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_big_file_is_sent_whole_by_the_front(front: Front, tmp_path: Path, method: str) -> None:
    """Not only its first piece: the stream ends when the reader goes away, and not when its empty body has come."""
    chosen = load({"SECRET_KEY": KEY, "DATABASE_URL": "postgresql://nowhere", "PORT": "8080"})
    whole_front = asgi.Front(lambda _host: None, chosen, Assets(tmp_path))
    whole_front._tickets = front.tickets
    url = front.got()
    headers = [(b"host", b"alpha.localhost:8080"), (b"cookie", COOKIE[1].encode())]
    scope = {
        "type": "http",
        "method": method,
        "path": url,
        "raw_path": url.encode(),
        "query_string": b"",
        "headers": headers,
    }
    sent, messages = [], [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        return messages.pop(0) if messages else await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    asyncio.run(whole_front({**scope, "client": ("10.0.0.9", 1)}, receive, send))
    assert (sent[0]["status"], dict(sent[0]["headers"])[b"content-length"]) == (200, str(len(CONTENT)).encode())
    assert b"".join(message["body"] for message in sent[1:]) == (CONTENT if method == "GET" else b"")


def test_a_fetch_with_a_body_is_refused(front: Front) -> None:
    assert front.ask("GET", front.got(), COOKIE, body=(b"x",)).status == 400
    assert front.ask("GET", front.got(), COOKIE).status == 200


def test_downloads_are_bound_as_well(front: Front) -> None:
    got = front.got()
    for headers, options, status in (
        ([], {}, 403),
        ([("cookie", "__Host-portico_member=another")], {}, 403),
        ([COOKIE], {"host": "bravo.localhost"}, 403),
        ([COOKIE], {"host": "nobody.localhost"}, 404),
        ([COOKIE], {}, 200),
        ([COOKIE], {"host": "app.localhost"}, 200),
        ([("cookie", f"portico_staff={SECRET}")], {"host": "app.localhost"}, 200),
    ):
        assert front.ask("GET", got, *headers, **options).status == status, (headers, options)
    assert front.ask("GET", got.rpartition("/")[0] + "x", COOKIE).status == 403
    assert front.ask("GET", front.put(), COOKIE).status == 403
    assert front.ask("PUT", got, COOKIE, ("content-type", "image/png")).status == 403
    assert front.ask("POST", got, COOKIE).status == 405
    with entered(ALPHA):
        front.storage.delete("kept/one")
    assert front.ask("GET", got, COOKIE).status == 404


def test_the_builders_host_takes_the_tenant_from_the_ticket(front: Front) -> None:
    for forged in ("/-/files/nothing", "/-/files/", f"/-/files/{UUID(int=1)}"):
        assert front.ask("GET", forged, COOKIE, host="app.localhost").status == 403
    assert front.ask("GET", front.got(scope=BRAVO), COOKIE, host="app.localhost").status == 200
