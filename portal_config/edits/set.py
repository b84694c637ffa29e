"""``{"op": "set", "ptr", "value"}``: give a property a value; null, or no value, takes it away so that its default holds."""

from __future__ import annotations

from typing import Any

from portal_config.edits.edit import Edit, EditRefused
from portal_config.edits.places import Path, Sheet, ids_in, name_of_item, path_of, ptr_of, spot
from portal_config.edits.removed import gone


def set_value(sheet: Sheet, edit: Edit) -> tuple[Edit, Edit]:
    """Apply to ``sheet``; the edit with its items named by id, and its inverse."""
    ptr, value = edit["ptr"], edit.get("value")
    path = path_of(ptr)
    keys, stable, missing = sheet.follow(path)
    if missing:
        return _made(sheet, keys, (*stable, *missing), len(missing), value, ptr)
    holder, old = sheet.get(keys[:-1]), sheet.get(keys)
    _check_ids(stable, old, value, ptr)
    named = ptr_of(stable)
    if value is None:
        if isinstance(holder, list):
            raise EditRefused("not_a_property", "An item of a list is removed, not emptied.", ptr)
        del sheet.own(keys[:-1])[keys[-1]]
        sheet.prune(stable, edit.get("prune", 0))
        prune = {"prune": edit["prune"]} if edit.get("prune") else {}
        return {"op": "set", "ptr": named, "value": None, **prune}, {"op": "set", "ptr": named, "value": old}
    sheet.own(keys[:-1])[keys[-1]] = value
    renamed = isinstance(holder, list) and name_of_item(old) != name_of_item(value)
    after = ptr_of((*stable[:-1], str(keys[-1]))) if renamed else named
    return {"op": "set", "ptr": named, "value": value}, {"op": "set", "ptr": after, "value": old}


def _made(sheet: Sheet, keys: list[str | int], path: Path, missing: int, value: Any, ptr: str) -> tuple[Edit, Edit]:
    """Set what is not there yet, making the holders on the way; parts with an id are never made like this."""
    first = len(path) - missing
    for depth in range(first, len(path)):
        container = spot(path[:depth])
        if container.kind in ("map", "list"):
            gone(sheet, path[: depth + 1], ptr)
    named = ptr_of(path)
    plain: Edit = {"op": "set", "ptr": named, "value": value}
    if value is None:
        return plain, {"op": "set", "ptr": named, "value": None}
    if not isinstance(sheet.get(keys), dict):
        raise EditRefused("no_such_place", "There is nothing that could hold this.", ptr)
    _check_ids(path, None, value, ptr)
    nested = value
    for part in reversed(path[first + 1 :]):
        nested = {part: nested}
    sheet.own(keys)[path[first]] = nested
    prune = {"prune": missing - 1} if missing > 1 else {}
    return plain, {"op": "set", "ptr": named, "value": None, **prune}


def _check_ids(path: Path, old: Any, value: Any, ptr: str) -> None:
    """Ids are declared and retired by insert and remove alone."""
    at = spot(path)
    changed = (path == ("portal", "id")) or (path[-1:] == ("id",) and spot(path[:-1]).kind == "item")
    if path == ("portal",):
        before = old.get("id") if isinstance(old, dict) else None
        changed = before != (value.get("id") if isinstance(value, dict) else None)
    if changed or sorted(map(repr, ids_in(old, at))) != sorted(map(repr, ids_in(value, at))):
        raise EditRefused("id_fixed", "An id never changes: insert a new part, or remove this one.", ptr)
    if at.kind == "part" and not isinstance(value, dict):
        raise EditRefused("not_a_property", "A part is removed, not emptied.", ptr)
    if at.kind == "order" and value is not None:
        texts = value if isinstance(value, list) else [None]
        if not all(isinstance(each, str) for each in texts) or len(set(texts)) != len(texts):
            raise EditRefused("order_shape", "An order is a list of ids, each once.", ptr)
