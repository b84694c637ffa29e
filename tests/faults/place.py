"""Portico as `portico run` starts it, in a directory of its own: PostgreSQL that syncs to disk, two web workers, one job worker."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

ROOT = Path(__file__).resolve().parents[2]
KEY = "a key for tests that guards nothing at all"
UNSET = ("DATABASE_URL", "DATABASE_OWNER_URL", "PASSWORD_PROFILE", "INSECURE_HTTP", "WEB_WORKERS")
PATIENCE = 60.0

tick = threading.Event()
"""Never set: waiting for it passes time between two looks at something outside this process."""


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


class Place:
    """The running system, seen from outside. Everything it starts ends with `stop`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port, self.internal_port = _free_ports()
        self.said = directory / "said.log"
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._dsn = ""

    @property
    def environ(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if name not in UNSET},
            "DEVELOPMENT": "0",  # no demo is made
            "PUBLIC_SCHEME": "http",
            "BASE_DOMAIN": "localhost",
            "BIND": "127.0.0.1",
            "PORT": str(self.port),
            "INTERNAL_PORT": str(self.internal_port),
            "DATA_DIR": str(self.directory / "var"),
            "SECRET_KEY": KEY,
            "WEB_WORKERS": "2",
            "JOB_HEARTBEAT": "1",
            "SHUTDOWN_SECONDS": "5",
            "TRUSTED_PROXIES": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "LOG_FORMAT": "text",
            "PYTHONPATH": str(ROOT),
        }

    def start(self) -> None:
        """Start everything and wait until it says so."""
        with self.said.open("wb") as said:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "portico.cli", "run"],
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self.directory,
                start_new_session=True,
            )
        self.until(lambda: b"Stop with Ctrl-C" in self.said.read_bytes() or self._supervisor.poll() is not None)
        assert self.alive(), self.log()
        socket_directory = self._postmaster_file()[4]
        self._dsn = f"postgresql://postgres@/portico?host={socket_directory}"

    def stop(self) -> None:
        if self._supervisor is not None and self._supervisor.poll() is None:
            self._supervisor.send_signal(signal.SIGTERM)
            try:
                self._supervisor.wait(30)
            except subprocess.TimeoutExpired:
                self._supervisor.kill()
                self._supervisor.wait()

    def alive(self) -> bool:
        """Whether the supervisor itself still runs; nobody kills it here."""
        return self._supervisor is not None and self._supervisor.poll() is None

    def log(self) -> str:
        return self.said.read_text(errors="replace")[-6000:]

    def prepared(self, *words: str) -> Any:
        """What `tests.faults.prepare` made in this place's database."""
        environ = {**self.environ, "DEVELOPMENT": "1", "PASSWORD_PROFILE": "test"}
        environ["DATABASE_URL"] = self._dsn.replace("postgres@", "portico_app@", 1)
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.prepare", *words],
            env=environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)

    def victims(self) -> dict[str, list[int]]:
        """The processes that may be killed now, by kind."""
        assert self._supervisor is not None
        found: dict[str, list[int]] = {"web": [], "worker": [], "backend": [], "postmaster": []}
        for pid in _children(self._supervisor.pid):
            words = _words(pid)
            if "portico serve" in words:
                found["web"].append(pid)
            elif "portico work" in words:
                found["worker"].append(pid)
        with contextlib.suppress(OSError, ValueError, IndexError):
            postmaster = int(self._postmaster_file()[0])
            if "postgres" in _words(postmaster):
                found["postmaster"].append(postmaster)
                found["backend"] = [pid for pid in _children(postmaster) if "portico_app" in _words(pid)]
        return found

    def ready(self) -> bool:
        """Whether the health page says so: the database answers and a web worker takes requests."""
        connection = http.client.HTTPConnection("127.0.0.1", self.internal_port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def until(self, condition: Any, seconds: float = PATIENCE) -> float:
        """Wait for `condition`; the seconds it took. Raises AssertionError with the log."""
        began = time.monotonic()
        while not condition():
            assert time.monotonic() - began < seconds, self.log()
            tick.wait(0.02)
        return time.monotonic() - began

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows as superuser, past row-level security, in a transaction that cannot write."""
        with psycopg.connect(self._dsn, row_factory=dict_row) as connection:
            connection.execute("SET search_path = portico")
            connection.execute("SET default_transaction_read_only = on")
            connection.commit()
            return connection.execute(query).fetchall()

    def catch_up(self, patience: float = 60.0) -> float:
        """Wait until every job of a tenant is done or given up; the seconds it took. Raises AssertionError when nothing gets done for ``patience``
        seconds: how long a backlog takes depends on the machine, that it shrinks does not."""
        began = changed = time.monotonic()
        open_before = None
        while True:
            waiting = self.rows(
                "select count(*) as jobs, coalesce(sum(attempts), 0) as attempts from procrastinate_jobs"
                " where status in ('todo', 'doing') and args->>'tenant_id' is not null"
            )[0]
            if not waiting["jobs"]:
                return time.monotonic() - began
            if waiting != open_before:
                open_before, changed = waiting, time.monotonic()
            assert time.monotonic() - changed < patience, f"{waiting} do not get done\n{self.log()}"
            tick.wait(0.1)

    def _postmaster_file(self) -> list[str]:
        return (self.directory / "var" / "postgres" / "postmaster.pid").read_text().splitlines()


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(entry.name))
    return found


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


@contextlib.contextmanager
def running() -> Iterator[Place]:
    """A place that runs for as long as the block does and leaves no process and no file."""
    directory = Path(tempfile.mkdtemp(prefix="portico-faults-", dir="/tmp"))
    directory.chmod(0o711)
    made = Place(directory)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        if keep := os.environ.get("KEEP_LOG"):
            shutil.copy(made.said, keep)
        shutil.rmtree(directory, ignore_errors=True)
