"""Tasks at the desk: one's own, everybody's, and the card that stands on an order's and a client's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from builder.desk import whose
from builder.desk.inputs import TaskInput, read
from builder.desk.place import Desk, able, desk_here, draw, name_of
from builder.desk.routes import at
from foundation.errors import Refused
from foundation.web.guards import clean_text
from foundation.web.notices import Undo, tell
from foundation.web.routes import local_path, needs
from workspace.tasks import actions, policies
from workspace.tasks.queries import TaskRecord, task_list

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task as it is drawn. ``about`` and ``about_url`` lead to its order or client; the addresses are empty where the viewer may not."""

    id: str
    title: str
    assignee: str
    assignee_id: str
    due: date | None
    done: bool
    done_by: str
    about: str
    about_sub: str
    about_url: str
    tick_url: str
    change_url: str
    remove_url: str


def task_shown(task: TaskRecord, here: Desk) -> TaskShown:
    """One task for the viewer."""
    plans = policies.may_plan(here.viewer, about_order=task.order_id is not None, order_assignee=task.order_assignee_id)
    ticks = plans or task.assignee_id == here.viewer.staff_id
    base = f"{here.root}/tasks/{task.id}"
    about_order = task.order_number is not None
    return TaskShown(
        id=str(task.id),
        title=task.title,
        assignee=name_of(task.assignee_id),
        assignee_id=str(task.assignee_id or ""),
        due=task.due_on,
        done=task.done,
        done_by=name_of(UUID(task.done_by.partition(":")[2])) if task.done_by else "",
        about=(task.order_title or "") if about_order else task.client_name,
        about_sub=f"{task.order_number} · {task.client_name}" if about_order else "Client",
        about_url=here.order(task.order_number) if task.order_number else here.client(task.client_id),
        tick_url=f"{base}/{'reopening' if task.done else 'completion'}" if ticks else "",
        change_url=f"{base}/details" if plans else "",
        remove_url=f"{base}/removal" if plans else "",
    )


def tasks_card(
    tasks: Sequence[TaskRecord], here: Desk, *, order: str = "", client: str = "", plans: bool
) -> dict[str, Any]:
    """What ``parts/tasks.html`` draws on the page of an order or a client; ``plans``: the viewer may add to it."""
    return {
        "items": [task_shown(task, here) for task in tasks],
        "open": sum(not task.done for task in tasks),
        "add_url": f"{here.root}/tasks" if plans else "",
        "order": order,
        "client": client,
        "people": able(here),
        "me": str(here.viewer.staff_id),
        "back": request.path,
    }


@at("/tasks", "GET")
@needs("order.read")
def show_tasks() -> ResponseReturnValue:
    """What is to do, by day; one's own unless the address says otherwise."""
    here = desk_here()
    chosen = clean_text(request.args.get("whose", ""), "whose", most=100) or "mine"
    asked = None if chosen == "all" else whose.asked(chosen, here)
    found = task_list(here.viewer, asked if isinstance(asked, UUID) else None)
    shown = [task_shown(task, here) for task in found.open]
    return draw(
        "tasks.html",
        "My tasks" if chosen == "mine" else "Tasks",
        at="tasks",
        live="task.changed",
        groups=grouped(shown, here.formats.today),
        done=[task_shown(task, here) for task in found.done],
        ways=[
            ("Mine", f"{here.root}/tasks", chosen == "mine"),
            ("Everybody’s", f"{here.root}/tasks?whose=all", chosen == "all"),
        ],
        mine=chosen == "mine",
        people=able(here),
        back=f"{here.root}/tasks" + ("" if chosen == "mine" else f"?whose={chosen}"),
    )


def grouped(tasks: Sequence[TaskShown], today: date) -> list[tuple[str, list[TaskShown]]]:
    """The same tasks under the words for their day."""
    groups: dict[str, list[TaskShown]] = {"Late": [], "Today": [], "Next seven days": [], "Later": [], "No day": []}
    for task in tasks:
        if task.due is None:
            words = "No day"
        elif task.due < today:
            words = "Late"
        elif task.due == today:
            words = "Today"
        else:
            words = "Next seven days" if task.due <= today + SOON else "Later"
        groups[words].append(task)
    return [(words, found) for words, found in groups.items() if found]


@at("/tasks", "POST")
@needs("order.move")
def add_task() -> ResponseReturnValue:
    """Something to do on an order or for a client."""
    here = desk_here()
    try:
        posted = read(TaskInput)
        actions.create_task(
            here.viewer,
            title=posted["title"],
            order=posted["order"] or None,
            client=posted["client"],
            assignee=posted["assignee"],
            due=posted["due"],
        )
    except Refused as refused:
        return _refused(here, refused)
    return redirect(_back(here), 303)


@at("/tasks/<uuid:task_id>/details", "POST")
@needs("order.move")
def change_task(task_id: UUID) -> ResponseReturnValue:
    """Another title, person or day."""
    here = desk_here()
    try:
        posted = read(TaskInput)
        actions.change_task(here.viewer, task_id, title=posted["title"], assignee=posted["assignee"], due=posted["due"])
    except Refused as refused:
        return _refused(here, refused)
    return redirect(_back(here), 303)


@at("/tasks/<uuid:task_id>/completion", "POST")
@needs("order.read")
def finish_task(task_id: UUID) -> ResponseReturnValue:
    """Tick it."""
    here = desk_here()
    task = actions.finish_task(here.viewer, task_id)
    tell(f"“{task.title}” is done.", undo=_undo(here, task_id, "reopening"))
    return redirect(_back(here), 303)


@at("/tasks/<uuid:task_id>/reopening", "POST")
@needs("order.read")
def reopen_task(task_id: UUID) -> ResponseReturnValue:
    """Take the tick back."""
    here = desk_here()
    actions.reopen_task(here.viewer, task_id)
    return redirect(_back(here), 303)


@at("/tasks/<uuid:task_id>/removal", "POST")
@needs("order.move")
def remove_task(task_id: UUID) -> ResponseReturnValue:
    """Take it off every list."""
    here = desk_here()
    task = actions.remove_task(here.viewer, task_id)
    tell(f"“{task.title}” was removed.", undo=_undo(here, task_id, "restoration"))
    return redirect(_back(here), 303)


@at("/tasks/<uuid:task_id>/restoration", "POST")
@needs("order.move")
def restore_task(task_id: UUID) -> ResponseReturnValue:
    """Put a removed one back."""
    here = desk_here()
    actions.restore_task(here.viewer, task_id)
    return redirect(_back(here), 303)


def _undo(here: Desk, task_id: UUID, what: str) -> Undo:
    return Undo(f"{here.root}/tasks/{task_id}/{what}", (("back", _back(here)),))


def _refused(here: Desk, refused: Refused) -> ResponseReturnValue:
    """The sentence on the page that the task was written on."""
    if refused.status in (403, 404):
        raise refused
    tell(refused.message, "bad")
    return redirect(_back(here), 303)


def _back(here: Desk) -> str:
    """The page the form stood on; never a place outside this desk."""
    back = local_path(request.form.get("back"), f"{here.root}/tasks")
    return back if back.startswith(f"{here.root}/") else f"{here.root}/tasks"
