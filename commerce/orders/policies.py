"""Whose orders a viewer sees, and what they may do with one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from foundation.errors import Forbidden, NotFound
from foundation.identity.viewer import Viewer

COMPANY = ("company", "all")


def reach(viewer: Viewer, prefix: str = "o.") -> tuple[str, dict[str, Any]]:
    """A condition on orders that the viewer may read, with its parameters: staff every order of the tenant, members those of their client or
    their own, as ``order.read`` reaches. Raises NotFound for anybody else.

    Orders are not assigned to staff yet, so every seat with ``order.read`` reaches all of them.
    """
    if viewer.kind == "staff" and (viewer.owner or viewer.may("order.read")):
        return "true", {}
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


def sees_whole_client(viewer: Viewer) -> bool:
    """True when the viewer reads more than their own orders."""
    return viewer.kind == "staff" or viewer.scope("order.read") in COMPANY


def require_move(viewer: Viewer) -> None:
    """Raises Forbidden for a viewer who moves nothing: a guest, or a member of a suspended client."""
    if viewer.kind == "guest" or viewer.client_state == "suspended":
        raise Forbidden("Your company's access is suspended, so orders cannot be changed.")


def require_staff(viewer: Viewer) -> None:
    """Raises Forbidden unless the viewer is staff who may move orders."""
    if viewer.kind != "staff" or not (viewer.owner or viewer.may("order.move")):
        raise Forbidden()


def may_cancel(viewer: Viewer, state: str, member_is_viewer: bool) -> bool:
    """Buyers until it is confirmed, the seller until work begins (domain semantics, g)."""
    if viewer.kind == "staff":
        may = viewer.owner or viewer.may("order.move")
        return may and state in ("awaiting_approval", "submitted", "on_hold_credit", "confirmed")
    may = viewer.client_state != "suspended" and (viewer.may("order.create") or member_is_viewer)
    return may and state in ("awaiting_approval", "submitted", "on_hold_credit")


def may_pay(viewer: Viewer, member_id: UUID | None) -> bool:
    """Whoever placed an order may pay it, and whoever has ``order.pay``. A suspended client may still pay."""
    return viewer.kind == "member" and (
        viewer.may("order.pay") or (member_id is not None and viewer.member_id == member_id)
    )
