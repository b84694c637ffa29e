"""Who reads a conversation, who writes in it, and how long one's own words may be changed.

The thread of an order is read by whoever reaches the order (``order.read``). The thread of a client is read by whoever reads all of that client's
orders: what is said there is about the company and not about one order. Writing needs ``message.write`` beside it. A suspended client may still
read and write: suspension stops orders, not the talk about why. Notes between staff are for staff.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from commerce.orders.policies import reach, sees_whole_client
from foundation.errors import Forbidden, Refused
from foundation.identity.viewer import Viewer

WRITE = "message.write"
CHANGE_MINUTES = 15
"""How long one's own message may be corrected or taken back."""


def reach_orders(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """A condition on orders ``o`` whose threads the viewer reads. Raises NotFound for somebody who reads none."""
    return reach(viewer)


def reach_clients(viewer: Viewer) -> tuple[str, dict[str, Any]]:
    """A condition on clients ``c`` whose own threads the viewer reads. Raises NotFound for somebody who reads no orders."""
    condition, parameters = reach(viewer)
    if viewer.kind == "member":
        return ("c.id = %(client)s" if sees_whole_client(viewer) else "false"), {"client": viewer.client_id}
    if condition == "true":
        return "true", {}
    return (
        f"exists (select 1 from orders o where o.tenant_id = c.tenant_id and o.client_id = c.id and ({condition}))",  # noqa: S608
        parameters,
    )


def may_write(viewer: Viewer) -> bool:
    """True for whoever may say something in the threads they read."""
    return viewer.kind != "guest" and (viewer.owner or viewer.may(WRITE))


def require_write(viewer: Viewer, *, internal: bool = False) -> None:
    """Raises Forbidden for somebody who may only read, and for a note by somebody who is not staff."""
    if not may_write(viewer):
        raise Forbidden("Your role may read this conversation, not write in it.")
    if internal and viewer.kind != "staff":
        raise Forbidden("Only staff write notes.")


def side_of(viewer: Viewer) -> str:
    """``seller`` for staff, ``client`` for members."""
    return "seller" if viewer.kind == "staff" else "client"


def changeable_until(at: datetime) -> datetime:
    """When a message that was said at ``at`` becomes final."""
    return at + timedelta(minutes=CHANGE_MINUTES)


def require_own(viewer: Viewer, *, author: str, at: datetime, removed: bool, now: datetime) -> None:
    """Raises Forbidden for somebody else's message, Refused ``message_removed`` or ``message_final``."""
    require_write(viewer)
    if author != viewer.actor:
        raise Forbidden("Only who wrote a message may change it.")
    if removed:
        raise Refused("message_removed", "This message was taken back already.", status=409)
    if now > changeable_until(at):
        raise Refused(
            "message_final",
            "A message can be changed for {minutes} minutes. Write another one.",
            minutes=CHANGE_MINUTES,
            status=409,
        )
