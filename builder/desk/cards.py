"""The board's columns and cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from builder.desk.place import Desk, name_of
from builder.desk.shown import MoveShown, count_text, move_shown
from commerce.orders.board import Column
from commerce.orders.page import possible_moves
from commerce.orders.policies import may_assign
from commerce.orders.queries import COUNT_LIMIT, OrderSummary
from commerce.orders.told import CLOSED
from foundation.formats import Formats
from portal_config.compiled import Pipeline


@dataclass(frozen=True, slots=True)
class Card:
    """One order on the board. ``assignee`` is empty for one that nobody has; ``assign_url`` where the viewer may not say whose it is."""

    number: str
    url: str
    title: str
    client_name: str
    due: datetime | None
    payment_note: str
    version: int
    status_id: str
    move_url: str
    assignee: str
    assignee_id: str
    assign_url: str
    moves: tuple[MoveShown, ...]


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One open status. ``more_url``: the list that shows what did not fit."""

    id: str
    name: str
    kind: str
    count: str
    tickets: tuple[Card, ...]
    more_url: str | None


@dataclass(frozen=True, slots=True)
class Shut:
    """A status of finished work: its count and the list behind it."""

    id: str
    name: str
    count: str
    url: str


def column(found: Column, pipeline: Pipeline, here: Desk, *, whose: str) -> ColumnShown:
    """An open status with its newest orders. ``whose`` is the choice of the address, which the way to the whole list keeps."""
    return ColumnShown(
        id=found.status.id,
        name=found.status.name,
        kind=found.status.kind,
        count=count_text(found.count, COUNT_LIMIT),
        tickets=tuple(_card(order, pipeline, here) for order in found.orders),
        more_url=here.orders(status=found.status.id, assignee=whose) if found.count > len(found.orders) else None,
    )


def shut(found: Column, here: Desk, *, whose: str) -> Shut:
    """A status of finished work, closed."""
    return Shut(
        id=found.status.id,
        name=found.status.name,
        count=count_text(found.count, COUNT_LIMIT),
        url=here.orders(status=found.status.id, assignee=whose),
    )


def _card(order: OrderSummary, pipeline: Pipeline, here: Desk) -> Card:
    return Card(
        number=order.number,
        url=here.order(order.number),
        title=order.title,
        client_name=order.client_name,
        due=order.expected_at,
        payment_note="Not paid" if order.state == "submitted" and order.payment_state == "unpaid" else "",
        version=order.version,
        status_id=order.status,
        assignee=name_of(order.assignee_id),
        assignee_id=str(order.assignee_id or ""),
        assign_url=here.order(order.number, "assignment") if may_assign(here.viewer, order.assignee_id) else "",
        move_url=here.order(order.number, "status"),
        # What cannot be taken back is asked for on the order's page, not by a slip of the hand here.
        moves=tuple(
            move_shown(status) for status in possible_moves(here.viewer, order, pipeline) if status.kind != "cancelled"
        )
        if here.viewer.may("order.move")
        else (),
    )


def summary(columns: Sequence[Column], formats: Formats) -> list[tuple[str, str]]:
    """``16 open``, ``1 late``, ``1 due today``. What is late is said only where every open order is on the board."""
    at_work = [one for one in columns if one.status.kind not in CLOSED]
    number = sum(one.count for one in at_work)
    made = [(f"{count_text(number, COUNT_LIMIT)} open", "")]
    if any(one.count > len(one.orders) for one in at_work):
        return made
    days = [formats.on(order.expected_at) for one in at_work for order in one.orders if order.expected_at]
    late = sum(day < formats.today for day in days)
    today = sum(day == formats.today for day in days)
    if late:
        made.append((f"{late} late", "bad"))
    if today:
        made.append((f"{today} due today", "warn"))
    return made
