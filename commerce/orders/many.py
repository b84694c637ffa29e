"""Several orders at once: each by the action that serves one, in a savepoint of its own, so that one that cannot does not stop the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from commerce.orders import actions
from commerce.orders.frozen import frozen_texts
from commerce.orders.page import possible_moves
from commerce.orders.queries import OrderRecord, access_order
from foundation.db import savepoint
from foundation.errors import Refused
from foundation.identity.viewer import Viewer
from portal_config import thaw_pipeline
from portal_config.compiled import Pipeline

Asked = TypeVar("Asked", "Move", "Handover")

LARGEST = 100
"""Orders in one go: what a page of a list may show."""


@dataclass(frozen=True, slots=True)
class Move:
    """An order and the status it is to go to. ``version`` is the one that was looked at."""

    number: str
    status: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """An order to which nothing happened, and why."""

    number: str
    why: str


@dataclass
class Moved:
    """What became of each order. ``back`` are the moves that undo this, as far as the pipeline has a way back for this viewer; ``same`` counts
    orders that were there already."""

    done: list[OrderRecord] = field(default_factory=list)
    back: list[Move] = field(default_factory=list)
    declined: list[Declined] = field(default_factory=list)
    same: int = 0


@dataclass(frozen=True, slots=True)
class Handover:
    """An order and whose it is to be."""

    number: str
    staff_id: UUID | None


@dataclass
class Assigned:
    """What became of each order; ``back`` gives them to whom they belonged before."""

    done: list[OrderRecord] = field(default_factory=list)
    back: list[Handover] = field(default_factory=list)
    declined: list[Declined] = field(default_factory=list)
    same: int = 0


def move_many(viewer: Viewer, moves: Sequence[Move]) -> Moved:
    """Move each order as ``actions.move_status`` does, in the order of their numbers. Raises Refused ``nothing_chosen``, ``too_many``."""
    told = Moved()
    pipelines: dict[str, Pipeline] = {}
    for move in _once(moves):
        before: OrderRecord | None = None
        try:
            with savepoint():
                before = access_order(viewer, move.number, lock=True)
                if before.status == move.status:
                    told.same += 1
                    continue
                after = actions.move_status(viewer, move.number, move.status, expected_version=move.version)
        except Refused as refused:
            why = _why(refused)
            if before is not None and refused.code == "move_forbidden":
                why = f"It cannot go there from “{before.status_name}”, or your role does not allow it."
            told.declined.append(Declined(move.number, why))
            continue
        told.done.append(after)
        if after.pipeline_hash not in pipelines:
            text = frozen_texts({after.pipeline_hash})[after.pipeline_hash]
            pipelines[after.pipeline_hash] = thaw_pipeline(text)
        ways = possible_moves(viewer, after, pipelines[after.pipeline_hash])
        if any(status.id == before.status for status in ways):
            told.back.append(Move(after.number, before.status, after.version))
    return told


def assign_many(viewer: Viewer, handovers: Sequence[Handover]) -> Assigned:
    """Assign each order as ``actions.assign`` does. Raises Refused ``nothing_chosen``, ``too_many``."""
    told = Assigned()
    for handover in _once(handovers):
        try:
            with savepoint():
                before = access_order(viewer, handover.number, lock=True)
                if before.assignee_id == handover.staff_id:
                    told.same += 1
                    continue
                told.done.append(actions.assign(viewer, handover.number, handover.staff_id))
        except Refused as refused:
            told.declined.append(Declined(handover.number, _why(refused)))
            continue
        told.back.append(Handover(handover.number, before.assignee_id))
    return told


def _why(refused: Refused) -> str:
    return "It is not there, or you may not see it." if refused.status == 404 else refused.message


def _once(asked: Sequence[Asked]) -> list[Asked]:
    """One wish an order, by number, so that two people who choose the same orders take their locks in the same order."""
    wishes = {each.number: each for each in asked}
    if not wishes:
        raise Refused("nothing_chosen", "Choose at least one order.", pointer="order")
    if len(wishes) > LARGEST:
        raise Refused("too_many", f"Choose at most {LARGEST} orders at once.", pointer="order")
    return [wishes[number] for number in sorted(wishes)]
