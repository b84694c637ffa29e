"""What becomes of tasks. Every action leaves an audit row and an event, and tells the desk's open pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from commerce.clients.queries import access_client
from commerce.orders.queries import access_order
from foundation import audit, clock, realtime
from foundation.db import execute, uuid7
from foundation.errors import Forbidden, Refused
from foundation.events import record
from foundation.identity import staff
from foundation.identity.names import one_line
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from workspace.tasks import policies
from workspace.tasks.events import TaskAssigned, TaskChanged
from workspace.tasks.queries import TaskRecord, access_task

TITLE_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 2000, 2200


def create_task(
    viewer: Viewer,
    *,
    title: str,
    order: str | None = None,
    client: UUID | None = None,
    assignee: UUID | None = None,
    due: date | None = None,
) -> UUID:
    """Something to do on an order (by its number) or for a client; ``due`` is a day of the portal's calendar.

    Raises NotFound, Forbidden, Refused ``title_missing``, ``title_too_long``, ``no_such_person``, ``bad_day``, ``no_subject``.
    """
    if (order is None) == (client is None):
        raise Refused("no_subject", "A task belongs to one order or to one client.")
    order_id: UUID | None = None
    order_assignee: UUID | None = None
    if order is not None:
        found = access_order(viewer, order, lock=True)
        policies.require(policies.may_plan_order(viewer, found.assignee_id))
        order_id, order_assignee = found.id, found.assignee_id
    elif client is not None:
        client = access_client(viewer, client).id
        policies.require(policies.may_plan_client(viewer))
    text = _clean_title(title)
    _require_person(assignee)
    task_id = uuid7()
    execute(
        "insert into tasks (tenant_id, id, order_id, client_id, title, assignee_id, due_on, created_by, created_at) values"
        " (%(tenant)s, %(id)s, %(order)s, %(client)s, %(title)s, %(assignee)s, %(due)s, %(actor)s, %(at)s)",
        tenant=current_scope().tenant_id,
        id=task_id,
        order=order_id,
        client=client,
        title=text,
        assignee=assignee,
        due=_clean_day(due),
        actor=viewer.actor,
        at=clock.now(),
    )
    subject = {"order": _text(order_id), "client": _text(client)}
    audit.record("task.create", f"task:{task_id}", viewer.actor, after={"title": text, **subject})
    _announce(viewer, task_id, subject, "created")
    if assignee is not None:
        _announce_assignment(viewer, task_id, subject, None, assignee)
    _tell(task_id, order_assignee, assignee)
    return task_id


def change_task(
    viewer: Viewer, task_id: UUID, *, title: str, assignee: UUID | None = None, due: date | None = None
) -> TaskRecord:
    """Give a task another title, person or day: what it is from now on. Raises NotFound, Forbidden, and Refused as ``create_task`` does."""
    task = _planned(viewer, task_id)
    text = _clean_title(title)
    day = _clean_day(due)
    if assignee != task.assignee_id:
        _require_person(assignee)
    if (text, day, assignee) == (task.title, task.due_on, task.assignee_id):
        return task
    _write(
        task, "title = %(title)s, assignee_id = %(assignee)s, due_on = %(due)s", title=text, assignee=assignee, due=day
    )
    audit.record(
        "task.change",
        f"task:{task_id}",
        viewer.actor,
        before={"title": task.title, "assignee": _text(task.assignee_id), "due": _text(task.due_on)},
        after={"title": text, "assignee": _text(assignee), "due": _text(day)},
    )
    if (text, day) != (task.title, task.due_on):
        _announce(viewer, task_id, _subject(task), "renamed")
    if assignee != task.assignee_id:
        _announce_assignment(viewer, task_id, _subject(task), task.assignee_id, assignee)
    _tell(task_id, task.order_assignee_id, task.assignee_id, assignee)
    return task


def finish_task(viewer: Viewer, task_id: UUID) -> TaskRecord:
    """Tick a task: by whoever has it or plans it. Ticking it twice changes nothing. Raises NotFound, Forbidden."""
    task = _ticked(viewer, task_id)
    if not task.done:
        _write(task, "done_at = %(at)s, done_by = %(actor)s", at=clock.now(), actor=viewer.actor)
        _note(viewer, task, "done")
    return task


def reopen_task(viewer: Viewer, task_id: UUID) -> TaskRecord:
    """Take a tick back. Raises NotFound, Forbidden."""
    task = _ticked(viewer, task_id)
    if task.done:
        _write(task, "done_at = null, done_by = null")
        _note(viewer, task, "reopened")
    return task


def remove_task(viewer: Viewer, task_id: UUID) -> TaskRecord:
    """Take a task off every list. It is kept, and ``restore_task`` puts it back. Raises NotFound, Forbidden."""
    task = _planned(viewer, task_id)
    if task.removed_at is None:
        _write(task, "removed_at = %(at)s", at=clock.now())
        _note(viewer, task, "removed")
    return task


def restore_task(viewer: Viewer, task_id: UUID) -> TaskRecord:
    """Put a removed task back. Raises NotFound, Forbidden."""
    task = _planned(viewer, task_id)
    if task.removed_at is not None:
        _write(task, "removed_at = null")
        _note(viewer, task, "restored")
    return task


def _planned(viewer: Viewer, task_id: UUID) -> TaskRecord:
    task = access_task(viewer, task_id, lock=True)
    policies.require(_may_plan(viewer, task))
    return task


def _ticked(viewer: Viewer, task_id: UUID) -> TaskRecord:
    task = access_task(viewer, task_id, lock=True)
    if not (_may_plan(viewer, task) or task.assignee_id == viewer.staff_id):
        raise Forbidden("This task is somebody else’s, and your role does not plan it.")
    return task


def _may_plan(viewer: Viewer, task: TaskRecord) -> bool:
    return policies.may_plan(viewer, about_order=task.order_id is not None, order_assignee=task.order_assignee_id)


def _write(task: TaskRecord, changes: str, **values: Any) -> None:
    execute(
        f"update tasks set {changes} where tenant_id = %(tenant)s and id = %(id)s",  # noqa: S608 - fixed fragments, values as parameters
        tenant=current_scope().tenant_id,
        id=task.id,
        **values,
    )


def _note(viewer: Viewer, task: TaskRecord, what: str) -> None:
    audit.record(f"task.{what}", f"task:{task.id}", viewer.actor, after={"title": task.title})
    _announce(viewer, task.id, _subject(task), what)
    _tell(task.id, task.order_assignee_id, task.assignee_id)


def _announce(viewer: Viewer, task_id: UUID, subject: dict[str, str | None], what: str) -> None:
    record(
        TaskChanged(
            subject=f"task:{task_id}", actor=viewer.actor, order=subject["order"], client=subject["client"], what=what
        )
    )


def _tell(task_id: UUID, *people: UUID | None) -> None:
    """Open pages of the desk hear of it once, however much of it has changed. ``people``: whose it is and was, and whose order it belongs to."""
    realtime.publish(realtime.desk_rooms(*people), "task.changed", id=str(task_id))


def _announce_assignment(
    viewer: Viewer, task_id: UUID, subject: dict[str, str | None], before: UUID | None, after: UUID | None
) -> None:
    record(
        TaskAssigned(
            subject=f"task:{task_id}",
            actor=viewer.actor,
            order=subject["order"],
            client=subject["client"],
            assignee=_text(after),
            before=_text(before),
        )
    )


def _subject(task: TaskRecord) -> dict[str, str | None]:
    about_order = task.order_id is not None
    return {"order": _text(task.order_id), "client": None if about_order else str(task.client_id)}


def _require_person(staff_id: UUID | None) -> None:
    if staff_id is not None and staff.colleague(current_scope().portal_id, staff_id) is None:
        raise Refused("no_such_person", "Choose somebody who has a seat in this portal.", pointer="assignee")


def _clean_title(title: str) -> str:
    text = one_line(title)
    if not text:
        raise Refused("title_missing", "Write what is to be done.", pointer="title")
    if len(text) > TITLE_LENGTH:
        raise Refused("title_too_long", f"Use at most {TITLE_LENGTH} characters.", pointer="title")
    return text


def _clean_day(due: date | None) -> date | None:
    if due is not None and not FIRST_YEAR <= due.year <= LAST_YEAR:
        raise Refused("bad_day", "Choose a day of this century.", pointer="due")
    return due


def _text(value: UUID | date | None) -> str | None:
    return None if value is None else str(value)
