"""The runbook's commands, as they stand in `deploy/README.md`: the first start, a backup, and its restore in an empty place."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from foundation.postgres import start
from foundation.postgres.launcher import THROWAWAY
from foundation.postgres.programs import find_programs
from portico import versions
from tests.deploy.conftest import DEPLOY, ROOT, free_ports
from tests.deploy.prepare import NOTE

BASE = "portals.test"
HOST = f"north.{BASE}"
PROGRAM = str(Path(sys.executable).parent / "portico")


def blocks(heading: str) -> list[str]:
    """The shell blocks of a section of the runbook."""
    text = (DEPLOY / "README.md").read_text()
    return re.findall(r"```sh\n(.*?)```", text.partition(f"## {heading}\n")[2].partition("\n## ")[0], re.DOTALL)


@dataclass
class Machine:
    """A server as the runbook knows it: PostgreSQL, an environment file, a data directory."""

    place: Path
    socket: str
    programs: Path
    environ: dict[str, str]

    def run(self, script: str, **replaced: str) -> str:
        """Run a block of the runbook as root would: what the machine has elsewhere is put in its place, systemd is not there."""
        known = {
            "/opt/portico/.venv/bin/portico": PROGRAM,
            "/etc/portico": str(self.place),
            "sudo -u postgres ": "",
            "portico:portico": f"{os.getuid()}:{os.getgid()}",
            **replaced,
        }
        for written, here in known.items():
            script = script.replace(written, here)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"systemctl() {{ :; }}\n{script}"],
            env={"PATH": f"{self.programs}:{os.environ['PATH']}", "PGHOST": self.socket, "PGUSER": "postgres"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def python(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=self.environ,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    @contextlib.contextmanager
    def serving(self) -> Iterator[int]:
        """A web process on this machine; its port."""
        log = (self.place / "web.log").open("ab")
        web = subprocess.Popen([PROGRAM, "web"], env=self.environ, cwd=ROOT, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 30
            while not self._ready():
                assert web.poll() is None and time.monotonic() < deadline, (self.place / "web.log").read_text()[-3000:]
                time.sleep(0.1)
            yield int(self.environ["PORT"])
        finally:
            web.terminate()
            web.wait(30)
            log.close()

    def _ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", int(self.environ["INTERNAL_PORT"]), timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()


@contextlib.contextmanager
def machine(place: Path) -> Iterator[Machine]:
    """A new machine with an empty PostgreSQL, installed and told its settings."""
    place.mkdir()
    chosen = os.environ.get("PG_BINDIR")
    programs = find_programs(Path(chosen) if chosen else None)
    server = start(place / "pg", programs=programs, options=THROWAWAY)
    try:
        ports = free_ports(["PORT", "INTERNAL_PORT"])
        (place / "data").mkdir()
        told = {
            "BASE_DOMAIN": BASE,
            "DATABASE_URL": server.dsn("portico_app", "portico"),
            "DATA_DIR": str(place / "data"),
            "SECRET_KEY": secrets.token_urlsafe(48),
            "PUBLIC_PORT": ports["PORT"],
            "MAIL_FROM": "Portico <no-reply@portals.test>",
            "TRUSTED_PROXIES": "127.0.0.1/32",
            "WEB_WORKERS": "1",
            **ports,
        }
        example = (DEPLOY / "portico.env.example").read_text()
        filled = "".join(f"{name}='{value}'\n" for name, value in told.items())
        # What an operator fills in stands below what the example has, and counts.
        (place / "portico.env").write_text(f"{example}\n{filled}")
        (place / "migrate.env").write_text(f"DATABASE_OWNER_URL='{server.dsn('portico_owner', 'portico')}'\n")
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        yield Machine(place, str(server.socket_directory), programs, {**kept, **told, "PYTHONPATH": str(ROOT)})
    finally:
        server.stop()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Machine, Machine]]:
    """One machine on which a portal was opened, and a bare one."""
    place = tmp_path_factory.mktemp("r")
    with machine(place / "old") as old, machine(place / "new") as new:
        yield old, new


def asking(port: int, session: str) -> dict[str, str]:
    """The headers of a signed-in browser behind the proxy."""
    return {
        "Host": f"{HOST}:{port}",
        "X-Forwarded-Proto": "https",
        "Cookie": f"__Host-portico_member={session}",
        "Accept": "text/html",
    }


def fetch(port: int, path: str, session: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=asking(port, session))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def hear(here: Machine, port: int, about: dict[str, str]) -> str:
    """Open the stream of a page, tell something, and read until it is heard; what was read."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/-/events", headers=asking(port, about["session"]))
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        heard = ""
        while "event: hello" not in heard:
            heard += answer.readline().decode()
        telling = threading.Thread(target=here.python, args=("tests.deploy.prepare", json.dumps(about)))
        telling.start()
        while "order.changed" not in heard and (line := answer.readline()):
            heard += line.decode()
        telling.join()
        return heard
    finally:
        connection.close()


def test_what_was_backed_up_is_opened_in_an_empty_place(pair: tuple[Machine, Machine]) -> None:
    old, new = pair
    backup = {"/backup": str(old.place), "$(date +%F)": "DATE"}
    for here in pair:
        here.run(blocks("First start")[0], **{"'…'": "'a password'"})
    migrate = blocks("First start")[1].partition("install -m")[0]
    assert "The database is as it should be." in old.run(migrate)
    about = json.loads(old.python("tests.deploy.prepare"))

    take, restore = blocks("Back up and restore")
    old.run(take, **backup)
    # On the machine that is left, everything is thrown away afterwards: nothing below comes from there.
    old.run('rm -r "$DATA_DIR" && dropdb portico', **{"$DATA_DIR": old.environ["DATA_DIR"]})
    assert "The database is as it should be." in new.run(restore, **backup)

    with new.serving() as port:
        status, _, page = fetch(port, "/", about["session"])
        assert status == 200 and b"Dana" in page
        assert fetch(port, "/", "x" * 43)[0] == 302
        status, headers, _ = fetch(port, f"/files/{about['file']}", about["session"])
        assert status == 303
        status, _, content = fetch(port, headers["location"], about["session"])
        assert (status, content) == (200, NOTE)
        assert "order.changed" in hear(new, port, about)

    # Restored without its owners, all the same rows are there, and the check says what is amiss.
    dump = f"{old.place}/portico-DATE.dump"
    new.run(
        f"dropdb portico; createdb --owner=portico_owner portico; pg_restore --no-owner --role=portico_owner --dbname=portico {dump} || true"
    )
    with psycopg.connect(f"postgresql://postgres@/portico?host={new.socket}") as connection:
        assert connection.execute("select count(*) from portico.tenants").fetchone() == (2,)
    (said,) = versions.problems(new.environ["DATABASE_URL"])
    assert "held_places" in said and "do not belong to portico_search" in said
