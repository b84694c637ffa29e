"""One process that starts PostgreSQL, web workers and the job worker, keeps them alive and stops them in order.

It imports neither Flask nor Alembic: what needs them runs as a command of its own, so the supervisor stays small and
starts at once. Each child ends when this process does, even after a kill -9 (see `portico.children`).
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from foundation.postgres import APP, DATABASE, OWNER, Server, bootstrap
from foundation.postgres import start as start_postgres
from foundation.settings import Settings
from portico import children, versions
from portico.internal import Internal

_STEP = 0.05
_START_SECONDS = 60.0


class CannotStart(Exception):
    """The text is one sentence that says what to do."""


@dataclass
class _Database:
    """Where the data is: the addresses, and the server if it is ours."""

    url: str
    owner_url: str | None
    server: Server | None = None


@contextlib.contextmanager
def open_database(chosen: Settings) -> Iterator[_Database]:
    """The database by address, or the built-in one, started or shared for as long as the block runs.

    Raises `foundation.postgres.PostgresRefused`.
    """
    if chosen.database_url is not None:
        yield _Database(chosen.database_url, chosen.database_owner_url)
        return
    database = _embedded(chosen)
    try:
        yield database
    finally:
        if database.server is not None:
            database.server.stop()


def _embedded(chosen: Settings) -> _Database:
    server = start_postgres(chosen.data_dir / "postgres", programs=chosen.pg_bindir)
    bootstrap(server.admin_dsn)
    return _Database(server.dsn(APP, DATABASE), server.dsn(OWNER, DATABASE), server)


def bind(address: str, port: int, name: str) -> socket.socket:
    """A socket bound to `port`. Raises `CannotStart` when it is taken."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            example = "PORT=8090 make run" if name == "PORT" else "INTERNAL_PORT=8091 make run"
            raise CannotStart(
                f"Port {port} ({name}) is in use by another program: stop that, or choose another port: {example}"
            ) from None
        if error.errno == errno.EACCES:
            raise CannotStart(f"Port {port} ({name}) needs more rights: choose one above 1023, such as 8080.") from None
        raise CannotStart(f"Port {port} ({name}) cannot be opened on {address}: {error.strerror}.") from None
    return bound


class Supervisor:
    """`everything`: PostgreSQL if it is ours, migrations, the demo, web and jobs. Otherwise the web part alone."""

    def __init__(self, chosen: Settings, *, everything: bool) -> None:
        self._settings = chosen
        self._everything = everything
        self._lifeline = children.Lifeline()
        self._children: list[children.Child] = []
        self._database: _Database | None = None
        self._stopping = False
        self._hurry = False
        self._restart_database_at = 0.0

    def run(self) -> int:
        """Start, serve until SIGTERM or SIGINT, stop. Returns the exit code. Raises `CannotStart`, `PostgresRefused`."""
        began = time.monotonic()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        with contextlib.ExitStack() as stack:
            web_socket = stack.enter_context(bind(self._settings.bind, self._settings.port, "PORT"))
            internal_socket = stack.enter_context(bind("127.0.0.1", self._settings.internal_port, "INTERNAL_PORT"))
            if self._everything:
                stack.enter_context(self._alone())
            self._database = stack.enter_context(open_database(self._settings))
            self._prepare()
            internal = Internal(
                internal_socket,
                lambda: self._database.url if self._database else "",
                self._is_ready,
                self._settings.base_domain,
            )
            internal.start()
            stack.callback(internal.stop)
            # It begins to listen when a web process is ready: until then whoever has another machine or process to go to is refused at once.
            self._make_children(web_socket)
            try:
                signs = self._first_start()
                if not self._stopping:
                    self._print_summary(time.monotonic() - began, signs)
                while not self._stopping:
                    self._look_after()
                    time.sleep(_STEP)
            finally:
                # Nobody new is let in, not even into the queue of a socket that nobody serves any more.
                web_socket.close()
                self._end_children()
        return 0

    def _stop(self, _number: int, _frame: object) -> None:
        self._hurry = self._stopping
        self._stopping = True

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One supervisor for each data directory: a second would lose its database when the first stops."""
        self._settings.data_dir.mkdir(parents=True, exist_ok=True)
        with (self._settings.data_dir / "supervisor.lock").open("a") as file:
            self._take(file)
            yield

    def _take(self, file: IO[str]) -> None:
        deadline = time.monotonic() + 2
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                # One that is being stopped needs a moment.
                if time.monotonic() > deadline or self._stopping:
                    raise CannotStart(
                        f"Portico already runs with the data in {self._settings.data_dir}: "
                        "stop it, or choose another directory: DATA_DIR=./var2 PORT=8090 make run"
                    ) from None
                time.sleep(_STEP)

    @property
    def _environ(self) -> dict[str, str]:
        """What commands and children see: the settings as this process understood them."""
        assert self._database is not None
        environ = {
            **os.environ,
            "DATABASE_URL": self._database.url,
            "SECRET_KEY": self._settings.secret_key,
            "DATA_DIR": str(self._settings.data_dir),
        }
        environ.pop("DATABASE_OWNER_URL", None)  # nothing that serves may change the schema
        return environ

    def _prepare(self) -> None:
        """Migrate where we may, then refuse to serve from a database that is not right."""
        assert self._database is not None
        if (
            self._everything
            and self._database.owner_url
            and versions.current(self._database.owner_url) != versions.head()
        ):
            self._command("db", "migrate", DATABASE_OWNER_URL=self._database.owner_url)
        found = versions.problems(self._database.url)
        if found:
            raise CannotStart("\n".join(found))

    def _command(self, *words: str, **environ: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "portico.cli", *words],
            env=self._lifeline.environment({**self._environ, **environ}),
            pass_fds=self._lifeline.descriptors,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            start_new_session=True,
        )
        if done.returncode:
            raise CannotStart(f"`portico {' '.join(words)}` failed; the reason stands above.")
        return done.stdout

    def _make_children(self, web_socket: socket.socket) -> None:
        for number in range(1, self._settings.web_workers + 1):
            words = ["-m", "portico", "serve"]
            self._children.append(
                children.Child(f"web {number}", words, self._environ, self._lifeline, web_socket.fileno())
            )
        if self._everything:
            self._children.append(children.Child("worker", ["-m", "portico", "work"], self._environ, self._lifeline))

    def _first_start(self) -> list[dict[str, Any]]:
        """Start all children and load the demo; returns the demo's sign-ins."""
        signs: list[dict[str, Any]] = []
        wants_demo = self._everything and self._settings.development
        marker = self._settings.data_dir / "demo-loaded"
        if wants_demo and not marker.exists():
            # The demo's history is played before anything else runs, so nothing interferes with its clock.
            signs = self._load_demo()
            marker.touch()
            wants_demo = False
        if self._stopping:
            return signs
        for child in self._children:
            child.start()
        if wants_demo:
            signs = self._load_demo()
        deadline = time.monotonic() + _START_SECONDS
        while not self._stopping and not all(child.was_ready for child in self._children):
            for child in self._children:
                code = child.look()
                if code is not None and not child.was_ready:
                    raise CannotStart(f"The {child.name} process stopped at start (exit code {code}); see above.")
            if time.monotonic() > deadline:
                slow = ", ".join(child.name for child in self._children if not child.was_ready)
                raise CannotStart(f"Not ready after {_START_SECONDS:.0f} seconds: {slow}; see above.")
            time.sleep(0.01)
        return signs

    def _load_demo(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = json.loads(self._command("demo", "load", "--json") or "[]")
        return answer

    def _is_ready(self) -> bool:
        return not self._stopping and any(
            child.was_ready and not child.gone() for child in self._children if child.name.startswith("web")
        )

    def _look_after(self) -> None:
        for child in self._children:
            if child.keep_alive():
                print(f"The {child.name} process died and is started again.", file=sys.stderr, flush=True)
        server = self._database.server if self._database else None
        if server is not None and not server.alive() and time.monotonic() > self._restart_database_at:
            print("PostgreSQL died and is started again.", file=sys.stderr, flush=True)
            self._restart_database_at = time.monotonic() + 2
            server.stop()
            assert self._database is not None
            fresh = _embedded(self._settings)
            self._database.server = fresh.server

    def _end_children(self) -> None:
        """Ask everyone to stop, wait as long as the settings allow, then insist."""
        self._stopping = True
        for child in self._children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + self._settings.shutdown_seconds
        while not all(child.gone() for child in self._children):
            if self._hurry or time.monotonic() > deadline:
                for child in self._children:
                    child.signal(signal.SIGKILL)
            time.sleep(0.02)

    def _print_summary(self, seconds: float, signs: list[dict[str, Any]]) -> None:
        chosen = self._settings
        lines = [
            "",
            f"Portico is ready after {seconds:.1f} s.",
            "",
            f"  Builder   {chosen.origin(chosen.builder_host)}/",
            f"  Health    http://127.0.0.1:{chosen.internal_port}/readyz",
        ]
        if self._everything:
            lines.append(
                f"  Data      {chosen.data_dir if chosen.embedded_database else 'the database in DATABASE_URL'}"
            )
        if signs:
            lines += ["", "  Sign in to the demo with"]
            width = max(len(sign["email"]) for sign in signs)
            for address in dict.fromkeys(sign["address"] for sign in signs):
                lines.append(f"    {address}")
                lines += [
                    f"      {sign['email']:<{width}}  {sign['password']}  {sign['who']}"
                    for sign in signs
                    if sign["address"] == address
                ]
        lines += ["", "Stop with Ctrl-C.", ""]
        print("\n".join(lines), flush=True)
