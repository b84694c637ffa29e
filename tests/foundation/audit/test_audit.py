"""The audit trail: written with the action, in its scope, and never changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from foundation import audit, clock
from foundation.db import execute, row, rows, transaction, value
from foundation.db.rights import APPEND_ONLY
from foundation.tenancy import NoScope, entered, unscoped

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def tenant(database, make_portal, monkeypatch):
    monkeypatch.setattr(clock, "_frozen", NOW)
    return make_portal("alpha", clock_offset=timedelta(days=30)).live


def test_a_row_tells_who_did_what_on_whose_behalf(tenant):
    with entered(tenant):
        with transaction(), audit.request("req-1", on_behalf_of="member:2"):
            row_id = audit.record("order.move", "order:1", "staff:1", {"status": "new"}, {"status": "done"})
        with transaction():
            found = row("select * from audit")
            assert found is not None
            assert found.id == row_id
            assert (found.tenant_id, found.at) == (tenant.tenant_id, NOW + timedelta(days=30))
            assert (found.actor, found.on_behalf_of, found.action, found.subject) == (
                "staff:1",
                "member:2",
                "order.move",
                "order:1",
            )
            assert (found.before, found.after, found.request_id) == ({"status": "new"}, {"status": "done"}, "req-1")
            audit.record("order.move", "order:2", "system")
            last = row("select * from audit where subject = 'order:2'")
            assert last is not None
            assert (last.before, last.after, last.request_id, last.on_behalf_of) == (None, None, None, None)


def test_portal_and_staff_have_trails_of_their_own(tenant, make_portal):
    other = make_portal("bravo").live
    with entered(tenant), transaction():
        audit.record_portal("portal.publish", "revision:4", "staff:1", after={"number": 4})
        audit.record_staff("staff.password", "staff:1", "staff:1")
        assert value("select at from portal_audit") == NOW
        assert value("select count(*) from audit") == 0
    with entered(other), transaction():
        assert rows("select id from portal_audit") == []
        assert value("select subject from staff_audit") == "staff:1"
        audit.record("order.move", "order:1", "system")
    with entered(tenant), transaction():
        assert rows("select id from audit") == []


def test_rows_of_one_transaction_sort_in_the_order_they_were_written(tenant):
    with entered(tenant), transaction():
        for number in range(200):
            audit.record("order.move", f"order:{number}", "system")
        assert [found.subject for found in rows("select subject from audit order by id")] == [
            f"order:{number}" for number in range(200)
        ]


def test_what_is_undone_leaves_no_row(tenant):
    with entered(tenant):
        with pytest.raises(RuntimeError, match="undo"), transaction():
            audit.record("order.move", "order:1", "system")
            raise RuntimeError("undo")
        with transaction():
            assert value("select count(*) from audit") == 0
            audit.record("order.move", "order:1", "system")
            assert value("select count(*) from audit") == 1


def test_a_row_needs_a_tenant_and_names(tenant):
    with unscoped("test"), transaction(), pytest.raises(NoScope):
        audit.record("order.move", "order:1", "system")
    with entered(tenant), transaction(), pytest.raises(ValueError, match="names"):
        audit.record("order.move", "order:1", "")


@pytest.mark.parametrize("table", ["audit", "portal_audit", "staff_audit"])
@pytest.mark.parametrize("statement", ["update {} set actor = 'nobody'", "delete from {}", "truncate {}"])
def test_the_app_role_cannot_change_what_is_written(tenant, table, statement):
    assert table in APPEND_ONLY
    with entered(tenant), transaction():
        audit.record("order.move", "order:1", "system")
        audit.record_portal("portal.publish", "revision:4", "staff:1")
        audit.record_staff("staff.password", "staff:1", "staff:1")
    with entered(tenant), pytest.raises(psycopg.errors.InsufficientPrivilege), transaction():
        execute(statement.format(table))
    with entered(tenant), transaction():
        assert value(f"select actor from {table}") in ("system", "staff:1")
