"""The merge itself: a walk over three documents, property by property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from portal_config import ids
from portal_config.edits.places import Path, ids_in, path_of, ptr_of, spot
from portal_config.edits.uses import uses_of
from portal_config.merge.homes import Moved, together
from portal_config.merge.lists import mergeable, merged_list, names_of_items
from portal_config.merge.merged import GONE, Choice, Chosen, Conflict, Merged
from portal_config.merge.told import told

Document = Mapping[str, Any]
_WHOLE = frozenset({"$value", "to"})
"""Objects whose properties make sense together only."""


def merge(
    base: Document, ours: Document, theirs: Document, *, sides: tuple[str, str] = ("you", "the live portal")
) -> Merged:
    """What ``ours`` and ``theirs`` both made of ``base``, as one document. ``sides``: what the two are called in sentences.

    Parts are met by id and changed property by property, orders and lists of names one by one; a conflict is only where both changed the same property
    differently, or one removed what the other changed or names now. Nothing that is given is changed; what is not touched is shared.
    """
    return _merged(base, ours, theirs, {}, sides)


def resolve(merged: Merged, choices: Mapping[str, Choice]) -> Merged:
    """The same merge with conflicts decided: pointer → “mine”, “live” or a value of one's own. Conflicts that are not named stay open."""
    return _merged(merged.base, merged.ours, merged.theirs, choices, merged.sides)


def _merged(
    base: Document, ours: Document, theirs: Document, choices: Mapping[str, Choice], sides: tuple[str, str]
) -> Merged:
    live_places = {ptr.rpartition("/")[2] for ptr, choice in choices.items() if choice == "live"}
    moved = together(base, ours, theirs, live_places)
    named: set[str] = set()
    while True:
        walk = _Walk(moved, choices, named)
        document = walk.document()
        more = set(walk.named(document)) - named
        if not more:
            break
        # What one side removed and the other names now shows only when all else is merged.
        named |= more
    conflicts = tuple(replace(each, sentence=told(each, ours, theirs, sides)) for each in walk.conflicts)
    return Merged(document, conflicts, tuple(walk.taken), base, ours, theirs, sides)


def same(one: Any, other: Any) -> bool:
    """Whether two values are one in JSON: true is not 1."""
    if one is other:
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


class _Walk:
    def __init__(self, moved: Moved, choices: Mapping[str, Choice], named: set[str]) -> None:
        self.moved, self.choices, self._named = moved, choices, named
        self.conflicts: list[Conflict] = []
        self.taken: list[str] = []
        self._entries: Any = {}
        self._inside = {
            path[:depth]
            for path in (*map(path_of, {*choices, *named}), *moved.by_one.values())
            for depth in range(len(path))
        }
        # (path, the side that removed it, what the other side has there)
        self._removed: list[tuple[Path, dict[str, Any], Any]] = []

    def document(self) -> dict[str, Any]:
        """The merged document."""
        made: dict[str, Any] = self._value((), self.moved.base, self.moved.ours, self.moved.theirs)
        for one, other in self.moved.torn.values():
            if ptr_of(one) not in self.choices:
                self.conflicts.append(Conflict(ptr_of(one), "place", ptr_of(one), ptr_of(other)))
        return self._with_retired(made)

    def named(self, made: dict[str, Any]) -> Iterator[str]:
        """Pointers of parts that one side removed and that something in the merged document names, though nothing of that side did."""
        here = {each.id for each in ids.found(made) if isinstance(each.id, str)} if self._removed else set()
        for path, remover, other in self._removed:
            at = spot(path)
            if at.kind in ("part", "item"):
                gone = {each for each in (path[-1], *ids_in(other, at)) if ids.well_shaped(each)} - here
                still = {name for _, name in uses_of(remover, gone)}
                if any(name not in still for _, name in uses_of(made, gone)):
                    yield ptr_of(path)

    def _value(self, path: Path, base: Any, ours: Any, theirs: Any) -> Any:
        chosen = self._chosen(path, ours, theirs) if path else None
        if chosen is not None:
            return chosen[0]
        if same(ours, theirs):
            return ours
        if ptr_of(path) in self._named:
            return self._conflict(path, "names", ours, theirs)
        removed = ours is GONE or theirs is GONE
        # To bring a part elsewhere is to change it.
        brought = removed and bool(path) and path[-1] in self.moved.by_one
        # Something inside is decided on its own, although one side alone changed all of it.
        brought = brought or (path in self._inside and _enterable(path, base, ours, theirs))
        if same(ours, base) and not brought:
            self.taken.append(ptr_of(path))
            self._note_removed(path, self.moved.theirs, ours, theirs)
            return theirs
        if same(theirs, base) and not brought:
            self._note_removed(path, self.moved.ours, theirs, ours)
            return ours
        at = spot(path)
        if at.kind == "order" or path == ("retired_ids",):
            return self._order(path, base, ours, theirs)
        if at.kind in ("part", "item") and removed:
            return self._conflict(path, "removed", ours, theirs)
        objects = [each for each in (base, ours, theirs) if each is not GONE]
        if all(isinstance(each, dict) for each in objects) and len(objects) > 1 and not (path and path[-1] in _WHOLE):
            return self._object(
                path, *({} if each is GONE else each for each in (base, ours, theirs)), droppable=removed
            )
        if at.kind == "list":
            names = [names_of_items([] if each is GONE else each) for each in (base, ours, theirs)]
            if not any(each is None for each in names):
                return self._items(path, *([] if each is GONE else each for each in (base, ours, theirs)))
        lists = [[] if each is GONE and base is GONE else each for each in (base, ours, theirs)]
        if mergeable(*lists) and not removed:
            one = merged_list(*lists)
            if one or not (ours and theirs):
                return one
        return self._conflict(path, "removed" if removed else "changed", ours, theirs)

    def _note_removed(self, path: Path, remover: dict[str, Any], other: Any, left: Any) -> None:
        """What went with ``left``: a part, or parts inside of what one side alone changed."""
        if left is GONE:
            self._removed.append((path, remover, other))
            return
        if isinstance(other, dict) and isinstance(left, dict):
            for key, value in other.items():
                if not same(value, left.get(key, GONE)):
                    self._note_removed((*path, key), remover, value, left.get(key, GONE))
        elif isinstance(other, list) and isinstance(left, list) and spot(path).kind == "list":
            names, kept = names_of_items(other), names_of_items(left)
            for name, value in zip(names or (), other, strict=False):
                if kept is not None and name not in kept:
                    self._removed.append(((*path, name), remover, value))

    def _chosen(self, path: Path, ours: Any, theirs: Any) -> tuple[Any] | None:
        choice = self.choices.get(ptr_of(path))
        if choice is None or (path[-1] in self.moved.torn and not isinstance(choice, Chosen)):
            return None
        if isinstance(choice, Chosen):
            return (choice.value,)
        return (ours,) if choice == "mine" else (theirs,)

    def _conflict(self, path: Path, kind: Any, ours: Any, theirs: Any) -> Any:
        self.conflicts.append(Conflict(ptr_of(path), kind, ours, theirs))
        return ours

    def _object(self, path: Path, base: Any, ours: Any, theirs: Any, *, droppable: bool = False) -> Any:
        made: dict[str, Any] = {}
        orders = []
        for key in [
            *ours,
            *(key for key in theirs if key not in ours),
            *(key for key in base if key not in ours and key not in theirs),
        ]:
            inner = (*path, key)
            if spot(inner).kind == "order":
                orders.append(key)
                continue
            value = self._value(inner, *(each.get(key, GONE) for each in (base, ours, theirs)))
            if value is not GONE:
                made[key] = value
        # Orders come last: which parts are left is known by now.
        for key in orders:
            value = self._order_of(path, key, made, base, ours, theirs)
            if value is not GONE:
                made[key] = value
        return GONE if droppable and not made else made

    def _order_of(self, path: Path, key: str, made: Mapping[str, Any], *sides: Any) -> Any:
        name = next(each for each, order in {**ids.ORDERS, **ids.INNER_ORDERS}.items() if order == key)
        self._entries = made.get(name, {})
        lists = [each.get(key, GONE) for each in sides]
        value = self._value((*path, key), *lists)
        maps = [_object(each.get(name)) for each in sides[1:]]
        # A part that one side removed and that is kept stands where it stood.
        back = [
            each
            for each in _list(lists[0])
            if isinstance(each, str) and each in _object(self._entries) and any(each not in one for one in maps)
        ]
        if isinstance(value, list) and any(each not in value for each in back):
            return self._order((*path, key), *lists)
        return value

    def _order(self, path: Path, base: Any, ours: Any, theirs: Any) -> Any:
        lists = [[] if each is GONE else each for each in (base, ours, theirs)]
        if path == ("retired_ids",):
            return (
                self._union(*lists)
                if all(isinstance(each, list) for each in lists)
                else self._conflict(path, "changed", ours, theirs)
            )
        if not all(isinstance(each, list) and all(isinstance(one, str) for one in each) for each in lists):
            return self._conflict(path, "changed", ours, theirs)
        one, two, three = (list(dict.fromkeys(each)) for each in lists)
        entries = self._entries if isinstance(self._entries, dict) else {}
        known = {*one, *two, *three}
        return merged_list(one, two, three, {each for each in known if each in entries})

    def _union(self, base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
        made = [each for each in base if isinstance(each, str)]
        fresh = {each for each in (*ours, *theirs) if isinstance(each, str)} - set(made)
        return [*dict.fromkeys(made), *sorted(fresh)]

    def _items(self, path: Path, base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
        """A list whose items carry ids."""
        sides = [{each["id"]: each for each in one} for one in (base, ours, theirs)]
        made = {}
        for name in dict.fromkeys([*sides[1], *sides[2]]):
            value = self._value((*path, name), *(each.get(name, GONE) for each in sides))
            if value is not GONE:
                made[name] = value
        was, one, other = (list(each) for each in sides)
        return [made[name] for name in merged_list(was, one, other, made)]

    def _with_retired(self, made: dict[str, Any]) -> dict[str, Any]:
        """What one side retired and the merge has is retired no longer."""
        retired = made.get("retired_ids")
        if not isinstance(retired, list):
            return made
        here = {each.id for each in ids.found(made) if isinstance(each.id, str)}
        again = {each for each in retired if isinstance(each, str) and each in here}
        for side in (self.moved.ours, self.moved.theirs):
            if again:
                own = {each.id for each in ids.found(side) if isinstance(each.id, str)}
                # A side that has it and retired it is broken by itself, which is for the checker to say.
                again -= {each for each in _list(side.get("retired_ids")) if isinstance(each, str) and each in own}
        if not again:
            return made
        kept = [each for each in retired if each not in again]
        made = {key: value for key, value in made.items() if key != "retired_ids"}
        return {**made, "retired_ids": kept} if kept else made


def _enterable(path: Path, *sides: Any) -> bool:
    """Whether what stands here on all sides can be merged piece by piece."""
    if all(isinstance(each, dict) for each in sides):
        return not (path and path[-1] in _WHOLE)
    return spot(path).kind == "list" and not any(names_of_items(each) is None for each in sides)


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
