"""Jobs: enqueued with the data or not at all, run by a real worker, and brought back when the worker is killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from foundation import jobs
from foundation.db import transaction
from foundation.tenancy import unscoped
from portico.children import Lifeline
from portico.versions import ROOT
from portico.worker import MOST_RUNS


@pytest.fixture
def worker(database, tmp_path):
    """Starts workers on this test's database; `worker.notes` is what their tasks wrote."""
    made = Workers(tmp_path / "notes", {**os.environ, "JOB_HEARTBEAT": "1", "PYTHONPATH": str(ROOT)})
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


class Workers:
    def __init__(self, notes, environ):
        self.notes = notes
        self.environ = environ
        self.processes = []
        self.lifeline = Lifeline()

    def start(self):
        process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("worker_child.py"), self.notes],
            env=self.lifeline.environment(self.environ),
            pass_fds=self.lifeline.descriptors,
        )
        self.processes.append(process)
        return process

    def until(self, condition, seconds=40):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.02)

    def lines(self):
        return self.notes.read_text().splitlines() if self.notes.exists() else []


def enqueue(name, **arguments):
    with unscoped("a test of the worker"), transaction():
        jobs.enqueue(name, **arguments)


def test_a_job_runs_once_and_a_rolled_back_one_never(worker, admin_dsn):
    with pytest.raises(KeyError), unscoped("a test of the worker"), transaction():
        jobs.enqueue("trial.note", text="never")
        raise KeyError
    enqueue("trial.note", text="once")
    process = worker.start()
    worker.until(lambda: worker.lines())
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        left = "SELECT count(*) FROM portico.procrastinate_jobs WHERE task_name = 'trial.note'"
        worker.until(lambda: connection.execute(left).fetchone() == (0,))
    assert worker.lines() == ["once"]
    process.terminate()
    began = time.monotonic()
    assert process.wait(10) == 0
    assert time.monotonic() - began < 3


def test_a_killed_workers_job_comes_back(worker):
    enqueue("trial.hang")
    first = worker.start()
    worker.until(lambda: Path(f"{worker.notes}.hung").exists())
    first.kill()
    first.wait()
    second = worker.start()
    worker.until(lambda: worker.lines() == ["came back"])
    second.terminate()
    assert second.wait(10) == 0


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(worker, admin_dsn):
    """The other job was killed as often, and was put back."""
    for name in ("trial.hang", "trial.note"):
        enqueue(name, **({"text": "alive"} if name == "trial.note" else {}))
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute("SET search_path = portico, pg_catalog")
        # As a worker leaves them that died long ago, for the last time and for the last but one.
        connection.execute(
            "UPDATE portico.procrastinate_jobs SET status = 'doing', worker_id = NULL,"
            " attempts = CASE task_name WHEN 'trial.hang' THEN %(most)s - 1 ELSE %(most)s - 2 END WHERE task_name LIKE 'trial.%%'",
            {"most": MOST_RUNS},
        )
        process = worker.start()
        state = "SELECT status FROM portico.procrastinate_jobs WHERE task_name = 'trial.hang'"
        worker.until(lambda: connection.execute(state).fetchone() == ("failed",))
        worker.until(lambda: worker.lines() == ["alive"])
        assert not Path(f"{worker.notes}.hung").exists()
        # Once what it died of is mended, the operator has it run again.
        Path(f"{worker.notes}.hung").touch()
        connection.execute(
            "SELECT procrastinate_retry_job_v2(id, now(), null, null, null) FROM procrastinate_jobs WHERE status = 'failed'"
        )
        worker.until(lambda: worker.lines() == ["alive", "came back"])
    process.terminate()
    assert process.wait(10) == 0


def test_a_worker_stops_soon_although_a_job_hangs(worker):
    worker.environ["SHUTDOWN_SECONDS"] = "2"
    enqueue("trial.hang")
    process = worker.start()
    worker.until(lambda: Path(f"{worker.notes}.hung").exists())
    process.terminate()
    assert process.wait(5) is not None


def test_a_worker_ends_with_its_parent(worker):
    process = worker.start()
    enqueue("trial.note", text="alive")
    worker.until(lambda: worker.lines())
    os.close(worker.lifeline._writing)
    assert process.wait(10) is not None
