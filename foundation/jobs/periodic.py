"""Tasks that run on the clock of this machine: sweeps and rescues only. Business deadlines are timers (foundation.timers)."""

from __future__ import annotations

from collections.abc import Callable

from foundation.jobs import Function, tasks

periodic: dict[str, str] = {}


def every(cron: str) -> Callable[[Function], Function]:
    """Run a task without a tenant at the times of ``cron``: five fields, or six with seconds as the last one (``* * * * * */5``).

    Stands above ``@task``. Raises ValueError for a function that is no task, or one that has its times already.
    """

    def declare(function: Function) -> Function:
        name = next((known.name for known in tasks.values() if known.function is function), None)
        if name is None:
            raise ValueError(f"{function.__name__} is no task: put @every above @task")
        if name in periodic and periodic[name] != cron:
            raise ValueError(f"{name} has its times already")
        periodic[name] = cron
        return function

    return declare
