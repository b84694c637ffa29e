"""Facts: joined subscribers in the same transaction, later ones after it and once."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import psycopg
import pytest

from foundation import clock, events, jobs
from foundation.db import execute, row, rows, transaction, value
from foundation.events.record import Recorded
from foundation.tenancy import entered, unscoped

# The package gives its function the module's name, so the module is asked for by path.
room = importlib.import_module("foundation.events.record")
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class CupFilled(events.Event):
    name: ClassVar[str] = "test.cup_filled"
    cups: int
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class PagePrinted(events.PortalEvent):
    name: ClassVar[str] = "test.page_printed"
    pages: int


@pytest.fixture(autouse=True)
def own_subscribers(monkeypatch):
    for register in ("_kinds", "_joined", "_later"):
        monkeypatch.setattr(room, register, {})
    monkeypatch.setattr(clock, "_frozen", NOW)


@pytest.fixture
def tenant(database, make_portal):
    return make_portal("alpha", clock_offset=timedelta(days=1)).live


def waiting():
    with unscoped("test"), transaction():
        return rows("select task_name, args from procrastinate_jobs order by id")


def fill(tenant, cups: int = 2):
    with entered(tenant), transaction():
        return events.record(CupFilled(subject="cup:1", actor="member:1", cups=cups))


def test_a_fact_is_stored_at_the_tenants_time(tenant):
    recorded = fill(tenant)
    assert recorded.at == NOW + timedelta(days=1)
    with entered(tenant), transaction():
        found = row("select * from events")
        assert found is not None
        assert (found.id, found.name, found.subject, found.actor) == (
            recorded.id,
            "test.cup_filled",
            "cup:1",
            "member:1",
        )
        assert (found.payload, found.at) == ({"cups": 2, "note": None}, recorded.at)
        assert value("select count(*) from portal_events") == 0


def test_joined_subscribers_share_the_transaction(tenant):
    seen = []

    @events.on(CupFilled, joined=True)
    def count(event: CupFilled, recorded: Recorded) -> None:
        seen.append((event.cups, value("select id from events") == recorded.id))
        if event.cups > 2:
            raise RuntimeError("too many")

    with pytest.raises(RuntimeError, match="too many"):
        fill(tenant, cups=3)
    with entered(tenant), transaction():
        assert value("select count(*) from events") == 0
    fill(tenant, cups=2)
    with entered(tenant), transaction():
        assert value("select count(*) from events") == 1
    assert seen == [(3, True), (2, True)]
    assert waiting() == []


def test_later_subscribers_get_one_job_each_after_the_commit(tenant):
    seen = []
    events.on(CupFilled, joined=False)(lambda event, recorded: seen.append("never called while recording"))

    @events.on(CupFilled, joined=False)
    def wash(event: CupFilled, recorded: Recorded) -> None:
        seen.append("nor this one")

    with pytest.raises(RuntimeError, match="undo"), entered(tenant), transaction():
        events.record(CupFilled(subject="cup:1", actor="member:1", cups=2))
        raise RuntimeError("undo")
    assert waiting() == []
    recorded = fill(tenant)
    assert seen == []
    found = waiting()
    assert [job.task_name for job in found] == ["events.deliver", "events.deliver"]
    assert {job.args["event_id"] for job in found} == {str(recorded.id)}
    assert {job.args["tenant_id"] for job in found} == {str(tenant.tenant_id)}
    assert len({job.args["subscriber"] for job in found}) == 2


def test_a_later_subscriber_acts_once_and_again_after_a_failure(tenant):
    seen = []
    broken = [True]

    @events.on(CupFilled, joined=False)
    def wash(event: CupFilled, recorded: Recorded) -> None:
        execute("update tenants set demo = demo where id = %(id)s", id=tenant.tenant_id)
        if broken:
            broken.clear()
            raise RuntimeError("no water")
        seen.append((event, recorded))

    recorded = fill(tenant)
    (job,) = waiting()
    with pytest.raises(RuntimeError, match="no water"):
        jobs.run(job.task_name, **job.args)
    assert seen == []
    for _ in range(3):
        jobs.run(job.task_name, **job.args)
    assert seen == [(CupFilled(subject="cup:1", actor="member:1", cups=2), recorded)]
    with entered(tenant), transaction():
        assert value("select count(*) from event_deliveries") == 1


def test_two_subscribers_of_one_event_both_act(tenant):
    seen = []

    @events.on(CupFilled, joined=False)
    def wash(event: CupFilled, recorded: Recorded) -> None:
        seen.append("wash")

    @events.on(CupFilled, joined=False)
    def dry(event: CupFilled, recorded: Recorded) -> None:
        seen.append("dry")

    fill(tenant)
    for _ in range(2):
        for job in waiting():
            jobs.run(job.task_name, **job.args)
    assert sorted(seen) == ["dry", "wash"]


def test_an_event_of_another_tenant_is_not_delivered(tenant, make_portal):
    seen = []

    @events.on(CupFilled, joined=False)
    def wash(event: CupFilled, recorded: Recorded) -> None:
        seen.append(event)

    fill(tenant)
    (job,) = waiting()
    foreign = {**job.args, "tenant_id": str(make_portal("bravo").live.tenant_id)}
    jobs.run(job.task_name, **foreign)
    assert seen == []
    jobs.run(job.task_name, **job.args)
    assert len(seen) == 1


def test_a_subscriber_that_is_gone_is_an_error_and_stays_to_be_delivered(tenant):
    @events.on(CupFilled, joined=False)
    def wash(event: CupFilled, recorded: Recorded) -> None: ...

    fill(tenant)
    (job,) = waiting()
    with pytest.raises(LookupError, match="follows"):
        jobs.run(job.task_name, **{**job.args, "subscriber": "nobody"})
    with entered(tenant), transaction():
        assert value("select count(*) from event_deliveries") == 0
    jobs.run(job.task_name, **job.args)
    with entered(tenant), transaction():
        assert value("select count(*) from event_deliveries") == 1


def test_facts_about_the_document_belong_to_the_portal(tenant, make_portal):
    seen = []

    @events.on(PagePrinted, joined=True)
    def read(event: PagePrinted, recorded: Recorded) -> None:
        seen.append(event.pages)

    with entered(tenant), transaction():
        events.record(PagePrinted(subject="page:1", actor="staff:1", pages=3))
        assert value("select count(*) from events") == 0
        assert value("select payload from portal_events") == {"pages": 3}
    assert seen == [3]
    with entered(make_portal("bravo").live), transaction():
        assert value("select count(*) from portal_events") == 0


def test_facts_are_never_changed(tenant):
    fill(tenant)
    for statement in ("update events set actor = 'nobody'", "delete from events"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), entered(tenant), transaction():
            execute(statement)
    with entered(tenant), transaction():
        assert value("select actor from events") == "member:1"


def test_one_function_follows_one_event_once():
    def wash(event: CupFilled, recorded: Recorded) -> None: ...

    events.on(CupFilled, joined=False)(wash)
    with pytest.raises(ValueError, match="twice"):
        events.on(CupFilled, joined=False)(wash)
    joined, later = events.subscribers()["test.cup_filled"]
    assert joined == []
    assert [name.rsplit(".", 1)[1] for name in later] == ["wash"]
