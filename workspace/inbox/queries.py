"""Reading the inbox: what clients said and what else waits, put together by order, client and task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from commerce.orders import policies as orders
from commerce.orders.queries import beside
from foundation import clock
from foundation.db import row, rows
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from workspace.conversations.lists import ThreadSummary, recent
from workspace.conversations.lists import inbox as threads_of
from workspace.tasks import policies as tasks

Why = Literal["new", "transfer", "overdue", "task"]
COUNT_LIMIT = 99
EACH = 50
"""Rows looked at for each reason; the newest ones."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row waits. ``new``: nobody has begun the order or nobody has it; ``transfer``: one was announced and not confirmed; ``overdue``: the
    client's answer was due ``at``; ``task``: it is due on ``due``. ``minor`` is the amount of the transfer."""

    why: Why
    at: datetime
    due: date | None = None
    minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``item`` names it; ``waits``: it asks for something, so it stands first and is counted; ``mine``: it is not somebody else's.
    ``thread`` is what was said, None where nothing was; ``thread_id`` is the conversation that belongs to the row."""

    item: str
    at: datetime
    order_id: UUID | None
    number: str
    title: str
    client_id: UUID
    client_name: str
    assignee_id: UUID | None
    mine: bool
    thread: ThreadSummary | None = None
    task_title: str = ""
    reasons: tuple[Reason, ...] = ()
    kept: bool = False

    @property
    def unread(self) -> int:
        """How many messages are new to the viewer."""
        return self.thread.unread if self.thread else 0

    @property
    def waits(self) -> bool:
        return bool(self.unread or self.reasons or self.kept)

    @property
    def thread_id(self) -> UUID:
        return self.order_id or self.client_id

    @property
    def task_id(self) -> UUID | None:
        kind, _, identity = self.item.partition(":")
        return UUID(identity) if kind == "task" else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open orders the viewer reads, how many tasks they have, and how many rows of *mine* wait; each at most ``COUNT_LIMIT`` + 1; ``beside`` as in
    ``commerce.orders.queries.Counts``."""

    orders: int
    tasks: int
    inbox: int
    beside: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inbox:
    """Rows that wait first, newest first, then what was read, newest first. ``figures`` are what ``counts`` is read from."""

    rows: tuple[Row, ...]
    figures: str

    @property
    def counts(self) -> Counts:
        """The figures beside the desk's ways, which came along."""
        return _counts(self.figures, self.mine().waiting)

    def mine(self) -> Inbox:
        """The rows that are not somebody else's."""
        return replace(self, rows=tuple(one for one in self.rows if one.mine))

    @property
    def waiting(self) -> int:
        return sum(one.waits for one in self.rows)

    def find(self, item: str) -> Row | None:
        return next((one for one in self.rows if one.item == item), None)


@dataclass
class _Marks:
    done: dict[str, datetime] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)


def desk_counts(viewer: Viewer, *, today: date) -> Counts:
    """The figures beside the desk's ways, in one statement; ``today`` as for ``inbox``. Raises NotFound for anybody but staff who read orders."""
    if viewer.kind != "staff":
        raise NotFound()
    reach, parameters = orders.reach(viewer)
    reasons, more = _reasons(viewer)
    threads, further = recent(viewer)
    found = row(
        f"with w as ({reasons}), t as ({threads}), rows as ("  # noqa: S608 - fixed fragments, values as parameters
        " select case when w.task_id is null then 'order:' || w.order_id else 'task:' || w.task_id end as item, w.at from w"
        " where w.assignee_id is null or w.assignee_id = %(me)s"
        " union all select case when t.order_id is null then 'client:' || t.client_id else 'order:' || t.order_id end, t.at from t"
        " where t.mine and (t.unread > 0 or exists (select 1 from inbox_marks k where k.tenant_id = %(tenant)s and k.staff_id = %(me)s"
        " and k.state = 'kept' and k.item = case when t.order_id is null then 'client:' || t.client_id else 'order:' || t.order_id end)))"
        f" select {_figures(reach)} as figures,"
        " (select count(*) from (select r.item from rows r left join inbox_marks k on k.tenant_id = %(tenant)s and k.staff_id = %(me)s"
        " and k.item = r.item and k.state = 'done' group by r.item having max(r.at) > max(k.at) or max(k.at) is null) x) as inbox",
        **(parameters | more | further | _present(viewer, today)),
    )
    assert found is not None
    return _counts(found.figures, found.inbox)


def _counts(figures: str, waiting: int) -> Counts:
    known = json.loads(figures)
    return Counts(known["orders"], known["tasks"], waiting, known["beside"])


def inbox(viewer: Viewer, *, today: date) -> Inbox:
    """What waits for the viewer and what was said lately, in two statements. ``today`` is the day of the portal's calendar.

    Raises NotFound for anybody but staff who read orders.
    """
    if viewer.kind != "staff":
        raise NotFound()
    threads = threads_of(viewer, mine=False, limit=EACH * 2).threads
    items = [_item(thread.order_id, thread.client_id) for thread in threads]
    found, marks, figures = _waiting(viewer, today, items)
    made: dict[str, Row] = {item: _said(thread) for item, thread in zip(items, threads, strict=True)}
    for one in found:
        known = made.get(one.item)
        made[one.item] = replace(
            one,
            at=max(one.at, known.at) if known else one.at,
            mine=one.mine or (known is not None and known.mine),
            thread=known.thread if known else None,
        )
    shown = [replace(one, kept=one.item in marks.kept) for one in made.values()]
    there = [one for one in shown if one.item not in marks.done or one.at > marks.done[one.item]]
    ordered = sorted(there, key=lambda one: (one.waits, one.at, one.item), reverse=True)
    return Inbox(tuple(ordered), figures)


def _item(order_id: UUID | None, client_id: UUID) -> str:
    return f"order:{order_id}" if order_id else f"client:{client_id}"


def _said(thread: ThreadSummary) -> Row:
    assert thread.at is not None
    return Row(
        item=_item(thread.order_id, thread.client_id),
        at=thread.at,
        order_id=thread.order_id,
        number=thread.number,
        title=thread.title,
        client_id=thread.client_id,
        client_name=thread.client_name,
        assignee_id=thread.assignee_id,
        mine=thread.mine,
        thread=thread,
    )


_ABOUT = "o.id as order_id, o.number, o.title, c.id as client_id, c.name as client_name, o.assignee_id"
_FROM = "orders o join clients c on c.tenant_id = o.tenant_id and c.id = o.client_id"


def _reasons(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """A statement's part: everything but what was said."""
    reach, parameters = orders.reach(viewer)
    task_reach, more = tasks.reach(viewer)
    parts = [
        f"(select 'new' as why, {_ABOUT}, o.placed_at as at, null::uuid as task_id, '' as task, null::date as due, null::bigint as minor,"  # noqa: S608
        f" '' as currency from {_FROM} where o.tenant_id = %(tenant)s and {reach} and o.status_kind = 'open'"
        " and (o.assignee_id is null or o.status_since = o.placed_at) order by o.placed_at desc limit %(each)s)",
        f"(select 'overdue', {_ABOUT}, o.status_due_at, null, '', null, null, '' from {_FROM}"  # noqa: S608
        f" where o.tenant_id = %(tenant)s and {reach} and o.status_kind = 'waiting_client' and o.status_due_at < %(now)s"
        " order by o.status_due_at desc limit %(each)s)",
        f"(select 'task', {_ABOUT_TASK}, t.due_on::timestamp at time zone 'UTC', t.id, t.title, t.due_on, null, '' from tasks t"  # noqa: S608
        " left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id"
        " join clients c on c.tenant_id = t.tenant_id and c.id = coalesce(t.client_id, o.client_id)"
        f" where t.tenant_id = %(tenant)s and {task_reach} and t.done_at is null and t.removed_at is null and t.due_on <= %(today)s"
        " order by t.due_on desc, t.id desc limit %(each)s)",
    ]
    if viewer.owner or viewer.may("order.move"):
        parts.append(
            f"(select 'transfer', {_ABOUT}, p.updated_at, null, '', null, p.amount_minor, p.currency from payments p"  # noqa: S608
            " join orders o on o.tenant_id = p.tenant_id and o.id = p.order_id"
            " join clients c on c.tenant_id = o.tenant_id and c.id = o.client_id"
            f" where p.tenant_id = %(tenant)s and {reach} and p.state = 'announced' and o.state <> 'cancelled'"
            " order by p.updated_at desc limit %(each)s)"
        )
    return " union all ".join(parts), parameters | more


def _figures(reach: str) -> str:
    """A statement's part: how many open orders the viewer reads, how many tasks they have to do, and what other rooms count, as JSON text."""
    others = ", ".join(f"'{name}', ({select.replace('%(me)s', '%(actor)s')})" for name, select in beside().items())
    return (
        "jsonb_build_object('orders', (select count(*) from (select 1 from orders o where o.tenant_id = %(tenant)s"  # noqa: S608
        f" and {reach} and o.status_kind in ('open', 'active', 'waiting_client') order by o.placed_at desc, o.id desc"
        f" limit {COUNT_LIMIT + 1}) x), 'tasks', (select count(*) from (select 1 from tasks t where t.tenant_id = %(tenant)s"
        " and t.assignee_id = %(me)s and t.done_at is null and t.removed_at is null order by t.due_on"
        f" limit {COUNT_LIMIT + 1}) x), 'beside', jsonb_build_object({others}))::text"
    )


def _present(viewer: Viewer, today: date) -> dict[str, Any]:
    return {
        "tenant": current_scope().tenant_id,
        "me": viewer.staff_id,
        "actor": viewer.actor,
        "now": clock.now(),
        "today": today,
        "each": EACH,
    }


def _waiting(viewer: Viewer, today: date, items: Iterable[str]) -> tuple[list[Row], _Marks, str]:
    """Everything but what was said, with the marks on any of it and on ``items``, and the figures, in one statement."""
    reach, _ = orders.reach(viewer)
    reasons, parameters = _reasons(viewer)
    found = rows(
        f"with w as ({reasons})"  # noqa: S608 - fixed fragments, values as parameters
        " select w.*, k.state, k.at as marked_at from w left join inbox_marks k on k.tenant_id = %(tenant)s and k.staff_id = %(me)s"
        " and k.item = case when w.task_id is null then 'order:' || w.order_id else 'task:' || w.task_id end"
        " union all select 'mark', null, k.item, '', null, '', null, k.at, null, '', null, null, '', k.state, k.at from inbox_marks k"
        " where k.tenant_id = %(tenant)s and k.staff_id = %(me)s and k.item = any(%(items)s)"
        f" union all select 'figures', null, '', '', null, '', null, null, null, {_figures(reach)}, null, null, '', null, null",
        items=list(items),
        **(parameters | _present(viewer, today)),
    )
    marks = _Marks()
    made: dict[str, Row] = {}
    figures = ""
    for one in found:
        if one.why == "figures":
            figures = one.task
            continue
        item = one.number if one.why == "mark" else f"task:{one.task_id}" if one.task_id else f"order:{one.order_id}"
        if one.state == "done":
            marks.done[item] = one.marked_at
        elif one.state == "kept":
            marks.kept.add(item)
        if one.why == "mark":
            continue
        reason = Reason(one.why, one.at, one.due, one.minor, one.currency)
        known = made.get(item)
        made[item] = (
            replace(known, at=max(known.at, one.at), reasons=(*known.reasons, reason))
            if known
            else _row(item, one, reason, viewer)
        )
    return list(made.values()), marks, figures


_ABOUT_TASK = (
    "o.id, coalesce(o.number, ''), coalesce(o.title, ''), c.id, c.name, coalesce(t.assignee_id, o.assignee_id)"
)


def _row(item: str, found: Any, reason: Reason, viewer: Viewer) -> Row:
    return Row(
        item=item,
        at=found.at,
        order_id=found.order_id,
        number=found.number,
        title=found.title,
        client_id=found.client_id,
        client_name=found.client_name,
        assignee_id=found.assignee_id,
        mine=found.assignee_id in (None, viewer.staff_id),
        task_title=found.task,
        reasons=(reason,),
    )
