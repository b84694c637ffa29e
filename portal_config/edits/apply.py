"""Applying edits to a document, each with the edit that undoes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal_config import limits
from portal_config.edits.duplicate import duplicate
from portal_config.edits.edit import UNKNOWN, Edit, EditRefused
from portal_config.edits.insert import insert
from portal_config.edits.move import move
from portal_config.edits.places import Sheet, name_of, name_of_item, path_of, ptr_of, spot
from portal_config.edits.remove import remove
from portal_config.edits.rename import rename
from portal_config.edits.set import set_value

Document = dict[str, Any]
BACK = "back"
"""The ``op`` of an inverse that only puts raw values back."""
_FIXED = frozenset({"schema", "expr", "retired_ids"})


@dataclass(frozen=True, slots=True)
class Applied:
    """A changed document. ``edits`` are those that were asked for, with their items named so that they are found again when others move;
    ``inverse``, applied in its order, restores the document that was."""

    document: Document
    edits: tuple[Edit, ...]
    inverse: tuple[Edit, ...]


def apply(document: Document, edit: Edit) -> tuple[Document, Edit]:
    """The document after an edit, and the edit that restores it exactly. ``document`` stays as it was; what is not touched is shared.

    Raises EditRefused. A document that was well formed stays so (depth, ids unique); what it lacks after the edit is for ``check`` to find.
    """
    changed, _, inverse = _applied(document, edit)
    return changed, inverse


def replacing(document: Document, wanted: Document) -> Edit | None:
    """The one edit that makes ``document`` equal to ``wanted``, property by property; None when they are equal. Its inverse is as exact."""
    back = _differences(wanted, document)
    return {"op": BACK, "ptr": "/", "back": back} if back else None


def apply_all(document: Document, edits: Sequence[Edit]) -> Applied:
    """Apply edits one after the other: all of them or, with EditRefused, none."""
    done: list[Edit] = []
    inverse: list[Edit] = []
    for edit in edits:
        document, stable, undo = _applied(document, edit)
        done.append(stable)
        inverse.append(undo)
    return Applied(document, tuple(done), tuple(reversed(inverse)))


def _applied(document: Document, edit: Edit) -> tuple[Document, Edit, Edit]:
    _check_place(edit)
    sheet = Sheet(document)
    stable, inverse = _act(sheet, edit, checked=True)
    _put_back(sheet, edit.get("back", ()))
    if edit.get("back"):
        stable = {**stable, "back": edit["back"]}
    trial = Sheet(sheet.root)
    try:
        _act(trial, inverse, checked=False)
    except EditRefused:
        # What stood here was not as the language wants it: it is put back as it was.
        trial, inverse = Sheet(sheet.root), {"op": BACK, "ptr": stable["ptr"]}
    back = _differences(document, trial.root)
    return sheet.root, stable, {**inverse, "back": back} if back else inverse


def _act(sheet: Sheet, edit: Edit, *, checked: bool) -> tuple[Edit, Edit]:
    op = edit["op"]
    if op == "set":
        return set_value(sheet, edit)
    if op == "insert":
        return insert(sheet, edit, checked=checked)
    if op == "move":
        return move(sheet, edit)
    if op == "remove":
        return remove(sheet, edit, checked=checked)
    if op == "rename":
        return rename(sheet, edit)
    if op == "duplicate":
        return duplicate(sheet, edit)
    if op == BACK:
        return {"op": BACK, "ptr": edit["ptr"]}, {"op": BACK, "ptr": edit["ptr"]}
    raise EditRefused("edit_unknown", UNKNOWN, edit.get("ptr", ""))


def _check_place(edit: Edit) -> None:
    path = path_of(edit["ptr"])
    if path[0] in _FIXED:
        raise EditRefused("fixed", "The portal keeps this by itself.", edit["ptr"])
    if any(spot(path[:depth]).kind == "order" for depth in range(1, len(path))):
        raise EditRefused("fixed", "An order is changed by moving its parts.", edit["ptr"])
    if len(path) + _depth(edit.get("value")) > limits.DEPTH:
        raise EditRefused("too_deep", f"The document is nested deeper than {limits.DEPTH} levels.", edit["ptr"])


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _put_back(sheet: Sheet, places: Sequence[Edit]) -> None:
    """Raw values beside an inverse: orders and lists as they were. A place whose holder is gone cannot be put back."""
    for each in places:
        path = path_of(each["ptr"])
        holder = sheet.find(path[:-1])
        if isinstance(holder, list) and "value" in each:
            keys, _, missing = sheet.follow(path)
            if not missing:
                sheet.own(keys[:-1])[keys[-1]] = each["value"]
                continue
        if not isinstance(holder, dict):
            raise EditRefused("no_such_place", "What this would restore no longer has its place.", each["ptr"])
        if "value" in each:
            sheet.own_path(path[:-1])[path[-1]] = each["value"]
        elif path[-1] in holder:
            del sheet.own_path(path[:-1])[path[-1]]


def _differences(wanted: Any, found: Any, path: tuple[str, ...] = ()) -> list[Edit]:
    """What must be put back so that ``found`` becomes ``wanted``, property by property; lists as a whole. Shared parts cost nothing."""
    if found is wanted:
        return []
    if isinstance(wanted, list) and isinstance(found, list) and _same_items(wanted, found):
        return [
            each
            for place, (item, other) in enumerate(zip(wanted, found, strict=True))
            for each in _differences(item, other, (*path, name_of(found, place)))
        ]
    if not (isinstance(wanted, dict) and isinstance(found, dict)):
        same = found == wanted and type(found) is type(wanted)
        return [] if same else [{"ptr": ptr_of(path), "value": wanted}]
    made: list[Edit] = []
    for key in wanted:
        if key not in found:
            made.append({"ptr": ptr_of((*path, key)), "value": wanted[key]})
        else:
            made += _differences(wanted[key], found[key], (*path, key))
    made += [{"ptr": ptr_of((*path, key))} for key in found if key not in wanted]
    return made


def _same_items(wanted: list[Any], found: list[Any]) -> bool:
    """Whether two lists hold the same items by name, so that only what is inside them differs."""
    return len(wanted) == len(found) and all(
        isinstance(one, dict) and isinstance(other, dict) and name_of_item(one) == name_of_item(other)
        for one, other in zip(wanted, found, strict=True)
    )
