"""What must hold of the stored orders and payments at any moment, and what must hold once the worker has caught up.

Each is read-only SQL that returns the rows that break it; a database that is right returns none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from commerce.orders.models import PAIRS
from commerce.orders.states import EDGES


@dataclass(frozen=True)
class Invariant:
    """``settled``: it holds only when no job waits or runs."""

    name: str
    sql: str
    settled: bool = False


_EDGES = ", ".join(f"('{before}', '{after}')" for before, following in EDGES.items() for after in sorted(following))

INVARIANTS = (
    Invariant(
        "the lines of an order add up to its head",
        "select o.number, o.net_minor, o.tax_minor, o.gross_minor, sum(l.gross_minor) as lines from orders o"
        " left join order_lines l on l.tenant_id = o.tenant_id and l.order_id = o.id"
        " group by o.tenant_id, o.id having (o.net_minor, o.tax_minor, o.gross_minor)"
        " is distinct from (sum(l.net_minor), sum(l.tax_minor), sum(l.gross_minor))",
    ),
    Invariant(
        "the lines of an order are numbered without a gap",
        "select order_id, array_agg(position order by position) from order_lines group by tenant_id, order_id"
        " having max(position) - min(position) + 1 <> count(*)",
    ),
    Invariant("state and status of an order fit", f"select number, state, status_kind from orders where not ({PAIRS})"),
    Invariant(
        "an order only walked along the edges of its state machine",
        "select order_id, from_state, to_state from order_history where from_state is not null and to_state is not null"
        f" and from_state <> to_state and (from_state, to_state) not in ({_EDGES}, ('confirmed', 'completed'))",
    ),
    Invariant(
        "an order is in the state its history ends in",
        "select o.number, o.state, h.to_state from orders o join lateral (select to_state from order_history h"
        " where h.tenant_id = o.tenant_id and h.order_id = o.id and to_state is not null order by seq desc limit 1) h"
        " on h.to_state <> o.state",
    ),
    Invariant(
        "the history of an order begins with its placing and has no gap",
        "select order_id, count(*), max(seq) from order_history group by tenant_id, order_id"
        " having min(seq) <> 1 or max(seq) <> count(*) or count(*) filter (where kind = 'placed') <> 1"
        " or min(kind) filter (where seq = 1) <> 'placed'",
    ),
    Invariant(
        "every order has a history, and is in the audit trail once",
        "select o.number from orders o where not exists (select 1 from order_history h"
        " where h.tenant_id = o.tenant_id and h.order_id = o.id) or (select count(*) from audit a"
        " where a.tenant_id = o.tenant_id and a.subject = 'order:' || o.id and a.action = 'order.place') <> 1",
    ),
    Invariant(
        "every order was announced once",
        "select o.number, count(e.id) from orders o left join events e on e.tenant_id = o.tenant_id"
        " and e.subject = 'order:' || o.id and e.name = 'order.placed' group by o.tenant_id, o.id having count(e.id) <> 1",
    ),
    Invariant(
        "an idempotency key made one order, and that order exists",
        "select k.key, k.response from idempotency_keys k left join orders o on o.tenant_id = k.tenant_id"
        " and o.id = (k.response->>'order')::uuid where k.route = 'place_order' and o.id is null"
        " union all select min(key), response from idempotency_keys where route = 'place_order'"
        " group by tenant_id, response having count(*) > 1",
    ),
    Invariant(
        "no number of a series was lost or given twice",
        "select s.tenant_id, s.period, s.next, count(o.id) from number_series s left join orders o"
        " on o.tenant_id = s.tenant_id and o.number like replace(s.period, '{seq}', '%')"
        " where s.kind = 'order' group by s.tenant_id, s.id having s.next <> count(o.id) + 1",
    ),
    Invariant(
        "an order has at most one payment that waits and one that is settled",
        "select order_id, array_agg(state) from payments group by tenant_id, order_id"
        " having count(*) filter (where state in ('completed', 'confirmed')) > 1"
        " or count(*) filter (where state in ('checkout', 'processing', 'pending', 'announced')) > 1"
        " or (bool_or(state in ('completed', 'confirmed'))"
        " and bool_or(state in ('checkout', 'processing', 'pending', 'announced')))",
    ),
    Invariant(
        "what was captured is what the order costs, and only settled payments captured anything",
        "select p.order_id, p.state, p.captured_minor, o.gross_minor from payments p join orders o"
        " on o.tenant_id = p.tenant_id and o.id = p.order_id where p.amount_minor <> o.gross_minor"
        " or p.currency <> o.currency or p.captured_minor <> case when p.state in ('completed', 'confirmed')"
        " then p.amount_minor else 0 end",
    ),
    Invariant(
        "an order is paid exactly when a payment of it is settled",
        "select o.number, o.payment_state, count(p.id) from orders o left join payments p on p.tenant_id = o.tenant_id"
        " and p.order_id = o.id and p.state in ('completed', 'confirmed') group by o.tenant_id, o.id"
        " having (o.payment_state = 'paid') <> (count(p.id) = 1)"
        " or (o.payment_state = 'not_needed') <> (o.gross_minor = 0)",
    ),
    Invariant(
        "a paid order was announced as paid once, no other was",
        "select o.number, o.payment_state, count(e.id) from orders o left join events e on e.tenant_id = o.tenant_id"
        " and e.subject = 'order:' || o.id and e.name = 'order.paid' group by o.tenant_id, o.id"
        " having count(e.id) <> case when o.payment_state = 'paid' then 1 else 0 end",
    ),
    Invariant(
        "no paid order still waits for its money",
        "select number, state from orders where state = 'submitted' and payment_state in ('paid', 'not_needed')",
    ),
    Invariant(
        "what an order was sold as is kept",
        "select o.number, h.hash from orders o join tenants t on t.id = o.tenant_id"
        " join lateral (select o.pipeline_hash as hash union select l.form_hash from order_lines l"
        " where l.tenant_id = o.tenant_id and l.order_id = o.id union select l.price_hash from order_lines l"
        " where l.tenant_id = o.tenant_id and l.order_id = o.id) h on h.hash is not null"
        " where not exists (select 1 from blobs b where b.portal_id = t.portal_id and b.hash = h.hash)",
    ),
    Invariant(
        "a guest's order made a client with one member",
        "select c.id, count(m.id) from clients c left join members m on m.tenant_id = c.tenant_id and m.client_id = c.id"
        " where c.state = 'pending' group by c.tenant_id, c.id having count(m.id) <> 1",
    ),
    Invariant(
        "every order was confirmed by one letter",
        "select o.number, count(m.id) from orders o join events e on e.tenant_id = o.tenant_id"
        " and e.subject = 'order:' || o.id and e.name = 'order.placed' left join mail_outbox m"
        " on m.tenant_id = o.tenant_id and m.key = 'order.placed:' || e.id where o.contact_email <> ''"
        " group by o.tenant_id, o.id having count(m.id) <> 1",
        settled=True,
    ),
    Invariant(
        "a letter that confirms an order goes to whoever placed it",
        "select o.number, m.to_email, o.contact_email from orders o join events e on e.tenant_id = o.tenant_id"
        " and e.subject = 'order:' || o.id and e.name = 'order.placed' join mail_outbox m"
        " on m.tenant_id = o.tenant_id and m.key = 'order.placed:' || e.id where m.to_email <> o.contact_email"
        " or m.subject <> 'Your order ' || o.number",
    ),
    Invariant(
        "no letter is stuck",
        "select id, state, error from mail_outbox where state in ('queued', 'sending', 'failed')",
        settled=True,
    ),
    Invariant(
        "no job was given up",
        "select id, task_name, attempts, args from procrastinate_jobs where status in ('failed', 'aborted')"
        " and args->>'tenant_id' is not null",
        settled=True,
    ),
    Invariant(
        "every delivery belongs to an event of the tenant",
        "select d.event_id from event_deliveries d left join events e on e.tenant_id = d.tenant_id and e.id = d.event_id"
        " where e.id is null",
    ),
)


def broken(ask: Callable[[str], Sequence[Any]], *, settled: bool) -> list[str]:
    """What does not hold, each with how many rows break it and the first of them. ``settled``: no job waits or runs, so everything must hold."""
    found = []
    for invariant in INVARIANTS:
        if settled or not invariant.settled:
            rows = ask(invariant.sql)
            if rows:
                found.append(f"{invariant.name}: {len(rows)} rows, such as {rows[:2]}")
    return found
