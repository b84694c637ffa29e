"""What open pages hear of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from commerce.orders.audiences import desk_of_client
from foundation import realtime
from foundation.db import row
from foundation.tenancy import current_scope
from workspace.files.queries import FileRecord


def tell(file: FileRecord, what: str = "file.added", *, foldered: bool = False) -> None:
    """Open pages hear of it: those of its sender while it stands nowhere, then those of everybody who may see it. A company's people who are not shown its
    folder (or the one it comes from: ``foldered``) hear with the others that there is something new, and not of what.
    """
    body: Mapping[str, Any] = {"id": str(file.id), "state": file.state, "subject": file.subject or ""}
    if file.subject is None:
        kind, _, person = file.added_by.partition(":")
        if kind in ("member", "staff"):
            realtime.publish([f"{kind}:{person}"], what, **body)
        return
    desk, orderer = _concerned(file)
    clients = () if file.internal else realtime.client_rooms(file.owner, orderer)
    if not foldered and not file.folder:
        realtime.publish((*desk, *clients), what, **body)
        return
    realtime.publish(desk, what, **body)
    if clients:
        realtime.publish(clients, what)


def _concerned(file: FileRecord) -> tuple[tuple[str, ...], UUID | None]:
    """The rooms of the desk that hear of a file, and who placed the order it belongs to."""
    if file.order_id is None:
        return desk_of_client(file.owner), None
    found = row(
        "select assignee_id, member_id from orders where tenant_id = %(tenant)s and id = %(id)s",
        tenant=current_scope().tenant_id,
        id=file.order_id,
    )
    return (realtime.desk_rooms(found.assignee_id), found.member_id) if found else (realtime.desk_rooms(), None)
