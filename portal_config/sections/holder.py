"""Reads sections whose engine comes later: entry by entry like all others, each told once when it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import marshmallow

from portal_config import ids
from portal_config.expressions.types import Names
from portal_config.reader import Entry, Read, Reader
from portal_config.settings.base import planned

Made = TypeVar("Made")


def read_planned(
    reader: Reader,
    section: str,
    schema: marshmallow.Schema,
    make: Callable[[Entry, dict[str, Any]], Made],
    *,
    split: tuple[str, ...] = (),
    names: Callable[[Any], Names | None] = lambda _: None,
) -> Mapping[str, Made]:
    """The entries of a planned map of the document; one that cannot be read is left out. ``split``: keys that ``make`` reads itself; ``names``: what the
    rules of an entry may name."""
    made = {}
    for entry in reader.entries(reader.document, section, ids.ORDERS.get(section, ""), ids.MAPS[section], ""):
        read = reader.part(schema, without(entry.raw, split), entry.at, names(entry.raw), planned=True)
        reader.plan(entry.at, planned(f"This {ids.NAMES[ids.MAPS[section]]}"))
        built = make(entry, read.values)
        if read.broken is None:
            made[entry.id] = built
    return MappingProxyType(made)


def read_single(reader: Reader, section: str, schema: marshmallow.Schema, *, split: tuple[str, ...] = ()) -> Read:
    """A planned section that is one object; absent or empty it is told of nowhere."""
    raw = reader.document.get(section)
    if raw not in (None, {}):
        reader.plan(f"/{section}", planned(f"“{section.replace('_', ' ').capitalize()}”"))
    return reader.part(schema, without({} if raw is None else raw, split), f"/{section}", planned=True)


def inner(
    reader: Reader, holder: Any, name: str, schema: marshmallow.Schema, at: str, *, planned: bool = True
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id and values of each entry of the map ``name`` inside of ``holder`` that can be read, in order."""
    raw = holder if isinstance(holder, dict) else {}
    prefix = next(inner[name] for inner in ids.INNER.values() if name in inner)
    for entry in reader.entries(raw, name, ids.INNER_ORDERS[name], prefix, at):
        read = reader.part(schema, entry.raw, entry.at, planned=planned)
        if read.broken is None:
            yield entry.id, read.values


def without(raw: Any, keys: tuple[str, ...]) -> Any:
    """``raw`` without these keys; anything but an object as it is."""
    return {key: value for key, value in raw.items() if key not in keys} if isinstance(raw, dict) and keys else raw
