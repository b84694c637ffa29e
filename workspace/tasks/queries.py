"""Reading tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from foundation.db import row, rows
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from workspace.tasks import policies

OPEN_LIMIT = 200
DONE_LIMIT = 20
COUNT_LIMIT = 99
"""A count stops here; a face writes ``99+``."""


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task with what it is about. ``order_number`` is None for one about a client; ``order_assignee_id`` is whose that order is. Times are the
    tenant's, ``due_on`` is a day of the portal's calendar."""

    id: UUID
    title: str
    assignee_id: UUID | None
    due_on: date | None
    created_by: str
    created_at: datetime
    done_at: datetime | None
    done_by: str | None
    removed_at: datetime | None
    order_id: UUID | None
    order_number: str | None
    order_title: str | None
    order_assignee_id: UUID | None
    client_id: UUID
    client_name: str

    @property
    def done(self) -> bool:
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class TaskList:
    """What is to do, by day (without one: last), and what was done lately, newest first."""

    open: tuple[TaskRecord, ...]
    done: tuple[TaskRecord, ...]


_COLUMNS = (
    "t.id, t.title, t.assignee_id, t.due_on, t.created_by, t.created_at, t.done_at, t.done_by, t.removed_at, o.id as order_id,"
    " o.number as order_number, o.title as order_title, o.assignee_id as order_assignee_id, c.id as client_id, c.name as client_name"
)
_JOINED = (
    "tasks t left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id"
    " join clients c on c.tenant_id = t.tenant_id and c.id = coalesce(t.client_id, o.client_id)"
)


def access_task(viewer: Viewer, task_id: UUID, *, lock: bool = False) -> TaskRecord:
    """A task the viewer may see, removed ones too; ``lock`` holds it until the transaction ends. Raises NotFound."""
    condition, parameters = policies.reach(viewer)
    found = row(
        f"select {_COLUMNS} from {_JOINED} where t.tenant_id = %(tenant)s and t.id = %(id)s and ({condition}) is true"  # noqa: S608
        + (" for update of t" if lock else ""),
        tenant=current_scope().tenant_id,
        id=task_id,
        **parameters,
    )
    if found is None:
        raise NotFound()
    return TaskRecord(*found)


def tasks_of_order(viewer: Viewer, order_id: UUID) -> tuple[TaskRecord, ...]:
    """The tasks of an order in the order they were made, what is to do before what is done; at most 100. Raises NotFound for anybody but staff."""
    return _of(viewer, "t.order_id = %(about)s", order_id)


def tasks_of_client(viewer: Viewer, client_id: UUID) -> tuple[TaskRecord, ...]:
    """The tasks for a client, not those of its orders; as ``tasks_of_order``."""
    return _of(viewer, "t.client_id = %(about)s", client_id)


def task_list(viewer: Viewer, assignee: UUID | None) -> TaskList:
    """Tasks of one person, or everybody's (None), in one statement: at most 200 that are to do and the last 20 that were done. Raises NotFound."""
    condition, parameters = policies.reach(viewer)
    if assignee is not None:
        condition += " and t.assignee_id = %(assignee)s"
        parameters["assignee"] = assignee
    found = [
        TaskRecord(*one)
        for one in rows(
            f"(select {_COLUMNS} from {_JOINED} where t.tenant_id = %(tenant)s and {condition}"  # noqa: S608
            " and t.done_at is null and t.removed_at is null order by t.due_on, t.id limit %(open)s)"
            f" union all (select {_COLUMNS} from {_JOINED} where t.tenant_id = %(tenant)s and {condition}"
            " and t.done_at is not null and t.removed_at is null order by t.done_at desc, t.id desc limit %(done)s)",
            tenant=current_scope().tenant_id,
            open=OPEN_LIMIT,
            done=DONE_LIMIT,
            **parameters,
        )
    ]
    to_do = sorted((one for one in found if not one.done), key=lambda one: (one.due_on or date.max, one.id))
    done = sorted((one for one in found if one.done), key=lambda one: (one.done_at, one.id), reverse=True)
    return TaskList(tuple(to_do), tuple(done))


def _of(viewer: Viewer, about: str, identity: UUID) -> tuple[TaskRecord, ...]:
    condition, parameters = policies.reach(viewer)
    found: list[Any] = rows(
        f"select {_COLUMNS} from {_JOINED} where t.tenant_id = %(tenant)s and {about} and t.removed_at is null and {condition}"  # noqa: S608
        " order by (t.done_at is not null), t.created_at, t.id limit 100",
        tenant=current_scope().tenant_id,
        about=identity,
        **parameters,
    )
    return tuple(TaskRecord(*one) for one in found)
