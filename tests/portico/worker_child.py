"""A worker with two tasks of its own beside the product's, for the tests of the worker."""

import sys
import time
from pathlib import Path

from foundation import jobs
from portico import children, worker

children.end_with_parent()


@jobs.task("trial.note", retries=0)
def note(text: str) -> None:
    with Path(sys.argv[1]).open("a") as file:
        file.write(f"{text}\n")


@jobs.task("trial.hang", retries=0)
def hang() -> None:
    """Hangs the first time it runs."""
    marker = Path(sys.argv[1] + ".hung")
    if not marker.exists():
        marker.touch()
        time.sleep(600)
    note("came back")


worker.work()
