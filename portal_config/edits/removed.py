"""Telling what is missing: a part that was removed, or a place that never was."""

from __future__ import annotations

from typing import NoReturn

from portal_config import ids
from portal_config.edits.edit import EditRefused
from portal_config.edits.places import Path, Sheet


def gone(sheet: Sheet, path: Path, ptr: str) -> NoReturn:
    """Refuse an edit of the part at ``path``, which does not stand there."""
    part_id = path[-1]
    name = ids.NAMES.get(part_id[:3], "part") if ids.well_shaped(part_id) else "part"
    retired = sheet.root.get("retired_ids")
    if isinstance(retired, list) and part_id in retired:
        raise EditRefused(
            "part_removed", f"This {name} was removed in the meantime. Undo the removal to change it.", ptr
        )
    raise EditRefused("no_such_place", f"There is no such {name} here. It may have been removed in the meantime.", ptr)
