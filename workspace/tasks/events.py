"""Facts about tasks. ``subject`` is ``task:<id>``; ``order`` or ``client`` says what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskAssigned(Event):
    """A task was made for somebody, or given to somebody else (None: to nobody)."""

    name: ClassVar[str] = "task.assigned"
    order: str | None
    client: str | None
    assignee: str | None
    before: str | None


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """Something else became of a task: ``created``, ``renamed`` (its title or its day), ``done``, ``reopened``, ``removed``, ``restored``."""

    name: ClassVar[str] = "task.changed"
    order: str | None
    client: str | None
    what: str
