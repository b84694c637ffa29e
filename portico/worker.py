"""Runs the jobs that transactions enqueued.

Every declared task is registered here under its own name; the web enqueues by name and never imports this module.
A worker that dies leaves its jobs `doing`; each living worker looks for jobs whose worker has not sent a heartbeat
for four heartbeats and puts them back. Below three, a job that is alive and busy would be run a second time.
A job under which its worker dies again and again takes its neighbours along each time, so it is given up as failed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.job_context import JobContext
from procrastinate.jobs import Status

from foundation import db, jobs
from foundation.jobs.periodic import periodic
from foundation.settings import Settings, settings
from portico import rooms

CONCURRENCY = 4
MISSED_HEARTBEATS = 4
MOST_RUNS = 10
"""After so many a job whose worker has died is not put back. Its own failures end before that."""

log = logging.getLogger("portico.worker")


def build(chosen: Settings) -> App:
    """A procrastinate app that knows every task of every room."""
    if chosen.database_url is None:
        raise RuntimeError("a worker needs DATABASE_URL; `portico run` sets it")
    rooms.enter()
    app = App(
        connector=PsycopgConnector(
            conninfo=chosen.database_url,
            kwargs={"application_name": "portico jobs", "options": "-c statement_timeout=60000"},
            min_size=1,
            max_size=4,
        )
    )
    for known in jobs.tasks.values():
        # To procrastinate, 0 attempts means no limit.
        retry = RetryStrategy(max_attempts=known.retries, exponential_wait=3) if known.retries else False
        registered = app.task(name=known.name, retry=retry)(_wrapper(known.name))
        if known.name in periodic:
            app.periodic(cron=periodic[known.name])(registered)
    _register_rescue(app, chosen.job_heartbeat * MISSED_HEARTBEATS)
    return app


def _wrapper(name: str) -> Callable[..., None]:
    def run(tenant_id: str | None = None, **arguments: Any) -> None:
        if name in periodic:
            arguments.pop("timestamp", None)  # sweeps ask the clock themselves
        jobs.run(name, tenant_id=tenant_id, **arguments)

    run.__name__ = name.replace(".", "_")
    return run


def _register_rescue(app: App, stalled_seconds: int) -> None:
    @app.periodic(cron="* * * * * */5")
    @app.task(name="worker.rescue", queueing_lock="worker.rescue", pass_context=True)
    async def rescue(context: JobContext, **_times: int) -> None:
        manager = context.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=stalled_seconds):
            if job.attempts + 1 < MOST_RUNS:
                await manager.retry_job(job)
            else:
                log.error("job %s (%s) is given up: its worker died each time", job.id, job.task_name)
                await manager.finish_job(job, Status.FAILED, delete_job=False)


async def _work(app: App, chosen: Settings, ready: int | None) -> None:
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None

    def stop() -> None:
        # A thread cannot be stopped. A job that outlasts our patience dies with the process: its transaction is
        # rolled back, it stays `doing`, and the rescue brings it back.
        impatience = threading.Timer(chosen.shutdown_seconds - 0.5, os._exit, [0])
        impatience.daemon = True
        impatience.start()
        this.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    async with app.open_async():
        if ready is not None:
            os.write(ready, b"1")
            os.close(ready)
        await app.run_worker_async(
            concurrency=CONCURRENCY,
            install_signal_handlers=False,
            listen_notify=True,
            delete_jobs="successful",
            update_heartbeat_interval=chosen.job_heartbeat,
            stalled_worker_timeout=chosen.job_heartbeat * MISSED_HEARTBEATS,
        )


def work(ready: int | None = None) -> None:
    """Work until SIGTERM or SIGINT; write one byte to `ready` when the database was reached."""
    chosen = settings()
    app = build(chosen)
    assert chosen.database_url is not None
    db.configure(chosen.database_url, role="worker", pool_size=CONCURRENCY)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_work(app, chosen, ready))
