"""A place of a document in the words of its seller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config import ids
from portal_config.diff.change import AREAS
from portal_config.diff.names import Names, chosen_at, label_of, value_words
from portal_config.diff.wording import inside, label, quoted
from portal_config.edits.places import Path, Sheet, path_of, spot


def where(document: Mapping[str, Any], ptr: str, names: Names) -> str:
    """What people call the place at a pointer: “Banner set”, price. Empty for the document as a whole."""
    if not ptr.startswith("/"):
        return ""
    path, depth, part = _found(document, ptr)
    if not depth:
        area = label(AREAS.get(path[0], path[0].replace("_", " ").capitalize()))
        return area if len(path) == 1 else f"{area}, {inside(label_of(path, None))}"
    called = quoted(names.of(path[depth - 1]))
    if depth > 2 and path[0] not in ids.SINGLES:
        called = f"{quoted(names.of(path[1]))}, {called}"
    return called if len(path) == depth else f"{called}, {inside(label_of(path, part))}"


def value_at(document: Mapping[str, Any], ptr: str, value: Any, names: Names) -> str:
    """A value as people write it at the place of a pointer, where a word may be a kind or a choice."""
    if not ptr.startswith("/"):
        return value_words(value, names)
    path, _, part = _found(document, ptr)
    return value_words(value, names, chosen_at(path, part))


def _found(document: Mapping[str, Any], ptr: str) -> tuple[Path, int, Any]:
    """(the path by ids, how much of it leads to a part, that part)."""
    sheet = Sheet(dict(document))
    _, stable, missing = sheet.follow(path_of(ptr))
    path = (*stable, *missing)
    depth = next((at for at in range(len(path), 0, -1) if spot(path[:at]).kind in ("part", "item")), 0)
    return path, depth, sheet.find(path[:depth]) if depth else None
