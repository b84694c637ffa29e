"""The one state machine of orders (domain semantics, g): which state may follow which, and which states a status kind allows."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.errors import Refused
from words import unsaid

EDGES: Mapping[str, frozenset[str]] = {
    "awaiting_approval": frozenset({"submitted", "cancelled"}),
    "submitted": frozenset({"on_hold_credit", "confirmed", "cancelled"}),
    "on_hold_credit": frozenset({"confirmed", "cancelled"}),
    "confirmed": frozenset({"in_progress", "cancelled"}),
    "in_progress": frozenset({"completed"}),
    "completed": frozenset(),
    "cancelled": frozenset(),
}

ALLOWED: Mapping[str, frozenset[str]] = {
    "open": frozenset({"awaiting_approval", "submitted", "on_hold_credit", "confirmed"}),
    "active": frozenset({"confirmed", "in_progress"}),
    "waiting_client": frozenset({"confirmed", "in_progress"}),
    "done": frozenset({"completed"}),
    "cancelled": frozenset({"cancelled"}),
}
"""States an order may have while its status is of a kind; a CHECK in the database holds the same pairs."""

PATHS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "open": {"awaiting_approval": (), "submitted": (), "on_hold_credit": (), "confirmed": ()},
    "active": {"confirmed": ("in_progress",), "in_progress": ()},
    "waiting_client": {"confirmed": (), "in_progress": ()},
    "done": {"confirmed": ("in_progress", "completed"), "in_progress": ("completed",), "completed": ()},
    "cancelled": {
        "awaiting_approval": ("cancelled",),
        "submitted": ("cancelled",),
        "on_hold_credit": ("cancelled",),
        "confirmed": ("cancelled",),
        "cancelled": (),
    },
}
"""What a move into a status of a kind (outer key) does to the state (inner key): the states walked through, in order."""

_WHY = {
    "submitted": unsaid("This order is waiting to be paid. Confirm it before you start work on it."),
    "awaiting_approval": unsaid("This order is waiting for an approval."),
    "on_hold_credit": unsaid("This order is on hold until its credit is released."),
    "in_progress": unsaid("Work on this order has begun, so it cannot go there any more."),
    "completed": unsaid("This order is completed and stays as it is."),
    "cancelled": unsaid("This order is cancelled and stays as it is."),
}


def path(state: str, kind: str) -> tuple[str, ...]:
    """The states an order in ``state`` walks through when it enters a status of ``kind``; empty when its state stays.

    Raises Refused ``state_forbids_move``.
    """
    try:
        return PATHS[kind][state]
    except KeyError:
        raise Refused(
            "state_forbids_move", _WHY.get(state, unsaid("This order cannot go there.")), pointer="status", status=409
        ) from None


def require_edge(state: str, following: str) -> None:
    """Raises Refused ``state_forbids_move`` unless ``following`` may come after ``state``."""
    if following not in EDGES[state]:
        raise Refused("state_forbids_move", _WHY.get(state, unsaid("This order cannot be changed so.")), status=409)
