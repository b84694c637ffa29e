"""Copies of parts: the edits behind “Duplicate”."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from builder.studio.palette import new_id
from builder.studio.place import Studio
from portal_config import ids
from portal_config.findings import pointer


def copy_of(here: Studio, ptr: str, *own: str) -> tuple[list[dict[str, Any]], str]:
    """(edits that put a copy of a part beside it, pointer of the copy). ``own``: settings that name parts which are set together with this one, as a
    service's price is, so that the copy gets copies of them."""
    raw = here.raw(ptr)
    copied, edit = _copy(ptr)
    edits = [edit]
    for key in own:
        named = raw.get(key) if isinstance(raw, Mapping) else None
        listed = [_place_of(each) for each in (named if isinstance(named, list) else [named])]
        copies = [_copy(each) for each in listed if here.raw(each)]
        if copies:
            edits += [each for _, each in copies]
            new = [each.rpartition("/")[2] for each, _ in copies]
            edits.append(
                {"op": "set", "ptr": copied + pointer(key), "value": new if isinstance(named, list) else new[0]}
            )
    return edits, copied


def _copy(ptr: str) -> tuple[str, dict[str, Any]]:
    home, _, part_id = ptr.rpartition("/")
    new = new_id(part_id[:3])
    return f"{home}/{new}", {"op": "duplicate", "ptr": ptr, "ids": {part_id: new}}


def _place_of(part_id: Any) -> str:
    """Where a part at the top of the document stands, by its id."""
    name = next((name for name, prefix in ids.MAPS.items() if str(part_id).startswith(f"{prefix}_")), "")
    return pointer(name, str(part_id))
