"""The desk's board: one column a status, each with its newest orders and how many there are."""

from __future__ import annotations

from dataclasses import dataclass, fields

from commerce.orders import policies
from commerce.orders.queries import COUNT_LIMIT, JOINED, SUMMARY, Assignee, OrderSummary, assigned
from foundation.db import rows
from foundation.errors import Forbidden
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Pipeline, Status

PER_COLUMN = 25


@dataclass(frozen=True, slots=True)
class Column:
    """One status with its newest orders; ``count`` is at most ``COUNT_LIMIT`` + 1."""

    status: Status
    orders: tuple[OrderSummary, ...]
    count: int


def board(
    viewer: Viewer, pipeline: Pipeline, *, assignee: Assignee | None = None, per_column: int = PER_COLUMN
) -> tuple[Column, ...]:
    """The columns of a pipeline in its order, in two statements; ``assignee`` narrows them to whose the orders are. An order whose frozen status the pipeline no longer has is found in the list.

    Raises Forbidden for anybody but staff, NotFound for staff who read no orders.
    """
    if viewer.kind != "staff":
        raise Forbidden()
    condition, parameters = policies.reach(viewer)
    if assignee is not None:
        condition = f"{condition} and {assigned(assignee, parameters)}"
    parameters |= {
        "tenant": current_scope().tenant_id,
        "statuses": [status.id for status in pipeline.statuses],
        "pipeline": pipeline.id,
        "limit": per_column,
    }
    names = ", ".join(f"x.{field.name}" for field in fields(OrderSummary))
    found = rows(
        f"select {names} from unnest(%(statuses)s::text[]) s(status) cross join lateral (select {SUMMARY} from {JOINED}"  # noqa: S608
        f" where o.tenant_id = %(tenant)s and o.status = s.status and o.pipeline = %(pipeline)s and {condition}"
        " order by o.placed_at desc, o.id desc limit %(limit)s) x",
        **parameters,
    )
    counts = rows(
        "select s.status, (select count(*) from (select 1 from orders o where o.tenant_id = %(tenant)s"  # noqa: S608
        f" and o.status = s.status and o.pipeline = %(pipeline)s and {condition}"
        f" order by o.placed_at desc, o.id desc limit {COUNT_LIMIT + 1}) x) as n"
        " from unnest(%(statuses)s::text[]) s(status)",
        **parameters,
    )
    numbers = {one.status: one.n for one in counts}
    orders = [OrderSummary(*one) for one in found]
    return tuple(
        Column(status, tuple(order for order in orders if order.status == status.id), numbers[status.id])
        for status in pipeline.statuses
    )
