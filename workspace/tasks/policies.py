"""Who plans tasks, who ticks them, and whose a viewer sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from commerce.clients.policies import may_manage_clients
from commerce.orders.policies import EVERY_ORDER, reads_every_order, staff_may_move
from foundation.errors import Forbidden, NotFound
from foundation.identity.viewer import Viewer


def reach(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """A condition on tasks ``t`` of orders ``o`` that the viewer may see: all of them, or their own and those of their orders. Raises NotFound
    for anybody but staff who read orders."""
    if viewer.kind != "staff" or not (viewer.owner or viewer.may("order.read")):
        raise NotFound()
    if reads_every_order(viewer):
        return "true", {}
    return "(t.assignee_id = %(staff)s or o.assignee_id = %(staff)s)", {"staff": viewer.staff_id}


def may_plan_order(viewer: Viewer, order_assignee: UUID | None) -> bool:
    """Whoever may move an order plans what is to do on it."""
    return staff_may_move(viewer, order_assignee)


def may_plan_client(viewer: Viewer) -> bool:
    """Tasks for a client are planned by staff who move every order, or who manage clients."""
    every = viewer.kind == "staff" and (viewer.owner or viewer.scope("order.move") in EVERY_ORDER)
    return every or may_manage_clients(viewer)


def may_plan(viewer: Viewer, *, about_order: bool, order_assignee: UUID | None) -> bool:
    return may_plan_order(viewer, order_assignee) if about_order else may_plan_client(viewer)


def require(allowed: bool) -> None:
    """Raises Forbidden."""
    if not allowed:
        raise Forbidden("Your role does not allow planning this. Ask whoever plans the work.")
