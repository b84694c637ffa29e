"""Every invariant holds for orders as people place them, and finds the damage it is there for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from foundation import jobs
from foundation.db import rows
from tests import cast
from tests.faults.invariants import INVARIANTS, broken

ONE = "(select id from orders order by number limit 1)"
PAID = "(select id from orders where payment_state = 'paid' limit 1)"

DAMAGE = {
    "the lines of an order add up to its head": f"update order_lines set net_minor = net_minor + 1, gross_minor = gross_minor + 1 where order_id = {ONE}",
    "the lines of an order are numbered without a gap": "insert into order_lines (tenant_id, order_id, position, service_id, name, quantity, unit_price,"
    " net_minor, gross_minor, currency) select tenant_id, order_id, position + 5, service_id, name, quantity, unit_price, net_minor, gross_minor,"
    f" currency from order_lines where order_id = {ONE}",
    "state and status of an order fit": "alter table orders drop constraint ck_orders_state_fits_status; update orders set status_kind = 'active'"
    " where state = 'submitted'",
    "an order only walked along the edges of its state machine": "update order_history set from_state = 'completed', to_state = 'submitted'"
    f" where order_id = {PAID} and to_state = 'confirmed'",
    "an order is in the state its history ends in": f"update orders set state = 'confirmed' where id <> {PAID}",
    "the history of an order begins with its placing and has no gap": f"update order_history set seq = seq + 100 where order_id = {PAID} and seq > 1",
    "every order has a history, and is in the audit trail once": "delete from audit where action = 'order.place'",
    "every order was announced once": "insert into events (tenant_id, id, name, subject, actor, payload, at)"
    " select tenant_id, uuidv7(), name, subject, actor, payload, at from events where name = 'order.placed'",
    "an idempotency key made one order, and that order exists": 'update idempotency_keys set response = \'{"order": "00000000-0000-7000-8000-000000000000"}\'',
    "no number of a series was lost or given twice": "update number_series set next = next + 1",
    "an order has at most one payment that waits and one that is settled": "insert into payments (tenant_id, order_id, amount_minor, currency, method,"
    " gateway, state, attempt, created_at, updated_at) select tenant_id, order_id, amount_minor, currency, method, gateway, 'checkout', attempt + 1,"
    f" created_at, updated_at from payments where order_id = {PAID}",
    "what was captured is what the order costs, and only settled payments captured anything": "update payments set captured_minor = captured_minor - 1"
    " where captured_minor > 0",
    "an order is paid exactly when a payment of it is settled": f"update orders set payment_state = 'unpaid' where id = {PAID}",
    "a paid order was announced as paid once, no other was": "delete from events where name = 'order.paid'",
    "no paid order still waits for its money": f"update orders set state = 'submitted', status_kind = 'open' where id = {PAID}",
    "what an order was sold as is kept": "delete from blobs",
    "a guest's order made a client with one member": "delete from members where client_id in (select id from clients where state = 'pending')",
    "every order was confirmed by one letter": f"delete from mail_outbox where subject = 'Your order ' || (select number from orders where id = {PAID})",
    "a letter that confirms an order goes to whoever placed it": "update mail_outbox set to_email = 'else@where.example' where key like 'order.placed:%'",
    "no letter is stuck": "update mail_outbox set state = 'queued'",
    "no job was given up": "insert into procrastinate_jobs (queue_name, task_name, status, args) values ('default', 'events.deliver', 'failed',"
    ' \'{"tenant_id": "x"}\')',
    "every delivery belongs to an event of the tenant": "delete from events where id in (select event_id from event_deliveries)",
}


@pytest.fixture
def house(database: str, admin_dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """A portal with orders of members and a guest, paid and unpaid, whose jobs have run. Whatever is done here is undone."""
    from portico import apps

    apps.portal_app()
    cast.forget_everything()
    site = cast.make_site("northside", "North Studio", {"owner": ("Olga Owner", True, ("rol_owner",))})
    cast.add_company(site, "acme", "Acme Pumps")
    cast.add_orders(site, "acme")
    cast.guest_token(site)
    buyer = site.companies["acme"].people["buyer"]
    assert buyer.viewer is not None
    with site.at():
        number = cast.banner(site, buyer.viewer, method="pmt_card").number
        cast.payments.settle_test_payment(
            cast.payments.start_payment(buyer.viewer, number).payment_id, "pay", viewer=buyer.viewer
        )
        placed = rows("select id from events where name = 'order.placed' order by id")
    with psycopg.connect(admin_dsn, row_factory=dict_row, options="-c search_path=portico") as connection:
        waiting = connection.execute("select task_name, args from procrastinate_jobs order by id").fetchall()
        connection.execute("delete from procrastinate_jobs")
        connection.commit()
        for job in waiting:
            tenant = job["args"].pop("tenant_id")
            jobs.run(job["task_name"], tenant_id=tenant, **job["args"])
        assert len(placed) == len(site.companies["acme"].orders) + 2
        yield connection
        connection.rollback()
    cast.forget_everything()


def test_every_invariant_holds_and_finds_its_damage(house: psycopg.Connection[Any]) -> None:
    def ask(sql: str) -> list[Any]:
        return house.execute(sql).fetchall()

    assert broken(ask, settled=True) == []
    house.rollback()
    assert set(DAMAGE) == {invariant.name for invariant in INVARIANTS}
    for invariant in INVARIANTS:
        house.execute("set local session_replication_role = replica")  # no trigger and no reference stands in the way
        house.execute(DAMAGE[invariant.name])
        assert ask(invariant.sql), f"the damage was not found: {invariant.name}"
        house.rollback()


def test_damage_that_waits_for_jobs_is_not_called_damage(house: psycopg.Connection[Any]) -> None:
    def ask(sql: str) -> list[Any]:
        return house.execute(sql).fetchall()

    house.execute("delete from mail_outbox")
    assert broken(ask, settled=False) == []
    assert broken(ask, settled=True)
