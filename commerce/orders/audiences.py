"""Which of the seller's people hear of orders while their pages are open, and of what hangs on them: messages, files, tasks."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from commerce.orders.policies import reads_every_order
from foundation import realtime
from foundation.db import rows
from foundation.identity.viewer import Viewer
from foundation.realtime import policy
from foundation.tenancy import current_scope

MOST = 100
"""People of a client's orders who are told of what concerns the client as a whole."""


@policy.rooms("desk")
def _desk(viewer: Viewer) -> Iterable[str]:
    if reads_every_order(viewer):
        yield realtime.DESK


@policy.rooms("assigned")
def _assigned(viewer: Viewer) -> Iterable[str]:
    limited = viewer.kind == "staff" and viewer.may("order.read") and not reads_every_order(viewer)
    if limited and viewer.staff_id is not None:
        yield realtime.assigned_room(viewer.staff_id)


def desk_of_client(client_id: UUID) -> tuple[str, ...]:
    """The rooms in which staff hear of a client as a whole: those who read every order, and those to whom one of the client's is assigned."""
    found = rows(
        "select distinct assignee_id from orders where tenant_id = %(tenant)s and client_id = %(client)s and assignee_id is not null"
        " order by assignee_id limit %(most)s",
        tenant=current_scope().tenant_id,
        client=client_id,
        most=MOST,
    )
    return realtime.desk_rooms(*(one.assignee_id for one in found))
