"""The real web process, spoken to over raw sockets in ways no browser would: it answers or hangs up, and goes on serving everybody else.

COUNT sets the number of conversations, SEED repeats a run: `make fuzz`.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portico.children import Lifeline
from tests.fuzz import hostile

COUNT = int(os.environ.get("COUNT") or "120")
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
KNOWN = b"app.localhost"

HOSTS = (
    b"", b" ", b"app.localhost ", b" app.localhost", b"APP.LOCALHOST", b"app.localhost.", b"app.localhost..", b".app.localhost", b"app..localhost",
    b"app.localhost:0", b"app.localhost:99999", b"app.localhost:x", b"app.localhost:", b"app.localhost:80:80", b"app.localhost evil", b"evil app.localhost",
    b"app.localhost/", b"app.localhost/..", b"app.localhost#", b"app.localhost?x", b"user@app.localhost", b"app.localhost@evil.example", b"evil.example",
    b"nobody.localhost", b"nobody--main.localhost", b"a--b--c.localhost", b"--.localhost", b"-.localhost", b"\xff.localhost", b"%61pp.localhost", b"xn--.localhost",
    b"xn--\xff.localhost", b"xn--a.localhost", b"[::1]", b"[::1", b"::1", b"127.0.0.1", b"0x7f.1", b"2130706433", b"localhost", b"localhost:1", b"*", b"null",
    b"a" * 63 + b".localhost", b"a" * 64 + b".localhost", b"a." * 120 + b"localhost", b"a" * 5000, b"app.localhost\tx", b"app.localhost\x00", b"app.localhost,evil",
    "ⓐpp.localhost".encode(), "app。localhost".encode(), b"'.localhost", b"app.localhost;x",
)  # fmt: skip

LINES = (
    b"", b"\r\n", b"GET", b"GET /", b"GET / HTTP/0.9", b"GET / HTTP/1.0", b"GET / HTTP/1.2", b"GET / HTTP/2.0", b"GET / HTTP/9.9", b"GET / HTTP/1.1 x", b"get / HTTP/1.1",
    b"GET  / HTTP/1.1", b"GET\t/ HTTP/1.1", b" GET / HTTP/1.1", b"GET / FTP/1.1", b"\x16\x03\x01\x02\x00\x01\x00", b"PRI * HTTP/2.0", b"CONNECT a:1 HTTP/1.1",
    b"OPTIONS * HTTP/1.1", b"GET http://evil.example/ HTTP/1.1", b"GET //evil.example/ HTTP/1.1", b"GET \xff HTTP/1.1", b"GET \\ HTTP/1.1", b"GET ?x HTTP/1.1",
    b"GET x HTTP/1.1", b"GET /#x HTTP/1.1", b"GET /\x00 HTTP/1.1", b"GET / \x00 HTTP/1.1", b"G\x00T / HTTP/1.1", b"SSH-2.0-x", b"\x00" * 50, b"A" * 9000,
    b"BREW /pot HTTP/1.1", b"GET /" + b"a" * 70_000 + b" HTTP/1.1", b"TRACE / HTTP/1.1", b"HEAD / HTTP/1.1", b"POST /sign-in HTTP/1.1",
)  # fmt: skip

LOOSE = (
    b"X", b": x", b"X : y", b" X: y", b"X:\x00", b"X: a\r\n b", b"X: a\r\n\tb", b"\xff: \xff", b"Content-Length: -1", b"Content-Length: 1e3", b"Content-Length: 0x5",
    b"Content-Length: 5, 5", b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: 99999999999999999999", b"Content-Length: 2000000", b"Content-Length:",
    b"Content-Length: \xb2", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nContent-Length: 3", b"Transfer-Encoding: xchunked", b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: identity", b"Transfer-Encoding:\x0bchunked", b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13",
    b"Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__", b"Connection: close, keep-alive", b"Expect: 100-continue", b"Expect: x", b"Host: app.localhost",
    b"X: " + b"y" * 60_000, b"X: " + b"y" * 200_000, b"\r\n".join(b"X-%d: y" % number for number in range(3000)), b"Proxy: http://evil.example", b"X_Forwarded_For: 1.2.3.4",
    b"X-Forwarded-Host: evil.example", b"X-Forwarded-Proto: https", b"Forwarded: host=evil.example", b"X-Portico-Handover: waiting", b"Accept-Encoding: \xff, gzip;q=z",
    b"Range: bytes=0-0,1-1,2-2,-1", b"Cookie: " + b"a=b; " * 3000, b"If-None-Match: " + b'"x",' * 3000,
)  # fmt: skip

TAILS = (
    b"", b"0\r\n\r\n", b"3\r\nabc\r\n0\r\n\r\n", b"3;x=y\r\nabc\r\n0\r\nX: y\r\n\r\n", b"zz\r\nabc\r\n", b"-1\r\n", b"ffffffffffffffff\r\nabc", b"3\r\nabcdef\r\n0\r\n\r\n",
    b"0" * 500 + b"3\r\nabc\r\n0\r\n\r\n", b"10000\r\n" + b"x" * 0x10000 + b"\r\n0\r\n\r\n", b"abc", b"x" * 100_000, b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"\x00" * 1000, b"email=a%40b.example&_csrf=x",
)  # fmt: skip


@dataclass
class Web:
    """A web process of its own, on its own port."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def say(self, *pieces: bytes, patience: float = 10.0) -> bytes:
        """Send the pieces and return the first answer, or what there is of it when the other side hangs up or says nothing for a while."""
        answered = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as line, contextlib.suppress(OSError):
            for piece in pieces:
                line.sendall(piece)
            while not _complete(answered) and (part := line.recv(65_536)):
                answered += part
        return answered

    def serves(self) -> bool:
        """Whether an ordinary request is served as ever."""
        return self.say(ordinary()).startswith(b"HTTP/1.1 200")


def ordinary() -> bytes:
    return b"GET /sign-in HTTP/1.1\r\nHost: app.localhost\r\nConnection: close\r\n\r\n"


def _complete(answered: bytes) -> bool:
    """Whether the first answer is there; what would follow on the same line is not waited for."""
    head, found, body = answered.partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return len(body) >= int(value)
    return b"chunked" not in head.lower() or body.endswith(b"0\r\n\r\n")


@pytest.fixture(scope="module")
def web(postgres_server: Any, new_database: Callable[[str], str]) -> Iterator[Web]:
    run = Path(os.environ["PORTICO_TEST_RUN"])
    name = new_database("wire")
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        port, internal = first.getsockname()[1], second.getsockname()[1]
    environ = {
        **os.environ,
        "PORT": str(port),
        "INTERNAL_PORT": str(internal),
        "DATABASE_URL": postgres_server.dsn("portico_app", name),
        "DATA_DIR": str(run / f"files-{name}"),
        "PYTHONPATH": str(hostile.ROOT),
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "INFO",
    }
    environ.pop("DATABASE_OWNER_URL", None)
    log, lifeline = run / f"{name}.log", Lifeline()
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "portico.cli", "web"],
            env=lifeline.environment(environ),
            pass_fds=lifeline.descriptors,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=hostile.ROOT,
            start_new_session=True,
        )
    made = Web(port, log, process)
    try:
        deadline = time.monotonic() + 60
        while b"Stop with Ctrl-C" not in log.read_bytes():
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()[-4000:]
            threading.Event().wait(0.05)
        yield made
    finally:
        process.terminate()
        process.wait(20)


def conversation(chooser: random.Random) -> tuple[bytes, ...]:
    """One request that is mostly right and somewhere wrong, in one piece or two."""
    how = chooser.randrange(6)
    line = chooser.choice(LINES) if how == 0 else chooser.choice((b"GET", b"POST", b"HEAD")) + b" /sign-in HTTP/1.1"
    if how == 1:
        line = b"GET " + chooser.choice(hostile.PATHS) + b" HTTP/1.1"
    host = chooser.choice(HOSTS) if how == 2 else KNOWN
    lines = [line, b"Host: " + host]
    if how == 3:
        lines += [chooser.choice(LOOSE) for _ in range(chooser.randrange(1, 4))]
    if how == 4:
        lines += [b"%s: %s" % chooser.choice(hostile.HEADERS) for _ in range(chooser.randrange(1, 4))]
    tail = chooser.choice(TAILS) if how in (3, 5) else b""
    if how == 5:
        lines.append(
            chooser.choice((b"Transfer-Encoding: chunked", b"Content-Length: %d" % len(tail), b"Content-Length: 3"))
        )
        lines.append(b"Content-Type: " + chooser.choice(hostile.TYPES))
    if chooser.random() < 0.1:
        chooser.shuffle(lines)
    end = chooser.choice((b"\r\n", b"\r\n", b"\r\n", b"\n"))
    sent = end.join(lines) + end + end + tail
    if chooser.random() < 0.1:
        place = chooser.randrange(len(sent))
        sent = sent[:place] + chooser.randbytes(chooser.randrange(1, 6)) + sent[place + chooser.randrange(6) :]
    if chooser.random() < 0.2:
        place = chooser.randrange(1, len(sent))
        return sent[:place], sent[place:]
    return (sent,)


def faults(sent: bytes, answered: bytes) -> list[str]:
    """What is wrong with what came back. Hanging up without a word is an answer too."""
    if not answered:
        return []
    found = []
    head = answered.partition(b"\r\n\r\n")[0]
    if answered[:9] != b"HTTP/1.1 " or not answered[9:12].isdigit():
        found.append("not HTTP")
    elif answered[9:10] == b"5":
        found.append("a fault of the server")
    if b"Traceback" in answered or b'File "/' in answered:
        found.append("a trace")
    if b"set-cookie" in head.lower() and b"app.localhost" not in sent.lower():
        found.append("a cookie on a host nobody knows")
    if hostile.MARK.encode() in answered and b"text/html" in head:
        found.append("unescaped text")
    return found


def test_no_conversation_breaks_the_server(web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    chooser = random.Random(SEED)
    statuses: Counter[str] = Counter()
    broken = []
    assert web.serves()
    conversations = [conversation(random.Random(chooser.randrange(2**60))) for _ in range(COUNT)]

    def held(pieces: tuple[bytes, ...]) -> bytes:
        return web.say(*pieces, patience=2)

    with ThreadPoolExecutor(8) as people:
        for pieces, answered in zip(conversations, people.map(held, conversations), strict=True):
            statuses[answered[9:12].decode("latin-1") or "nothing"] += 1
            wrong = faults(b"".join(pieces), answered)
            if wrong:
                broken.append(f"{', '.join(wrong)}: {b''.join(pieces)[:600]!r} -> {answered[:300]!r}")
    with capfd.disabled():
        print(f"\nfuzz of the wire: SEED={SEED} COUNT={COUNT}, answers {dict(sorted(statuses.items()))}", flush=True)
    assert not broken, f"SEED={SEED}\n" + "\n\n".join(broken[:12])
    assert web.process.poll() is None and web.serves()
    log = web.log.read_text(errors="replace")
    assert "Traceback" not in log, log[log.index("Traceback") - 500 :][:4000]
    assert statuses["200"] and statuses["400"] and statuses["404"]


@pytest.mark.parametrize("host", HOSTS)
def test_an_unknown_host_gets_no_cookie(web: Web, host: bytes) -> None:
    for path in (b"/sign-in", b"/", b"/services/banner", b"/-/assets/x.css"):
        answered = web.say(b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        head, _, body = answered.partition(b"\r\n\r\n")
        known = host.strip().lower().rstrip(b".") in (KNOWN, KNOWN + b":0", KNOWN + b":99999")
        if b"set-cookie" in head.lower():
            assert known, (host, path, answered[:300])
        if not known:
            assert answered[:12] in (b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 308"), (host, path, answered[:300])
            assert len(body) < 200 and b"<" not in body
    # The control: a host that is known is given one.
    assert b"set-cookie" in web.say(ordinary()).partition(b"\r\n\r\n")[0].lower()


def test_slow_senders_keep_nobody_waiting(web: Web) -> None:
    """Many who begin to send and do not finish hold no thread: an ordinary request is answered at once, and so are they in the end."""
    with contextlib.ExitStack() as stack:
        slow = []
        for number in range(40):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", web.port), timeout=10))
            line.sendall(
                b"POST /sign-in HTTP/1.1\r\nHost: app.localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            )
            if number % 2:
                line.sendall(b"Content-Length: 7\r\n\r\nem")
            slow.append(line)
        began = time.monotonic()
        assert web.serves()
        assert time.monotonic() - began < 5
        for number, line in enumerate(slow):
            line.sendall(b"ail=a" if number % 2 else b"Content-Length: 7\r\n\r\nemail=a")
        for line in slow:
            assert line.recv(12) == b"HTTP/1.1 403", "a form without its token is refused"


@pytest.mark.parametrize("more", [ordinary(), b"\x00 no request\r\n\r\n", ordinary() + b"\x00 no request\r\n\r\n"])
def test_who_sends_more_and_leaves_is_noticed(web: Web, more: bytes) -> None:
    """A request that is still answered when its connection ends, with others behind it, ends quietly too."""
    before = len(web.log.read_bytes())
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", web.port), timeout=10) as line:
            line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: app.localhost\r\n\r\n" + more)

    def heard() -> int:
        told = web.log.read_bytes()[before:]
        return told.count(b"portico.request") + told.count(b"Invalid HTTP request")

    deadline = time.monotonic() + 10
    while heard() < 20 and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    assert heard() >= 20 and web.serves()
    log = web.log.read_bytes()[before:]
    assert b"Traceback" not in log


def test_a_body_that_never_ends_is_cut_off(web: Web) -> None:
    """Chunk after chunk: refused at the limit, with the connection closed, not taken in."""
    head = b"POST /sign-in HTTP/1.1\r\nHost: app.localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    answered = web.say(head, *[chunk] * 400)
    assert not answered or answered.startswith(b"HTTP/1.1 413")
    assert web.say(b"POST /sign-in HTTP/1.1\r\nHost: app.localhost\r\nContent-Length: 2000000\r\n\r\n").startswith(
        b"HTTP/1.1 413"
    )
    assert web.serves()
