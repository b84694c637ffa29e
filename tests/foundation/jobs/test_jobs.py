"""Jobs exist exactly when the data does, and run in the tenant that enqueued them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from foundation import jobs
from foundation.db import row, rows, transaction, value
from foundation.jobs import periodic
from foundation.tenancy import entered, maybe_scope, unscoped


@pytest.fixture
def own_tasks(monkeypatch):
    """A register of tasks that lasts for one test."""
    monkeypatch.setattr(jobs, "tasks", {})
    monkeypatch.setattr(periodic, "tasks", jobs.tasks)
    monkeypatch.setattr(periodic, "periodic", {})


@pytest.fixture
def tenant(database, make_portal):
    return make_portal("alpha").live


def waiting():
    with unscoped("test"), transaction():
        return rows("select task_name, queue_name, args, scheduled_at from procrastinate_jobs order by id")


def test_a_job_is_there_after_the_commit_and_not_after_a_rollback(tenant, own_tasks):
    with entered(tenant):
        with pytest.raises(RuntimeError, match="undo"), transaction():
            jobs.enqueue("test.note", text="undone")
            assert value("select count(*) from procrastinate_jobs") == 1
            raise RuntimeError("undo")
        assert waiting() == []
        with transaction():
            jobs.enqueue("test.note", text="done")
    (job,) = waiting()
    assert job.task_name == "test.note"
    assert job.queue_name == "default"
    assert job.args == {"tenant_id": str(tenant.tenant_id), "text": "done"}
    assert job.scheduled_at is None


def test_a_job_may_wait_and_have_a_queue_and_no_tenant(database):
    later = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    with unscoped("test"), transaction():
        jobs.enqueue("test.note", queue="mail", not_before=later)
    (job,) = waiting()
    assert (job.queue_name, job.scheduled_at, job.args) == ("mail", later, {"tenant_id": None})


def test_a_task_runs_in_its_tenant_and_in_a_transaction(tenant, own_tasks):
    seen = []

    @jobs.task("test.note")
    def note(*, text: str) -> None:
        jobs.enqueue("test.next")
        seen.append((text, maybe_scope(), value("select current_setting('app.tenant_id', true)")))
        if text == "break":
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        jobs.run("test.note", tenant_id=str(tenant.tenant_id), text="break")
    assert waiting() == []
    jobs.run("test.note", tenant_id=str(tenant.tenant_id), text="good")
    assert [job.task_name for job in waiting()] == ["test.next"]
    assert [text for text, _, _ in seen] == ["break", "good"]
    assert all(scope == tenant and setting == str(tenant.tenant_id) for _, scope, setting in seen)
    assert maybe_scope() is None


def test_an_outward_task_opens_its_own_transactions(tenant, own_tasks):
    seen = []

    @jobs.task("test.call", outward=True)
    def call() -> None:
        for _ in range(2):
            with transaction():
                found = row("select pg_current_xact_id()::text as id")
                assert found is not None
                seen.append(found.id)

    jobs.run("test.call", tenant_id=str(tenant.tenant_id))
    assert len(set(seen)) == 2


def test_a_task_without_a_tenant_sees_no_tenants_rows(tenant, own_tasks):
    seen = []

    @jobs.task("test.count")
    def count() -> None:
        seen.append((maybe_scope(), value("select count(*) from events"), value("select count(*) from tenants")))

    jobs.run("test.count", tenant_id=None)
    assert seen == [(None, 0, 2)]


def test_a_tenant_that_is_gone_has_no_work_and_an_unknown_task_is_an_error(tenant, own_tasks):
    seen = []
    jobs.task("test.note")(lambda: seen.append(1))
    jobs.run("test.note", tenant_id=str(uuid4()))
    assert seen == []
    jobs.run("test.note", tenant_id=str(tenant.tenant_id))
    assert seen == [1]
    with pytest.raises(LookupError, match=r"test\.other"):
        jobs.run("test.other", tenant_id=None)


def test_a_name_is_given_once(own_tasks):
    def first() -> None: ...

    jobs.task("test.note")(first)
    jobs.task("test.note")(first)
    with pytest.raises(ValueError, match="two tasks"):
        jobs.task("test.note")(lambda: None)


def test_periodic_tasks_are_tasks(own_tasks):
    def lonely() -> None: ...

    with pytest.raises(ValueError, match="no task"):
        periodic.every("* * * * *")(lonely)
    periodic.every("* * * * *")(jobs.task("test.lonely")(lonely))
    assert periodic.periodic == {"test.lonely": "* * * * *"}
    with pytest.raises(ValueError, match="already"):
        periodic.every("0 * * * *")(lonely)


def test_the_sweeps_are_declared():
    import foundation.mail
    import foundation.timers

    assert {"mail.sweep", "timers.sweep"} <= set(periodic.periodic) <= set(jobs.tasks)
    assert foundation.mail
    assert foundation.timers
