"""The deployment folder, started as an operator would: supervisord with two web processes and a worker, Caddy in front, own ports and database."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.deploy import caddy

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
BASE = "portals.test"


class OverCaddy(http.client.HTTPConnection):
    """HTTPS to a host whose name nobody resolves: to Caddy on the loopback interface, with the right name and a checked certificate."""

    def __init__(self, host: str, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=30)
        self._trusted = trusted

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.sock = self._trusted.wrap_socket(plain, server_hostname=self.host)


@dataclass
class Answer:
    """What came back. Names of headers in lower case; cookies stay apart."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: str


@dataclass
class Deployment:
    """A running one. ``about`` is what `tests.deploy.prepare` made."""

    environ: dict[str, str]
    place: Path
    about: dict[str, str] = field(default_factory=dict)

    def port(self, name: str) -> int:
        return int(self.environ[name])

    def trusted(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.place / "caddy/pki/authorities/local/root.crt"))

    def connect(self, host: str) -> OverCaddy:
        return OverCaddy(host, self.port("HTTPS_PORT"), self.trusted())

    def get(self, host: str, path: str = "/", method: str = "GET", **headers: str) -> Answer:
        """A request through Caddy. Raises ssl.SSLError when the handshake is refused."""
        connection = self.connect(host)
        try:
            connection.request(method, path, headers={"Host": f"{host}:{self.port('HTTPS_PORT')}", **headers})
            answer = connection.getresponse()
            return Answer(
                answer.status,
                {name.lower(): value for name, value in answer.getheaders()},
                answer.headers.get_all("Set-Cookie") or [],
                answer.read().decode(),
            )
        finally:
            connection.close()

    def control(self, *words: str) -> str:
        """`supervisorctl …`; what it printed."""
        done = subprocess.run(
            [str(Path(sys.executable).parent / "supervisorctl"), "-c", str(DEPLOY / "supervisord.conf"), *words],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )
        return done.stdout + done.stderr

    def script(self, *words: str) -> str:
        """A Python module of the tests with the deployment's settings."""
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def ready(self, name: str) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port(name)}/readyz", timeout=2).close()
        except OSError:
            return False
        return True

    def logs(self) -> str:
        return "\n".join(f"== {path.name}\n{path.read_text()[-1500:]}" for path in sorted(self.place.rglob("*.log")))

    def wait_for(self, what: Callable[[], Any], seconds: float = 60) -> None:
        """Until ``what`` is true. Raises AssertionError with the logs."""
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.1)


def free_ports(names: list[str]) -> dict[str, str]:
    """A port of its own for each name."""
    sockets = [socket.socket() for _ in names]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return {name: str(each.getsockname()[1]) for name, each in zip(names, sockets, strict=True)}
    finally:
        for each in sockets:
            each.close()


PORTS = ["WEB_1_PORT", "WEB_1_INTERNAL", "WEB_2_PORT", "WEB_2_INTERNAL", "ASK_PORT", "HTTP_PORT", "HTTPS_PORT"]


@pytest.fixture(scope="module")
def deployment(
    postgres_server: Any, new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Without a Caddy the tests are skipped, loudly; in CI they fail."""
    program = caddy.find()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(caddy.MISSING, pytrace=False)
        pytest.skip(caddy.MISSING)
    place = tmp_path_factory.mktemp("d")
    ports = free_ports(PORTS)
    for folder in ("run", "log", "data"):
        (place / folder).mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PG_BINDIR") if name in os.environ}
    environ = {
        **kept,
        **ports,
        "BASE_DOMAIN": BASE,
        "DATABASE_URL": postgres_server.dsn("portico_app", new_database("deploy")),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATA_DIR": str(place / "data"),
        "BIND": "127.0.0.1",
        "BIND_PUBLIC": "127.0.0.1",
        "TRUSTED_PROXIES": "127.0.0.1/32",
        "LOG_FORMAT": "json",
        "PUBLIC_PORT": ports["HTTPS_PORT"],
        "HTTPS_SUFFIX": f":{ports['HTTPS_PORT']}",
        "TLS_ISSUER": "internal",
        "ACME_EMAIL": "operator@portals.test",
        "CADDY_DATA": str(place / "caddy"),
        "PORTICO": str(Path(sys.executable).parent / "portico"),
        "RUN_DIR": str(place / "run"),
        "LOG_DIR": str(place / "log"),
        "PYTHONPATH": str(ROOT),
        "SHUTDOWN_SECONDS": "10",
        "JOB_HEARTBEAT": "1",
        "DNS_RESOLVER": os.environ["DNS_RESOLVER"],
    }
    made = Deployment(environ, place)
    made.about = json.loads(made.script("tests.deploy.prepare"))
    with (place / "log/caddy.log").open("ab") as log:
        processes = [
            subprocess.Popen(
                words, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            for words in (
                [str(Path(sys.executable).parent / "supervisord"), "-n", "-c", str(DEPLOY / "supervisord.conf")],
                [program, "run", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"],
            )
        ]
    try:
        made.wait_for(lambda: made.ready("WEB_1_INTERNAL") and made.ready("WEB_2_INTERNAL"))
        made.wait_for(lambda: (place / "caddy/pki/authorities/local/root.crt").exists())
        yield made
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if any(caddy.MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.section("NO CADDY", sep="!", red=True, bold=True)
        terminalreporter.write_line(caddy.MISSING, red=True, bold=True)
