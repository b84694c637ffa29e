"""``{"op": "rename", "ptr", "value", "key"}``: what a part is called (``value``) and, for a question, the name of its answers in exports (``key``).

Either may be left out, not both. The id stays, and with it every reference and every translation. null takes the name away.
"""

from __future__ import annotations

from typing import Any

from portal_config.edits.edit import Edit, EditRefused
from portal_config.edits.names import NAMED
from portal_config.edits.places import Sheet, path_of, ptr_of, spot
from portal_config.edits.removed import gone


def rename(sheet: Sheet, edit: Edit) -> tuple[Edit, Edit]:
    """Apply to ``sheet``; the edit with its items named by id, and its inverse."""
    ptr = edit["ptr"]
    path = path_of(ptr)
    keys, stable, missing = sheet.follow(path)
    if missing:
        gone(sheet, path[: len(stable) + 1], ptr)
    at, part = spot(stable), sheet.get(keys)
    if at.kind not in ("part", "item") or not isinstance(part, dict):
        raise EditRefused("not_a_part", "Only a part has a name.", ptr)
    wanted: dict[str, tuple[str, Any]] = {}
    if "value" in edit:
        if at.name not in NAMED:
            raise EditRefused("nameless", "This has no name of its own.", ptr)
        wanted["value"] = (NAMED[at.name], edit["value"])
    if "key" in edit:
        if at.name != "fields":
            raise EditRefused("nameless", "Only a question has a name in exports.", ptr)
        wanted["key"] = ("key", edit["key"])
    if not wanted:
        raise EditRefused("value_missing", "There is no new name.", ptr)
    inverse: dict[str, Any] = {"op": "rename", "ptr": ptr_of(stable)}
    own = sheet.own(keys)
    for word, (name, value) in wanted.items():
        inverse[word] = own.get(name)
        if value is None:
            own.pop(name, None)
        else:
            own[name] = value
    return {"op": "rename", "ptr": ptr_of(stable), **{word: value for word, (_, value) in wanted.items()}}, inverse
