"""What a person does with a row of their inbox. It is theirs alone, so there is nothing to announce and nothing to audit."""

from __future__ import annotations

import re
from uuid import UUID

from foundation import clock
from foundation.db import execute, uuid7
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from workspace.conversations import actions as conversations
from workspace.conversations.queries import Thread, access_thread
from workspace.tasks.queries import access_task

_ITEM = re.compile(r"(order|client|task):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def put_away(viewer: Viewer, item: str) -> None:
    """Take a row out of the inbox until something new happens; what was said in it counts as read. Raises NotFound."""
    _read(viewer, item)
    _mark(viewer, item, "done")


def read(viewer: Viewer, item: str) -> None:
    """Note that the viewer knows what a row says. Raises NotFound."""
    _read(viewer, item)
    forget(viewer, item)


def opened(viewer: Viewer, item: str) -> None:
    """Note that the viewer opened a row: one that was kept as unread waits no longer. What was said in it is read when it is seen."""
    execute(
        "delete from inbox_marks where tenant_id = %(tenant)s and staff_id = %(me)s and item = %(item)s and state = 'kept'",
        tenant=current_scope().tenant_id,
        me=viewer.staff_id,
        item=item,
    )


def keep_unread(viewer: Viewer, item: str) -> None:
    """Let a row stand among those that wait. Raises NotFound."""
    _access(viewer, item)
    _mark(viewer, item, "kept")


def forget(viewer: Viewer, item: str) -> None:
    """Take a mark back: a row that was put away is there again. Raises NotFound."""
    _access(viewer, item)
    execute(
        "delete from inbox_marks where tenant_id = %(tenant)s and staff_id = %(me)s and item = %(item)s",
        tenant=current_scope().tenant_id,
        me=viewer.staff_id,
        item=item,
    )


def _read(viewer: Viewer, item: str) -> None:
    thread = _access(viewer, item)
    if thread is not None and thread.last:
        conversations.mark_read(viewer, thread.id, thread.last)


def _access(viewer: Viewer, item: str) -> Thread | None:
    """The row's conversation; None for a task. Raises NotFound for what the viewer does not see."""
    found = _ITEM.fullmatch(item)
    if found is None or viewer.kind != "staff":
        raise NotFound()
    kind, identity = found[1], UUID(found[2])
    if kind == "task":
        access_task(viewer, identity)
        return None
    thread = access_thread(viewer, identity)
    if thread.kind != kind:
        raise NotFound()
    return thread


def _mark(viewer: Viewer, item: str, state: str) -> None:
    execute(
        "insert into inbox_marks (tenant_id, id, staff_id, item, state, at) values"
        " (%(tenant)s, %(id)s, %(me)s, %(item)s, %(state)s, %(at)s)"
        " on conflict (tenant_id, staff_id, item) do update set state = excluded.state, at = excluded.at",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        me=viewer.staff_id,
        item=item,
        state=state,
        at=clock.now(),
    )
