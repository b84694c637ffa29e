"""Where an edit acts: pointers, what the language keeps at a place, and a document that is copied only where it is touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from portal_config import ids, limits
from portal_config.edits.edit import EditRefused
from portal_config.findings import pointer

Path = tuple[str, ...]


def path_of(ptr: str) -> Path:
    """The parts of an RFC 6901 pointer. Raises EditRefused for anything but a pointer to something inside the document."""
    if not ptr.startswith("/"):
        raise EditRefused("edit_pointer", "A place begins with “/”.", ptr)
    path = tuple(part.replace("~1", "/").replace("~0", "~") for part in ptr[1:].split("/"))
    if len(path) >= limits.DEPTH:
        raise EditRefused("too_deep", f"The document is nested deeper than {limits.DEPTH} levels.", ptr)
    return path


@dataclass(frozen=True, slots=True)
class Spot:
    """What the language keeps at a path. ``map``: parts by id, ``part``: one of them, ``list``: items that carry an ``id``, ``item``: one of those,
    ``order``: the order of a map, ``single``: a section that is one object with maps inside, ``value``: anything else."""

    kind: Literal["document", "map", "part", "list", "item", "order", "single", "value"]
    name: str = ""
    prefix: str = ""


_DOCUMENT, _VALUE = Spot("document"), Spot("value")
_TOP_ORDERS = frozenset(ids.ORDERS.values())


def spot(path: Path) -> Spot:
    """The spot at a path, by the language alone: whether anything stands there does not matter."""
    at = _DOCUMENT
    for part in path:
        at = _inside(at, part)
        if at is _VALUE:
            break
    return at


def _inside(at: Spot, part: str) -> Spot:
    if at.kind == "map":
        return Spot("part", at.name, at.prefix)
    if at.kind == "list":
        return Spot("item", at.name, at.prefix)
    if at.kind == "document":
        if part in ids.MAPS:
            return Spot("map", part, ids.MAPS[part])
        if part in ids.SINGLES:
            return Spot("single", part)
        return Spot("order") if part in _TOP_ORDERS else _VALUE
    inner = ids.INNER.get(at.name, {})
    if part in inner:
        return Spot("map", part, inner[part])
    if any(ids.INNER_ORDERS[name] == part for name in inner):
        return Spot("order")
    listed = ids.LISTED.get(at.name, {})
    return Spot("list", part, listed[part]) if part in listed else _VALUE


def order_path(container: Path) -> Path | None:
    """Where the order of the map at ``container`` is kept; None: that map has none."""
    name = container[-1]
    key = ids.ORDERS.get(name) if len(container) == 1 else ids.INNER_ORDERS.get(name)
    return (*container[:-1], key) if key else None


def ids_in(value: Any, at: Spot) -> Iterator[Any]:
    """Every id that ``value`` declares when it stands at a spot; its own key in a map is not among them."""
    if at.kind == "map" and isinstance(value, dict):
        for part_id, part in value.items():
            yield part_id
            yield from ids_in(part, Spot("part", at.name, at.prefix))
    elif at.kind == "list" and isinstance(value, list):
        for item in value:
            yield from ids_in(item, Spot("item", at.name, at.prefix))
    elif at.kind in ("part", "item", "single") and isinstance(value, dict):
        if at.kind == "item" and "id" in value:
            yield value["id"]
        for name, prefix in ids.INNER.get(at.name, {}).items():
            yield from ids_in(value.get(name), Spot("map", name, prefix))
        for name, prefix in ids.LISTED.get(at.name, {}).items():
            yield from ids_in(value.get(name), Spot("list", name, prefix))


class Sheet:
    """A document while it is changed: every container that is written to is copied once, all others are shared with the document it came from."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.root: Any = document
        self._own: dict[int, Any] = {}

    def follow(self, path: Path) -> tuple[list[str | int], Path, Path]:
        """Walk down ``path`` as far as something stands there: (keys, the same path with items named so that they are found again when others move, what
        is left of the path). An item of a list is named by its id, by itself when it is a text, or by its place."""
        at: Any = self.root
        keys: list[str | int] = []
        stable: list[str] = []
        for depth, part in enumerate(path):
            if isinstance(at, dict):
                if part not in at:
                    return keys, tuple(stable), path[depth:]
                key: str | int = part
                stable.append(part)
            elif isinstance(at, list):
                found = place_in(at, part)
                if found is None:
                    return keys, tuple(stable), path[depth:]
                key = found
                stable.append(name_of(at, found))
            else:
                return keys, tuple(stable), path[depth:]
            keys.append(key)
            at = at[key]
        return keys, tuple(stable), ()

    def get(self, keys: Sequence[str | int]) -> Any:
        """What stands at ``keys``, which must exist."""
        at = self.root
        for key in keys:
            at = at[key]
        return at

    def find(self, path: Path) -> Any:
        """What stands at ``path``, or None."""
        keys, _, missing = self.follow(path)
        return None if missing else self.get(keys)

    def own(self, keys: Sequence[str | int]) -> Any:
        """The container at ``keys``, ready to be written to."""
        if id(self.root) not in self._own:
            self.root = self._copied(self.root)
        at = self.root
        for key in keys:
            inner = at[key]
            if id(inner) not in self._own:
                inner = at[key] = self._copied(inner)
            at = inner
        return at

    def own_path(self, path: Path) -> Any:
        """The container at a path that exists, ready to be written to."""
        return self.own(self.follow(path)[0])

    def _copied(self, container: Any) -> Any:
        made = container.copy()
        self._own[id(made)] = made
        return made

    def prune(self, path: Path, count: int) -> int:
        """Take away up to ``count`` holders above ``path`` that are empty; how many went."""
        gone = 0
        while gone < count and len(path) > 1:
            path = path[:-1]
            keys, _, missing = self.follow(path)
            if missing or self.get(keys) not in ({}, []):
                break
            holder = self.own(keys[:-1])
            if isinstance(holder, list):
                break
            del holder[keys[-1]]
            gone += 1
        return gone


def place_in(items: list[Any], part: str) -> int | None:
    """The place of the item that ``part`` names in a list: digits are a place, anything else an id or the text itself."""
    if part.isdigit() and part.isascii() and len(part) <= 6:
        return int(part) if int(part) < len(items) else None
    return next((place for place, item in enumerate(items) if name_of_item(item) == part), None)


def name_of_item(item: Any) -> str | None:
    """What an item of a list is called: its id, or itself when it is a text."""
    name = item.get("id") if isinstance(item, dict) else item
    return name if isinstance(name, str) and name and not name[0].isdigit() and name != "-" else None


def name_of(items: list[Any], place: int) -> str:
    """The name under which the item is found again; its place, where another one has the same name or it has none."""
    name = name_of_item(items[place])
    if name is None or place_in(items, name) != place:
        return str(place)
    return name


def ptr_of(path: Sequence[str | int]) -> str:
    """The pointer of a path."""
    return pointer(*path)


def order_of(sheet: Sheet, container: Path) -> list[str]:
    """The ids of the map at ``container`` in the order people see: as its list says, the rest by id."""
    entries = sheet.find(container)
    entries = entries if isinstance(entries, dict) else {}
    at = order_path(container)
    listed = sheet.find(at) if at else None
    first = dict.fromkeys(
        each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, str) and each in entries
    )
    return [*first, *sorted(entries.keys() - first.keys())]


def write_order(sheet: Sheet, container: Path, order: list[str]) -> None:
    """Keep an order beside the map at ``container``. It must have a place for one."""
    at = order_path(container)
    if at is not None:
        sheet.own_path(at[:-1])[at[-1]] = order


def place_of(document: dict[str, Any], ptr: str) -> tuple[bool, Any]:
    """(whether anything stands at a pointer, what it is or None)."""
    sheet = Sheet(document)
    keys, _, missing = sheet.follow(path_of(ptr))
    return (False, None) if missing else (True, sheet.get(keys))
