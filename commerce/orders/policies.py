"""Whose orders a viewer sees, and what they may do with one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from foundation.errors import Forbidden, NotFound
from foundation.identity.viewer import Viewer

COMPANY = ("company", "all")
EVERY_ORDER = ("team", "company", "all")
"""Scopes with which staff reach every order of the tenant; with ``own`` and ``assigned`` they reach the orders assigned to them."""


NO_ROLE = "Your role does not allow this."
NOT_YOURS = "This order is not assigned to you. Whoever plans the work can give it to you."


def reach(viewer: Viewer, prefix: str = "o.") -> tuple[str, dict[str, Any]]:
    """A condition on orders that the viewer may read, with its parameters: staff every order of the tenant or those assigned to them, members
    those of their client or their own, as ``order.read`` reaches. Raises NotFound for anybody else."""
    if viewer.kind == "staff" and (viewer.owner or viewer.may("order.read")):
        if reads_every_order(viewer):
            return "true", {}
        return f"{prefix}assignee_id = %(staff)s", {"staff": viewer.staff_id}
    if viewer.kind != "member":
        raise NotFound()
    scope = viewer.scope("order.read")
    if scope in COMPANY:
        return f"{prefix}client_id = %(client)s", {"client": viewer.client_id}
    if scope is None and viewer.client_state != "pending":
        raise NotFound()
    # A guest who joined a pending client sees what they ordered, whatever their roles say.
    return (
        f"{prefix}client_id = %(client)s and {prefix}member_id = %(member)s",
        {"client": viewer.client_id, "member": viewer.member_id},
    )


def reads_every_order(viewer: Viewer) -> bool:
    """True for staff who read more than the orders assigned to them."""
    return viewer.kind == "staff" and (viewer.owner or viewer.scope("order.read") in EVERY_ORDER)


def may_open(viewer: Viewer, client_id: UUID, member_id: UUID | None, assignee_id: UUID | None) -> bool:
    """What ``reach`` says of one order, for whoever has its facts at hand already: the client's, who placed it, to whom it is assigned."""
    if viewer.kind == "staff":
        may = viewer.owner or viewer.may("order.read")
        return may and (reads_every_order(viewer) or (assignee_id is not None and assignee_id == viewer.staff_id))
    if viewer.kind != "member" or client_id != viewer.client_id:
        return False
    scope = viewer.scope("order.read")
    if scope in COMPANY:
        return True
    own = member_id is not None and member_id == viewer.member_id
    return own and (scope is not None or viewer.client_state == "pending")


def sees_whole_client(viewer: Viewer) -> bool:
    """True when the viewer reads more than their own orders of a client."""
    return viewer.kind == "staff" or viewer.scope("order.read") in COMPANY


def require_move(viewer: Viewer) -> None:
    """Raises Forbidden for a viewer who moves nothing: a guest, or a member of a suspended client."""
    if viewer.kind == "guest" or viewer.client_state == "suspended":
        raise Forbidden("Your company's access is suspended, so orders cannot be changed.")


def staff_may_move(viewer: Viewer, assignee_id: UUID | None) -> bool:
    """Staff move what ``order.move`` reaches: every order, or those assigned to them."""
    if viewer.kind != "staff":
        return False
    scope = viewer.scope("order.move")
    return viewer.owner or scope in EVERY_ORDER or (scope is not None and assignee_id == viewer.staff_id)


def require_staff(viewer: Viewer, assignee_id: UUID | None) -> None:
    """Raises Forbidden unless the viewer is staff who may move the order that is assigned so."""
    if not staff_may_move(viewer, assignee_id):
        raise Forbidden(NOT_YOURS if viewer.kind == "staff" and viewer.may("order.move") else NO_ROLE)


def may_assign(viewer: Viewer, assignee_id: UUID | None) -> bool:
    """Whoever moves an order may say whose it is: all of them, or hand on the ones that are theirs. Nobody takes an order that they may not move,
    for that would be giving oneself a right."""
    return staff_may_move(viewer, assignee_id)


def may_cancel(viewer: Viewer, state: str, member_is_viewer: bool, assignee_id: UUID | None) -> bool:
    """Buyers until it is confirmed, the seller until work begins (domain semantics, g)."""
    if viewer.kind == "staff":
        return staff_may_move(viewer, assignee_id) and state in (
            "awaiting_approval",
            "submitted",
            "on_hold_credit",
            "confirmed",
        )
    may = viewer.client_state != "suspended" and (viewer.may("order.create") or member_is_viewer)
    return may and state in ("awaiting_approval", "submitted", "on_hold_credit")


def may_pay(viewer: Viewer, member_id: UUID | None) -> bool:
    """Whoever placed an order may pay it, and whoever has ``order.pay``. A suspended client may still pay."""
    return viewer.kind == "member" and (
        viewer.may("order.pay") or (member_id is not None and viewer.member_id == member_id)
    )
