"""Where a part is used: every place that names its id."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from portal_config.edits.places import Path, ptr_of, spot


def references(document: dict[str, Any], part_id: str) -> tuple[str, ...]:
    """Pointers of every place that names ``part_id``; the part itself, orders, translations and ``retired_ids`` do not count."""
    return tuple(ptr_of(path) for path, _ in uses_of(document, {part_id}))


def uses_of(
    document: dict[str, Any], part_ids: Collection[str], inside: Path | None = None
) -> Iterator[tuple[Path, str]]:
    """(path, id) of every place that names one of ``part_ids``, in document order. ``inside``: the subtree that is left out."""
    for key, value in document.items():
        if key not in ("retired_ids", "texts") and spot((key,)).kind != "order":
            yield from _walk(value, (key,), part_ids, inside)


def _walk(value: Any, path: Path, part_ids: Collection[str], inside: Path | None) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        if value in part_ids and not (path[-1] == "id" and spot(path[:-1]).kind == "item"):
            yield path, value
    elif isinstance(value, dict):
        if path == inside:
            return
        for key, item in value.items():
            if key[-6:] != "_order" or spot((*path, key)).kind != "order":
                yield from _walk(item, (*path, key), part_ids, inside)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            here = (*path, str(place))
            if here != inside:
                yield from _walk(item, here, part_ids, inside)
