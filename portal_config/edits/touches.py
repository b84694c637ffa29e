"""What an edit touches: the rule by which two people's edits meet or pass each other.

An edit touches paths. Two edits meet when a path of one is a path of the other or lies above it. A move touches the place of its part in the order and not the
part, so that one person may rename what another one moves; two moves in one order pass each other unless they move the same part. A list whose
items have no names is touched as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal_config.edits.edit import Edit
from portal_config.edits.names import NAMED
from portal_config.edits.places import Path, order_path, path_of, spot

PLACE = "\0place"
"""Stands below a part for its place in the order."""


def touches(edit: Edit, inverse: Edit | None = None) -> frozenset[Path]:
    """The paths an edit touches; ``inverse`` adds what it changed beside (lists that let go of what was removed)."""
    path = path_of(edit["ptr"])
    touched = {path}
    at = spot(path)
    if edit["op"] == "move":
        touched = {(*path, PLACE)}
        for container in {path[:-1], path_of(edit["to"]) if edit.get("to") else path[:-1]}:
            touched.add(_in_order(container, path[-1]))
        if edit.get("to"):
            touched |= {path, (*path_of(edit["to"]), path[-1])}
    elif edit["op"] in ("insert", "remove") and at.kind == "part":
        touched |= {_in_order(path[:-1], path[-1]), ("retired_ids", path[-1])}
    elif edit["op"] in ("insert", "remove") and at.kind == "item":
        touched |= {("retired_ids", path[-1])}
    elif edit["op"] == "rename":
        touched = {
            (*path, NAMED.get(at.name, "")) if word == "value" else (*path, "key")
            for word in edit.keys() & {"value", "key"}
        }
    elif edit["op"] == "duplicate":
        touched = _copied(path, edit)
    elif edit["op"] == "back":
        touched = set()
    if edit["op"] == "insert" and path[-1] == "-":
        touched = {path[:-1]}
    for each in (*edit.get("back", ()), *(inverse.get("back", ()) if inverse else ())):
        touched.add(path_of(each["ptr"]))
    return frozenset(map(_whole_lists, touched))


def meeting(one: Iterable[Path], other: Iterable[Path]) -> Path | None:
    """The longer of the first two paths that meet, or None when the edits pass each other."""
    others = list(other)
    for path in sorted(one):
        for each in others:
            shorter = min(len(path), len(each))
            if path[:shorter] == each[:shorter]:
                return path if len(path) >= len(each) else each
    return None


def _copied(path: Path, edit: Edit) -> set[Path]:
    """What a copy adds. The part that is copied is read only; before it is copied nobody knows the new id, and so nobody can meet it."""
    new = (edit.get("ids") or {}).get(path[-1])
    if new is None:
        return set()
    return {(*path[:-1], new), _in_order(path[:-1], new), ("retired_ids", new)}


def _in_order(container: Path, part_id: str) -> Path:
    return (*(order_path(container) or (*container, PLACE)), part_id)


def _whole_lists(path: Path) -> Path:
    """Up to the first item that is named by its place: places shift, so the list is touched as a whole."""
    for depth, part in enumerate(path):
        if part.isdigit():
            return path[:depth]
    return path
