"""``{"op": "remove", "ptr", "uses"}``: take a part or an item of a list away. Its ids are retired: they never return.

What is used elsewhere is refused with the places that use it. Lists of the same form, pipeline or dashboard let go of it by themselves; with ``uses`` “drop” every
list does that it does not leave empty.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from portal_config import ids
from portal_config.edits.edit import Edit, EditRefused
from portal_config.edits.neighbours import neighbour
from portal_config.edits.places import (
    Path,
    Sheet,
    ids_in,
    name_of,
    order_of,
    order_path,
    path_of,
    ptr_of,
    spot,
)
from portal_config.edits.removed import gone
from portal_config.edits.uses import uses_of


def remove(sheet: Sheet, edit: Edit, *, checked: bool) -> tuple[Edit, Edit]:
    """Apply to ``sheet``; the edit with its items named by id, and its inverse. ``checked`` False: nobody asks where it is used."""
    ptr = edit["ptr"]
    path = path_of(ptr)
    keys, stable, missing = sheet.follow(path)
    if missing:
        gone(sheet, path[: len(stable) + 1], ptr)
    holder, old, at = sheet.get(keys[:-1]), sheet.get(keys), spot(stable)
    if at.kind != "part" and not isinstance(holder, list):
        raise EditRefused("not_a_part", "A property is set to nothing, not removed.", ptr)
    own = [part_id for part_id in ids_in(old, at) if isinstance(part_id, str)]
    if at.kind == "part":
        own.insert(0, stable[-1])
    # An id that another part has too (a field taken back into the form it was moved out of) is not lost: nothing that names it is left dangling.
    ending = _only_here(sheet, own)
    if checked and ending:
        _let_go(sheet, edit, stable, tuple(str(key) for key in keys), set(ending))
    inverse: dict[str, Any] = {"op": "insert", "ptr": ptr_of(stable), "value": old}
    if at.kind == "part":
        inverse["after"] = _take_from_map(sheet, stable)
    else:
        _take_from_list(sheet, stable, inverse)
    if own and edit.get("retire", True):
        _retire(sheet, own)
        inverse["returns"] = True
    if edit.get("uses"):
        inverse["uses"] = edit["uses"]
    _drop_translations(sheet, ending)
    sheet.prune(stable, edit.get("prune", 0))
    plain = {key: edit[key] for key in ("op", "uses", "retire", "prune") if key in edit}
    return {**plain, "ptr": ptr_of(stable)}, inverse


def _take_from_map(sheet: Sheet, path: Path) -> Any:
    order = order_of(sheet, path[:-1])
    before = neighbour(order, order.index(path[-1]))
    at = order_path(path[:-1])
    listed = sheet.find(at) if at else None
    if at is not None and isinstance(listed, list) and path[-1] in listed:
        kept = [each for each in listed if each != path[-1]]
        sheet.own_path(at[:-1])[at[-1]] = kept
    del sheet.own_path(path[:-1])[path[-1]]
    return before


def _take_from_list(sheet: Sheet, path: Path, inverse: dict[str, Any]) -> None:
    items = sheet.own_path(path[:-1])
    place = int(sheet.follow(path)[0][-1])
    if not path[-1].isdigit():
        before = name_of(items, place - 1) if place else None
        if before is not None and before.isdigit():
            inverse["ptr"] = ptr_of((*path[:-1], str(place)))
        else:
            inverse["after"] = before
    del items[place]


def _only_here(sheet: Sheet, own: list[str]) -> list[str]:
    """The ids of ``own``, which a part about to go declares, that nothing else declares."""
    declared = Counter(each.id for each in ids.found(sheet.root) if isinstance(each.id, str)) if own else Counter()
    within = Counter(own)
    return [part_id for part_id in own if declared[part_id] <= within[part_id]]


def _retire(sheet: Sheet, own: list[str]) -> None:
    known = sheet.root.get("retired_ids")
    known = known if isinstance(known, list) else []
    still = {each.id for each in ids.found(sheet.root) if isinstance(each.id, str)}
    new = [part_id for part_id in own if part_id not in known and part_id not in still]
    if new:
        sheet.own(())["retired_ids"] = [*known, *new]


def _drop_translations(sheet: Sheet, own: list[str]) -> None:
    languages = sheet.root.get("texts")
    gone_ids = set(own)
    for language, entries in list(languages.items()) if isinstance(languages, dict) else ():
        if not isinstance(entries, dict):
            continue
        for key in [key for key in entries if key.partition(".")[0] in gone_ids]:
            del sheet.own_path(("texts", language))[key]


def _let_go(sheet: Sheet, edit: Edit, path: Path, raw: Path, own: set[str]) -> None:
    """Take the ids out of the lists that may let go of them. Raises EditRefused ``part_in_use`` where something else names them."""
    home = _home(path)
    held: list[Path] = []
    lists: dict[Path, list[int]] = {}
    for used, _ in uses_of(sheet.root, own, inside=raw):
        holder = sheet.find(used[:-1])
        near = home is not None and used[: len(home)] == home
        if isinstance(holder, list) and (near or edit.get("uses") == "drop"):
            lists.setdefault(used[:-1], []).append(int(used[-1]))
        else:
            held.append(used)
    for where, places in lists.items():
        near = home is not None and where[: len(home)] == home
        if not near and len(places) == len(sheet.find(where)):
            held.extend((*where, str(place)) for place in places)
    if held:
        name = ids.NAMES.get(min(own)[:3], "part") if len(own) == 1 else ids.NAMES.get(path[-1][:3], "part")
        count = len(held)
        places_word = "one place" if count == 1 else f"{count} places"
        raise EditRefused(
            "part_in_use",
            f"This {name} is used in {places_word}. Change that first.",
            edit["ptr"],
            uses=tuple(ptr_of(each) for each in held),
        )
    for where, places in lists.items():
        items = sheet.own_path(where)
        for place in sorted(places, reverse=True):
            del items[place]


def _home(path: Path) -> Path | None:
    """The form, pipeline or dashboard that the part stands in; None: it stands at the top."""
    return path[:2] if len(path) > 2 and spot(path[:2]).kind == "part" else None
