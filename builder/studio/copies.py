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
    edits += _packages(here, ptr, copied, edit["ids"])
    edits += _alone(here, ptr, copied)
    edits += _admitted(here, ptr, copied)
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


def _packages(here: Studio, ptr: str, copied: str, made: dict[str, str]) -> list[dict[str, Any]]:
    """A service sold in packages: the copy of each gets a copy of its price. ``made`` is told the new ids."""
    packages = here.raw(f"{ptr}/packages") if ptr.startswith("/services/") else None
    edits: list[dict[str, Any]] = []
    for package_id, package in packages.items() if isinstance(packages, Mapping) else ():
        price = pointer("prices", str(package.get("price"))) if isinstance(package, Mapping) else ""
        if not here.raw(price):
            continue
        made[package_id] = new_id("pkg")
        new, edit = _copy(price)
        at = f"{copied}/packages/{made[package_id]}/price"
        edits += [edit, {"op": "set", "ptr": at, "value": new.rpartition("/")[2]}]
    return edits


def _admitted(here: Studio, ptr: str, copied: str) -> list[dict[str, Any]]:
    """A service with add-ons that go with some services only: they go with its copy as well."""
    old, new = (each.rpartition("/")[2] for each in (ptr, copied))
    addons = here.raw(f"{ptr}/addons") if ptr.startswith("/services/") else None
    return [
        {"op": "insert", "ptr": f"{goes_with}/-", "value": new}
        for addon in (addons if isinstance(addons, list) else ())
        if old in (here.raw(goes_with := pointer("addons", str(addon), "for")) or ())
    ]


def _alone(here: Studio, ptr: str, copied: str) -> list[dict[str, Any]]:
    """Of the packages of a service one is singled out: its copy is not, in no language."""
    if "/packages/" not in ptr or here.raw(f"{ptr}/highlight") is None:
        return []
    old, new = (each.rpartition("/")[2] for each in (ptr, copied))
    texts = here.document.get("texts")
    said = [
        pointer("texts", language, f"{new}.highlight")
        for language, entries in (texts.items() if isinstance(texts, Mapping) else ())
        if isinstance(entries, Mapping) and f"{old}.highlight" in entries
    ]
    return [{"op": "set", "ptr": each, "value": None} for each in (f"{copied}/highlight", *said)]


def _copy(ptr: str) -> tuple[str, dict[str, Any]]:
    home, _, part_id = ptr.rpartition("/")
    new = new_id(part_id[:3])
    return f"{home}/{new}", {"op": "duplicate", "ptr": ptr, "ids": {part_id: new}}


def _place_of(part_id: Any) -> str:
    """Where a part at the top of the document stands, by its id."""
    name = next((name for name, prefix in ids.MAPS.items() if str(part_id).startswith(f"{prefix}_")), "")
    return pointer(name, str(part_id))
