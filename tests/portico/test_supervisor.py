"""`portico run` as a person starts it: real processes, real signals, nothing left behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "a key for tests that guards nothing at all"


def free_port():
    """A port with a free one above it, since the internal port follows."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            try:
                second.bind(("127.0.0.1", first.getsockname()[1] + 1))
            except OSError:
                continue
            return first.getsockname()[1]


class Place:
    """A data directory and a port, and the commands a person would run there."""

    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        self.started = []

    @property
    def environ(self):
        unset = ("DATABASE_URL", "DATABASE_OWNER_URL", "SECRET_KEY", "PASSWORD_PROFILE", "INSECURE_HTTP")
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        # Not development: no demo is made, which these tests do not look at.
        chosen = {"DEVELOPMENT": "0", "PUBLIC_SCHEME": "http", "BIND": "127.0.0.1", "SHUTDOWN_SECONDS": "5"}
        own = {"PORT": str(self.port), "DATA_DIR": str(self.directory / "var"), "PYTHONPATH": str(ROOT)}
        return {**kept, **chosen, **own, "WEB_WORKERS": "1"}

    def start(self):
        process = subprocess.Popen(
            [sys.executable, "-m", "portico.cli", "run"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.directory,
        )
        self.started.append(process)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Stop with"):
                return process, "".join(lines)
        raise AssertionError("".join(lines))

    def run(self, *words, **environ):
        return subprocess.run(
            [sys.executable, "-m", "portico.cli", *words],
            env={**self.environ, **environ},
            capture_output=True,
            text=True,
            cwd=self.directory,
            check=False,
            timeout=60,
        )

    def processes(self):
        """Every living process that belongs here, by what it was started with."""
        mark = str(self.directory).encode()
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                words = (entry / "cmdline").read_bytes()
                if words and (mark in words or mark in (entry / "environ").read_bytes()):
                    found[int(entry.name)] = words.replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def processor_seconds(self):
        ticks = 0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += sum(map(int, fields[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def pid_of(self, word):
        return next(pid for pid, words in self.processes().items() if word in words)

    def status(self, path, port=None):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port or self.port + 1}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def until(self, condition, seconds=20):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.processes()
            time.sleep(0.02)

    def until_nothing_runs(self):
        self.until(lambda: not self.processes())


@pytest.fixture
def place():
    directory = Path(tempfile.mkdtemp(prefix="portico-place-", dir="/tmp"))
    directory.chmod(0o711)
    made = Place(directory)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
    made.until_nothing_runs()
    shutil.rmtree(directory)


def test_it_starts_serves_heals_and_stops(place):
    process, said = place.start()
    assert f"http://app.localhost:{place.port}/" in said
    assert place.status("/livez") == place.status("/readyz") == 200
    assert place.status("/metrics-of-nobody") == 404
    assert place.status("/", port=place.port) == 404  # 127.0.0.1 is no portal

    # A second one on the same port says so, and hurts nobody.
    second = place.run("run")
    assert second.returncode == 1
    assert re.fullmatch(rf"Port {place.port} \(PORT\) is in use .*PORT=8090 make run\n", second.stderr)
    elsewhere = place.run("run", PORT=str(free_port()), INTERNAL_PORT=str(place.port + 1))
    assert re.fullmatch(rf"Port {place.port + 1} \(INTERNAL_PORT\) is in use .*\n", elsewhere.stderr)

    for word in ("portico serve", "portico work", "/postgres -D"):
        killed = place.pid_of(word)
        os.kill(killed, signal.SIGKILL)
        place.until(lambda killed=killed: killed not in place.processes())
        place.until(lambda word=word: any(word in words for words in place.processes().values()))
        place.until(lambda: place.status("/readyz") == 200)

    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert process.wait(20) == 0
    assert time.monotonic() - began < 10
    place.until_nothing_runs()

    again, _ = place.start()
    # Seconds of work, not of waiting: the other test workers share the machine.
    assert place.processor_seconds() < 5
    assert "The database is as it should be." in place.run("db", "check").stdout
    again.terminate()
    assert again.wait(20) == 0
    place.until_nothing_runs()


def test_a_data_directory_serves_one_supervisor_whose_kill_9_leaves_no_process(place):
    process, _ = place.start()
    other = place.run("run", PORT=str(free_port()))
    assert other.returncode == 1
    assert "already runs with the data in" in other.stderr
    assert len(other.stderr.splitlines()) == 1

    assert len(place.processes()) >= 4
    process.kill()
    process.wait()
    place.until_nothing_runs()


def test_settings_that_cannot_be_used_are_all_named(place):
    done = place.run("run", PORT="none", BASE_DOMAIN="a b")
    assert done.returncode == 1
    assert "PORT is 'none'." in done.stderr
    assert "BASE_DOMAIN is 'a b'" in done.stderr
    assert not (place.directory / "var").exists()


@pytest.mark.parametrize("command", ["web", "worker"])
def test_parts_need_a_database(place, command):
    done = place.run(command)
    assert done.returncode == 1
    assert "needs DATABASE_URL" in done.stderr


def test_a_database_that_is_not_right_is_not_served(place, postgres_server, new_database):
    import psycopg

    name = new_database("wrong")
    app, superuser = (postgres_server.dsn(role, name) for role in ("portico_app", "postgres"))
    assert place.run("db", "check", DATABASE_URL=app, SECRET_KEY=KEY).returncode == 0

    refused = place.run("web", DATABASE_URL=superuser, SECRET_KEY=KEY)
    assert refused.returncode == 1
    assert "may see every tenant's rows" in refused.stderr

    with psycopg.connect(superuser) as connection:
        connection.execute("UPDATE portico.alembic_version SET version_num = '0000'")
    refused = place.run("run", DATABASE_URL=app, SECRET_KEY=KEY)
    assert refused.returncode == 1
    assert "is at schema version 0000" in refused.stderr
    assert "portico db migrate" in refused.stderr

    refused = place.run("web", DATABASE_URL=app.replace(name, "nowhere"), SECRET_KEY=KEY)
    assert refused.returncode == 1
    assert "The database does not answer" in refused.stderr


def test_the_operators_sql_makes_what_the_launcher_makes(place, postgres_server):
    from foundation.postgres import bootstrap_sql, find_programs

    printed = place.run("db", "bootstrap", "--print").stdout
    assert printed == bootstrap_sql()
    # The roles stand already on the run's server, so only the part for a database of its own is run here.
    database = "by_hand"
    script = bootstrap_sql(database)
    script = "SET client_min_messages = warning;\n" + "\n".join(
        line for line in script.splitlines() if not line.startswith("CREATE ROLE")
    )
    done = subprocess.run(
        [find_programs() / "psql", "-q", postgres_server.dsn("postgres", "postgres")],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    owner = postgres_server.dsn("portico_owner", database)
    environ = {"DATABASE_URL": postgres_server.dsn("portico_app", database), "SECRET_KEY": KEY}
    assert place.run("db", "migrate", DATABASE_OWNER_URL=owner, **environ).returncode == 0
    assert place.run("db", "check", **environ).returncode == 0
