"""Facts about orders. ``subject`` is ``order:<id>``; ids are text, amounts minor units of ``currency``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    """An order was placed. ``guest``: by somebody who was not signed in; ``files``: ids of files that answer its questions."""

    name: ClassVar[str] = "order.placed"
    number: str
    client: str
    member: str | None
    currency: str
    gross_minor: int
    source: str
    guest: bool = False
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class OrderStatusChanged(Event):
    """An order moved: its status, its state, or both. Status ids and names are those of its frozen pipeline."""

    name: ClassVar[str] = "order.status_changed"
    number: str
    client: str
    from_status: str
    to_status: str
    status_name: str
    status_kind: str
    from_state: str
    to_state: str


@dataclass(frozen=True, kw_only=True)
class OrderPaid(Event):
    """An order was paid in full."""

    name: ClassVar[str] = "order.paid"
    number: str
    client: str
    payment: str
    currency: str
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class OrderAssigned(Event):
    """An order was given to a staff person, or to nobody (``assignee`` None). ``before`` is whose it was."""

    name: ClassVar[str] = "order.assigned"
    number: str
    client: str
    assignee: str | None
    before: str | None


@dataclass(frozen=True, kw_only=True)
class OrdersMoved(Event):
    """Every order of the client in ``subject`` (``client:<id>``) went to another client, whose member had placed them as a guest."""

    name: ClassVar[str] = "orders.moved"
    client: str
    member: str
    orders: int
