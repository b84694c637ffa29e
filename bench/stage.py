"""Where the bench happens: a PostgreSQL of its own with fsync on, generated data kept between runs, a fresh copy for each run."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bench import floors
from foundation.postgres import APP, OWNER, Server, bootstrap, start
from portico import children, versions

ROOT = versions.ROOT
BASE_DOMAIN = "bench.localhost"
SECRET_KEY = "a key for measurements that guards nothing at all"  # noqa: S105
MADE = "bench_made"
RUN = "bench_run"
WORKERS = 2
_MARKER = "made-by-bench"
# What the generated data follows from: the schema, the demo it is copied from, and the generator itself.
_ORIGINS = (
    "migrations/versions/*.py",
    "portico/demo/*.py",
    "builder/library/*.json",
    "bench/copies.py",
    "bench/generated.py",
    "bench/floors.py",
)


class CannotMeasure(Exception):
    """The text is one sentence that says what to do."""


def folder() -> Path:
    """``var/bench-<schema version>-<digest of what the data follows from>``."""
    digest = hashlib.sha256()
    for pattern in _ORIGINS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    var = Path(os.environ.get("DATA_DIR") or ROOT / "var").absolute()
    return var / f"bench-{versions.head()}-{digest.hexdigest()[:8]}"


def forget_older(present: Path) -> None:
    """Remove what earlier schema versions left; only folders this module made."""
    for path in present.parent.glob("bench-*"):
        if path != present and (path / _MARKER).exists():
            shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def database_server(place: Path) -> Iterator[Server]:
    """The bench's PostgreSQL, with the settings production has."""
    place.mkdir(parents=True, exist_ok=True)
    (place / _MARKER).touch()
    chosen = os.environ.get("PG_BINDIR")
    server = start(place / "postgres", programs=Path(chosen) if chosen else None)
    if not server.started_here:
        raise CannotMeasure(f"Another bench runs with the data in {place}: wait until it is done.")
    try:
        bootstrap(server.admin_dsn)
        yield server
    finally:
        server.stop()


def new_database(server: Server, name: str, template: str | None = None) -> None:
    """An empty database with roles and schema, or a copy of ``template``; one of that name is dropped first."""
    drop_database(server, name)
    if template is None:
        bootstrap(server.admin_dsn, name)
        return
    with psycopg.connect(server.admin_dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy OWNER {}").format(
                *map(sql.Identifier, (name, template, OWNER))
            )
        )
        for statement in ("REVOKE ALL ON DATABASE {} FROM PUBLIC", "GRANT CONNECT ON DATABASE {} TO portico_app"):
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def drop_database(server: Server, name: str) -> None:
    """Drop a database of the bench, if it is there."""
    with psycopg.connect(server.admin_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def exists(server: Server, name: str) -> bool:
    """Whether a database of this name stands."""
    with psycopg.connect(server.admin_dsn) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def refresh_sessions(server: Server, name: str = RUN) -> None:
    """Everybody was here a moment ago: sessions are touched once a minute, and that must not fall into one round only."""
    with psycopg.connect(server.dsn("postgres", name)) as connection:
        connection.execute("update portico.sessions set seen_at = now()")


def production(server: Server, name: str, place: Path, port: int = 8080) -> dict[str, str]:
    """The environment of a production process on database ``name``; the bench stands where the proxy would."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key in ("PATH", "HOME", "LANG", "LC_ALL", "PG_BINDIR", "TMPDIR")
    }
    return kept | {
        "DATABASE_URL": server.dsn(APP, name),
        "SECRET_KEY": SECRET_KEY,
        "BASE_DOMAIN": BASE_DOMAIN,
        "DATA_DIR": str(place),
        "DEVELOPMENT": "0",
        "PUBLIC_SCHEME": "https",
        "BIND": "127.0.0.1",
        "PORT": str(port),
        "INTERNAL_PORT": str(free_port()),
        "TRUSTED_PROXIES": "127.0.0.1",
        "WEB_WORKERS": str(WORKERS),
        "PYTHONPATH": str(ROOT),
    }


def free_port() -> int:
    """A port nobody listens on at the moment, from 20000 up where the system does not choose one itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Web:
    """Running web workers."""

    port: int
    pids: tuple[int, ...]
    floors_host: str


@contextlib.contextmanager
def web_workers(server: Server, place: Path) -> Iterator[Web]:
    """Two web processes on the run's database, logging to a file as they would to the journal."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(1024)
    port = listening.getsockname()[1]
    environ = production(server, RUN, place, port)
    lifeline = children.Lifeline()
    log = (place / "web.log").open("w")
    processes: list[subprocess.Popen[bytes]] = []
    try:
        waiting = []
        for _ in range(WORKERS):
            reading, writing = os.pipe()
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "bench.serve", str(listening.fileno()), str(writing)],
                    env=lifeline.environment(environ),
                    cwd=ROOT,
                    pass_fds=(*lifeline.descriptors, listening.fileno(), writing),
                    stdin=subprocess.DEVNULL,
                    stderr=log,
                )
            )
            os.close(writing)
            waiting.append(reading)
        for reading in waiting:
            ready = os.read(reading, 1)
            os.close(reading)
            if ready != b"1":
                raise CannotMeasure(f"A web process stopped at start: see {log.name}.")
        listening.close()
        yield Web(port, tuple(process.pid for process in processes), f"{floors.HOST_LABEL}.{BASE_DOMAIN}")
    finally:
        listening.close()
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        log.close()


def answers(port: int, request: bytes, patience: float = 30.0) -> float:
    """Ask until the reply is 200; the time of the monotonic clock at which it came. Raises CannotMeasure."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", port), timeout=patience) as connection,
        ):
            connection.sendall(request)
            if connection.recv(64)[9:12] == b"200":
                return time.monotonic()
        time.sleep(0.005)
    raise CannotMeasure(f"Nothing answered on port {port} within {patience:.0f} seconds.")
