"""What is done with several orders at once, from the list."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from builder.desk.place import Desk, desk_here, name_of
from builder.desk.routes import at
from commerce.orders.many import Assigned, Declined, Handover, Move, Moved, assign_many, move_many
from foundation.errors import Refused
from foundation.web.guards import clean_text
from foundation.web.notices import Undo, tell
from foundation.web.routes import local_path, needs


@at("/orders/moves", "POST")
@needs("order.move")
def move_orders() -> ResponseReturnValue:
    """Move the chosen orders to one status, or each back to where it was. What became of each is told on the list they were chosen from."""
    here = desk_here()
    to = clean_text(request.form.get("status", ""), "status", most=100)
    if not to and not request.form.getlist("back_to"):
        return _back(here, "Choose the status the orders go to.")
    try:
        moved = move_many(here.viewer, [*_chosen(to), *_ways_back()])
    except Refused as refused:
        return _back(here, refused.message)
    names = {status.id: status.name for pipeline in here.compiled.pipelines.values() for status in pipeline.statuses}
    _tell_moved(here, moved, f"moved to {names.get(to, to)}" if to else "moved back")
    return redirect(_list(here), 303)


@at("/orders/assignments", "POST")
@needs("order.move")
def assign_orders() -> ResponseReturnValue:
    """Give the chosen orders to one person, or each back to whose it was."""
    here = desk_here()
    to = clean_text(request.form.get("assignee", ""), "assignee", most=100)
    if not to and not request.form.getlist("back_to"):
        return _back(here, "Choose whom the orders are given to.")
    try:
        staff_id = None if to in ("", "nobody") else UUID(to)
        wishes = [Handover(move.number, staff_id) for move in _chosen(to)]
        wishes += [Handover(move.number, UUID(move.status) if move.status else None) for move in _ways_back()]
        assigned = assign_many(here.viewer, wishes)
    except ValueError:
        return _back(here, "Choose somebody who has a seat in this portal.")
    except Refused as refused:
        return _back(here, refused.message)
    words = f"given to {name_of(staff_id)}" if staff_id else "given to nobody" if to else "given back"
    _tell_assigned(here, assigned, words)
    return redirect(_list(here), 303)


def _chosen(to: str) -> list[Move]:
    """The ticked orders, each as ``<version>:<number>``."""
    made = []
    for text in request.form.getlist("order"):
        version, _, number = text.partition(":")
        made.append(Move(clean_text(number, "order", most=100), to, _version(version)))
    return made


def _ways_back() -> list[Move]:
    """What an undo asks for, each as ``<version>:<status or person>:<number>``."""
    made = []
    for text in request.form.getlist("back_to"):
        version, _, rest = text.partition(":")
        target, _, number = rest.partition(":")
        number, target = (clean_text(part, "back_to", most=100) for part in (number, target))
        made.append(Move(number, target, _version(version)))
    return made


def _version(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _tell_moved(here: Desk, moved: Moved, words: str) -> None:
    back = [f"{move.version}:{move.status}:{move.number}" for move in moved.back]
    _say(here, len(moved.done), moved.same, moved.declined, words, f"{here.orders()}/moves", back)


def _tell_assigned(here: Desk, assigned: Assigned, words: str) -> None:
    back = [f":{each.staff_id or ''}:{each.number}" for each in assigned.back]
    _say(here, len(assigned.done), assigned.same, assigned.declined, words, f"{here.orders()}/assignments", back)


def _say(
    here: Desk, done: int, same: int, declined: list[Declined], words: str, undo_url: str, back: list[str]
) -> None:
    """``7 orders moved to In progress``, with Undo; beneath it those that could not, each with its reason."""
    undoing = bool(request.form.getlist("back_to"))
    fields = (*(("back_to", text) for text in back), ("back", _list(here)))
    undo = Undo(undo_url, fields) if back and not undoing else None
    if done:
        tell(f"{_orders(done)} {words}.", undo=undo)
    elif same and not declined:
        tell(f"{_orders(same)} {'was' if same == 1 else 'were'} there already.")
    if declined:
        tell(
            f"{_orders(len(declined))} could not be {words}",
            "warn",
            details=[(each.number, each.why) for each in declined],
        )


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"


def _list(here: Desk) -> str:
    """The list the orders were chosen from, with its filters; never another place."""
    back = local_path(request.form.get("back"), here.orders())
    return back if urlsplit(back).path == here.orders() else here.orders()


def _back(here: Desk, sentence: str) -> ResponseReturnValue:
    tell(sentence, "bad")
    return redirect(_list(here), 303)
