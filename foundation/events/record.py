"""Recording a fact calls its joined subscribers in the same transaction and enqueues one job per later subscriber on the same connection."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from foundation import clock, jobs
from foundation.db import execute, row, uuid7
from foundation.tenancy import current_scope


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense. A subclass names it (``order.placed``) and adds fields that survive JSON (text, int, bool, None)."""

    name: ClassVar[str]
    subject: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class PortalEvent(Event):
    """A fact about the document itself; it has joined subscribers only."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a subscriber is given beside the event: its id and when it happened in the tenant's time."""

    id: UUID
    at: datetime


Subscriber = Callable[[Any, Recorded], None]
EventType = TypeVar("EventType", bound=type[Event])

_kinds: dict[str, type[Event]] = {}
_joined: dict[type[Event], list[Subscriber]] = {}
_later: dict[type[Event], dict[str, Subscriber]] = {}

DELIVER = "events.deliver"


def on(kind: type[Event], *, joined: bool) -> Callable[[Subscriber], Subscriber]:
    """Subscribe a function of a room's ``subscribers.py``. ``joined``: same transaction, no I/O. Otherwise a job of its own, run at least once
    and acting once."""

    def subscribe(function: Subscriber) -> Subscriber:
        _kinds[kind.name] = kind
        if joined:
            _joined.setdefault(kind, []).append(function)
        else:
            name = f"{function.__module__}.{function.__name__}"
            known = _later.setdefault(kind, {})
            if name in known:
                raise ValueError(f"{name} follows {kind.name} twice")
            known[name] = function
        return function

    return subscribe


def subscribers() -> dict[str, tuple[list[str], list[str]]]:
    """Event name → (joined, later) subscribers; a test lists them."""
    return {
        kind.name: (
            [f"{function.__module__}.{function.__name__}" for function in _joined.get(kind, [])],
            sorted(_later.get(kind, {})),
        )
        for kind in {*_joined, *_later}
    }


def record(event: Event) -> Recorded:
    """Store the fact, call its joined subscribers, enqueue its later ones; all of it commits or none."""
    table = "portal_events" if isinstance(event, PortalEvent) else "events"
    owner = "portal_id" if isinstance(event, PortalEvent) else "tenant_id"
    scope = current_scope()
    recorded = Recorded(id=uuid7(), at=clock.now())
    payload = {
        field.name: getattr(event, field.name)
        for field in dataclasses.fields(event)
        if field.name not in ("subject", "actor")
    }
    execute(
        f"insert into {table} ({owner}, id, name, subject, actor, payload, at)"  # noqa: S608 - one of two fixed names
        " values (%(owner)s, %(id)s, %(name)s, %(subject)s, %(actor)s, %(payload)s, %(at)s)",
        owner=getattr(scope, owner),
        id=recorded.id,
        name=event.name,
        subject=event.subject,
        actor=event.actor,
        payload=json.dumps(payload),
        at=recorded.at,
    )
    for function in _joined.get(type(event), []):
        function(event, recorded)
    jobs.enqueue_each(
        DELIVER,
        [{"event_id": str(recorded.id), "subscriber": name} for name in sorted(_later.get(type(event), {}))],
    )
    return recorded


@jobs.task(DELIVER)
def deliver(*, event_id: str, subscriber: str) -> None:
    """Run one later subscriber for one event, unless it has had it already."""
    found = row("select name, subject, actor, payload, at from events where id = %(id)s", id=UUID(event_id))
    if found is None:
        return
    kind = _kinds.get(found.name)
    function = _later.get(kind, {}).get(subscriber) if kind else None
    if kind is None or function is None:
        raise LookupError(f"nobody called {subscriber} follows {found.name}")
    fresh = execute(
        "insert into event_deliveries (tenant_id, event_id, subscriber, delivered_at)"
        " values (%(tenant)s, %(event)s, %(subscriber)s, %(at)s) on conflict do nothing",
        tenant=current_scope().tenant_id,
        event=UUID(event_id),
        subscriber=subscriber,
        at=clock.real_now(),
    )
    if fresh:
        function(kind(subject=found.subject, actor=found.actor, **found.payload), Recorded(UUID(event_id), found.at))
