"""``{"op": "insert", "ptr", "value", "after" | "before"}``: a new part of a map, or a new item of a list.

``ptr`` ends with the id the part will have; in a list also with ``-`` (last) or the place it will have. ``after`` and ``before`` name a neighbour by its id;
``after`` null is first; neither is last.
"""

from __future__ import annotations

from typing import Any

from portal_config import ids
from portal_config.edits.edit import Edit, EditRefused
from portal_config.edits.neighbours import place_for
from portal_config.edits.places import (
    Path,
    Sheet,
    Spot,
    ids_in,
    name_of,
    name_of_item,
    order_of,
    order_path,
    path_of,
    ptr_of,
    spot,
    write_order,
)
from portal_config.edits.removed import gone


def insert(sheet: Sheet, edit: Edit, *, checked: bool) -> tuple[Edit, Edit]:
    """Apply to ``sheet``; the edit with its items named by id, and its inverse. ``checked`` False: the ids were here a moment ago."""
    path = path_of(edit["ptr"])
    if "value" not in edit:
        raise EditRefused("value_missing", "There is nothing to insert.", edit["ptr"])
    at = spot(path)
    if at.kind == "part":
        return _in_map(sheet, edit, path, at, checked)
    if at.kind in ("item", "value") and len(path) > 1:
        return _in_list(sheet, edit, path, at, checked)
    raise EditRefused("not_a_list", "Only parts and items of a list are inserted.", edit["ptr"])


def _in_map(sheet: Sheet, edit: Edit, path: Path, at: Spot, checked: bool) -> tuple[Edit, Edit]:
    ptr, part_id, value = edit["ptr"], path[-1], edit["value"]
    _, stable, missing = sheet.follow(path)
    if not missing:
        raise EditRefused("id_duplicate", f"“{part_id}” is here already.", ptr)
    made = len(missing) - 1
    first_of_section = not stable and spot(path[:1]).kind == "single"
    if (made > 1 and not first_of_section) or not isinstance(sheet.find(stable), dict):
        gone(sheet, path[: len(stable) + 1], ptr)
    container = (*stable, *missing)[:-1]
    new = [part_id, *ids_in(value, at)]
    if checked and not edit.get("returns"):
        if not isinstance(value, dict):
            raise EditRefused("wrong_type", "A part is an object.", ptr)
        if not ids.well_shaped(part_id, at.prefix):
            raise EditRefused("id_invalid", f"The id begins with “{at.prefix}_”, then a-z, 0-9 and _.", ptr)
        _admit(sheet, new, ptr)
    elif edit.get("returns"):
        _return(sheet, new)
    for depth in range(made):
        sheet.own_path((*stable, *missing[:depth]))[missing[depth]] = {}
    _write_in_order(sheet, container, part_id, edit)
    holder = sheet.own_path(container)
    if not isinstance(holder, dict):
        raise EditRefused("no_such_place", "There is nothing that could hold this.", ptr)
    holder[part_id] = value
    return {**edit, "ptr": ptr_of((*container, part_id))}, _inverse((*container, part_id), edit, made)


def _write_in_order(sheet: Sheet, container: Path, part_id: str, edit: Edit) -> None:
    at = order_path(container)
    order = order_of(sheet, container)
    place = place_for(order, edit)
    order.insert(place, part_id)
    # A map without a list is in order of ids: it gets one only when that order is not the one asked for.
    if at is not None and (sheet.find(at) is not None or order != sorted(order)):
        write_order(sheet, container, order)


def _in_list(sheet: Sheet, edit: Edit, path: Path, at: Spot, checked: bool) -> tuple[Edit, Edit]:
    ptr, last, value = edit["ptr"], path[-1], edit["value"]
    _, stable, missing = sheet.follow(path[:-1])
    container = (*stable, *missing)
    made = len(missing)
    if made:
        if made > 1 or not isinstance(sheet.find(stable), dict) or spot(stable).kind == "map":
            gone(sheet, path[: len(stable) + 1], ptr)
        items: Any = []
    else:
        items = sheet.find(container)
    if not isinstance(items, list):
        raise EditRefused("not_a_list", "Only parts and items of a list are inserted.", ptr)
    name = name_of_item(value)
    names = [name_of_item(item) for item in items]
    place = _place(names, last, name, edit)
    new = list(ids_in(value, at))
    if checked and at.kind == "item" and not edit.get("returns"):
        _check_item(names, name, at, ptr)
        _admit(sheet, new, ptr)
    elif edit.get("returns"):
        _return(sheet, new)
    if made:
        sheet.own_path(stable)[missing[0]] = []
    items = sheet.own_path(container)
    items.insert(place, value)
    named = name_of(items, place)
    plain: dict[str, Any] = {"op": "insert", "ptr": ptr_of((*container, named)), "value": value}
    if not named.isdigit():
        plain["after"] = names[place - 1] if place else None
        if place and plain["after"] is None:
            plain["ptr"] = ptr_of((*container, str(place)))
            del plain["after"]
    if edit.get("returns"):
        plain["returns"] = True
    return plain, _inverse((*container, named), edit, made)


def _place(names: list[str | None], last: str, name: str | None, edit: Edit) -> int:
    if last.isdigit() and last.isascii() and not {"after", "before"} & edit.keys():
        if len(last) > 6 or int(last) > len(names):
            raise EditRefused("no_such_place", "The list is not that long.", edit["ptr"])
        return int(last)
    if not last.isdigit() and last not in ("-", name):
        raise EditRefused("id_differs", "The pointer ends with the id of the new item, a place or “-”.", edit["ptr"])
    return place_for(names, edit)


def _check_item(names: list[str | None], name: str | None, at: Spot, ptr: str) -> None:
    if not ids.well_shaped(name, at.prefix):
        raise EditRefused("id_invalid", f"The item needs an id that begins with “{at.prefix}_”.", ptr)
    if name in names:
        raise EditRefused("id_duplicate", f"“{name}” is here already.", ptr)


def _admit(sheet: Sheet, new: list[Any], ptr: str) -> None:
    """Refuse ids that are no ids, are in use, or were used before."""
    for part_id in new:
        if not ids.well_shaped(part_id):
            raise EditRefused("id_invalid", f"“{str(part_id)[:60]}” is not an id.", ptr)
    fresh = set(new)
    if len(fresh) != len(new):
        raise EditRefused("id_duplicate", "Two new parts have the same id.", ptr)
    for each in ids.found(sheet.root):
        if isinstance(each.id, str) and each.id in fresh:
            raise EditRefused("id_duplicate", f"“{each.id}” is used at {each.pointer} already.", ptr)
    retired = sheet.root.get("retired_ids")
    for part_id in retired if isinstance(retired, list) else ():
        if isinstance(part_id, str) and part_id in fresh:
            raise EditRefused("id_retired", f"“{part_id}” was used before and may not return.", ptr)


def _return(sheet: Sheet, back: list[Any]) -> None:
    """A removal is undone: its ids are retired no longer."""
    retired = sheet.root.get("retired_ids")
    if not isinstance(retired, list):
        return
    kept = [each for each in retired if each not in back]
    if kept:
        sheet.own(())["retired_ids"] = kept
    else:
        del sheet.own(())["retired_ids"]


def _inverse(path: Path, edit: Edit, made: int) -> Edit:
    inverse: dict[str, Any] = {"op": "remove", "ptr": ptr_of(path)}
    if not edit.get("returns"):
        inverse["retire"] = False
    if edit.get("uses"):
        inverse["uses"] = edit["uses"]
    if made:
        inverse["prune"] = made
    return inverse
