"""``{"op": "move", "ptr", "after" | "before", "to"}``: another place in the order, or in the map or list of the same kind at ``to``."""

from __future__ import annotations

from typing import Any

from portal_config.edits.edit import Edit, EditRefused
from portal_config.edits.neighbours import neighbour, place_for
from portal_config.edits.places import (
    Path,
    Sheet,
    name_of,
    order_of,
    order_path,
    path_of,
    place_in,
    ptr_of,
    spot,
    write_order,
)
from portal_config.edits.removed import gone


def move(sheet: Sheet, edit: Edit) -> tuple[Edit, Edit]:
    """Apply to ``sheet``; the edit with its items named by id, and its inverse."""
    ptr = edit["ptr"]
    path = path_of(ptr)
    keys, stable, missing = sheet.follow(path)
    if missing:
        gone(sheet, path[: len(stable) + 1], ptr)
    holder = sheet.get(keys[:-1])
    to = _target(sheet, edit, stable)
    if spot(stable).kind == "part":
        return _in_maps(sheet, edit, stable, to)
    if isinstance(holder, list):
        return _in_lists(sheet, edit, stable, to)
    raise EditRefused("not_a_list", "Only what stands in an order can be moved.", ptr)


def _target(sheet: Sheet, edit: Edit, path: Path) -> Path:
    """The container it goes to: its own, or the one at ``to``, which must be of the same kind."""
    home = path[:-1]
    if edit.get("to") is None:
        return home
    asked = path_of(edit["to"])
    keys, stable, missing = sheet.follow(asked)
    if len(missing) > 1 or (missing and spot(stable).kind in ("map", "list")):
        gone(sheet, asked[: len(stable) + 1], edit["ptr"])
    to = (*stable, *missing)
    here, there = spot(home), spot(to)
    same = here.kind == there.kind and here.name == there.name and home[-1] == to[-1]
    if not same or to[: len(path)] == path:
        raise EditRefused("wrong_target", "It can only be moved to a place of the same kind.", edit["ptr"])
    if missing:
        sheet.own(keys)[missing[0]] = {} if here.kind == "map" else []
    if not isinstance(sheet.find(to), dict if here.kind == "map" else list):
        raise EditRefused("wrong_target", "It can only be moved to a place of the same kind.", edit["ptr"])
    return to


def _in_maps(sheet: Sheet, edit: Edit, path: Path, to: Path) -> tuple[Edit, Edit]:
    home, part_id = path[:-1], path[-1]
    if order_path(home) is None:
        raise EditRefused("not_a_list", "These are kept without an order.", edit["ptr"])
    before = order_of(sheet, home)
    old = neighbour(before, before.index(part_id))
    rest = [each for each in before if each != part_id]
    if to == home:
        rest.insert(place_for(rest, edit), part_id)
        write_order(sheet, home, rest)
    else:
        order = order_of(sheet, to)
        order.insert(place_for(order, edit), part_id)
        value = sheet.own_path(home).pop(part_id)
        write_order(sheet, home, rest)
        sheet.own_path(to)[part_id] = value
        write_order(sheet, to, order)
    return _both(edit, path, (*to, part_id), old)


def _in_lists(sheet: Sheet, edit: Edit, path: Path, to: Path) -> tuple[Edit, Edit]:
    home = path[:-1]
    items = sheet.own_path(home)
    place = place_in(items, path[-1])
    if place is None:
        gone(sheet, path, edit["ptr"])
    item = items[place]
    target = items if to == home else sheet.own_path(to)
    names = [name_of(target, each) for each in range(len(target))]
    if target is items:
        del names[place]
    new = place_for(names, edit)
    del items[place]
    target.insert(new, item)
    # Names of items without one are places, and places have shifted: the inverse reads them as they are now.
    old = None
    if place:
        before = place - 1 if target is not items or new > place - 1 else place
        old = name_of(items, before)
    return _both(edit, path, (*to, name_of(target, new)), old)


def _both(edit: Edit, path: Path, now: Path, old: Any) -> tuple[Edit, Edit]:
    stable: dict[str, Any] = {"op": "move", "ptr": ptr_of(path), **_place(edit)}
    inverse: dict[str, Any] = {"op": "move", "ptr": ptr_of(now), "after": old}
    if now[:-1] != path[:-1]:
        stable["to"] = ptr_of(now[:-1])
        inverse["to"] = ptr_of(path[:-1])
    return stable, inverse


def _place(edit: Edit) -> dict[str, Any]:
    return {key: edit[key] for key in ("after", "before") if key in edit}
