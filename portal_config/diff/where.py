"""A place of a document in the words of its seller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config import ids
from portal_config.diff.change import AREAS
from portal_config.diff.names import Names, label_of
from portal_config.diff.wording import inside, label, quoted
from portal_config.edits.places import Sheet, path_of, spot


def where(document: Mapping[str, Any], ptr: str, names: Names) -> str:
    """What people call the place at a pointer: “Banner set”, price. Empty for the document as a whole."""
    if not ptr.startswith("/"):
        return ""
    sheet = Sheet(dict(document))
    _, stable, missing = sheet.follow(path_of(ptr))
    path = (*stable, *missing)
    depth = next((at for at in range(len(path), 0, -1) if spot(path[:at]).kind in ("part", "item")), 0)
    if not depth:
        area = label(AREAS.get(path[0], path[0].replace("_", " ").capitalize()))
        return area if len(path) == 1 else f"{area}, {inside(label_of(path, None))}"
    part = sheet.find(path[:depth])
    called = quoted(names.of(path[depth - 1]))
    if depth > 2 and path[0] not in ids.SINGLES:
        called = f"{quoted(names.of(path[1]))}, {called}"
    return called if len(path) == depth else f"{called}, {inside(label_of(path, part))}"
