"""The walk over two documents, part by part and by id, that finds every change and tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portal_config import ids
from portal_config.diff import sentences
from portal_config.diff.change import AREAS, ORDER, Change
from portal_config.diff.names import NOUNS, TITLES, Names
from portal_config.diff.notifications import told_of_entry, told_of_setting
from portal_config.diff.orders import moved
from portal_config.diff.rules import is_rule
from portal_config.diff.wording import label, quoted, say
from portal_config.edits import Edit
from portal_config.edits.places import Path, Sheet, ids_in, order_of, ptr_of, spot
from portal_config.news import news_at

_UNTOLD = frozenset({"schema", "expr", "retired_ids"})


class Walk:
    """One comparison. ``old`` and ``new`` are documents as written; nothing in them needs to be right."""

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self.old, self.new = Sheet(dict(old)), Sheet(dict(new))
        self.old_names = Names(old)
        self.new_names = Names(new, self.old_names)

    def changes(self) -> Iterator[Change]:
        """Every change, area by area."""
        known = [*ORDER, *sorted((self.old.root.keys() | self.new.root.keys()) - set(ORDER) - _UNTOLD)]
        for section in known:
            if section in ids.ORDERS.values():
                continue
            before, after = self.old.root.get(section), self.new.root.get(section)
            if section in ids.MAPS:
                yield from self._map((section,))
            elif section in ids.SINGLES and isinstance(before or {}, dict) and isinstance(after or {}, dict):
                yield from self._part((section,), before or {}, after or {})
            elif before != after:
                yield from self._values((section,), before, after)

    def _entries(self, sheet: Sheet, container: Path) -> dict[str, Any]:
        found = sheet.find(container)
        return found if isinstance(found, dict) else {}

    def _map(self, container: Path) -> Iterator[Change]:
        before, after = self._entries(self.old, container), self._entries(self.new, container)
        old_order, new_order = order_of(self.old, container), order_of(self.new, container)
        if before is after and old_order == new_order:
            return
        kept_old = [each for each in old_order if each in after]
        kept_new = [each for each in new_order if each in before]
        shifted = set(moved(kept_old, kept_new))
        for part_id in [each for each in old_order if each not in after]:
            if not _untold(container, before[part_id]):
                yield self._removed((*container, part_id), before[part_id], old_order, set(after))
        for place, part_id in enumerate(new_order):
            path = (*container, part_id)
            if part_id not in before:
                if _untold(container, after[part_id]):
                    continue
                yield self._added(path, after[part_id], new_order[:place])
                continue
            if part_id in shifted:
                yield self._moved(path, new_order, kept_old, shifted)
            yield from self._part(path, before[part_id], after[part_id])

    def _part(self, path: Path, before: Any, after: Any) -> Iterator[Change]:
        if before is after or before == after:
            return
        if not (isinstance(before, dict) and isinstance(after, dict)):
            yield self._leaf(path, before, after)
            return
        name = spot(path).name
        maps, lists = ids.INNER.get(name, {}), ids.LISTED.get(name, {})
        for key in _keys(before, after):
            inner = (*path, key)
            if key in maps:
                yield from self._map(inner)
            elif key in lists:
                yield from self._items(inner, before.get(key), after.get(key))
            elif spot(inner).kind != "order":
                yield from self._values(inner, before.get(key), after.get(key))

    def _items(self, container: Path, before: Any, after: Any) -> Iterator[Change]:
        """Items of a list that carry ids."""
        old = {each["id"]: each for each in _dicts(before) if isinstance(each.get("id"), str)}
        new = {each["id"]: each for each in _dicts(after) if isinstance(each.get("id"), str)}
        if len(old) != len(_list(before)) or len(new) != len(_list(after)):
            if before != after:
                yield self._leaf(container, before, after)
            return
        kept_old, kept_new = [each for each in old if each in new], [each for each in new if each in old]
        shifted = set(moved(kept_old, kept_new))
        for part_id in [each for each in old if each not in new]:
            yield self._removed((*container, part_id), old[part_id], list(old), set(new))
        order = list(new)
        for place, part_id in enumerate(order):
            path = (*container, part_id)
            if part_id not in old:
                yield self._added(path, new[part_id], order[:place])
                continue
            if part_id in shifted:
                yield self._moved(path, order, kept_old, shifted)
            yield from self._part(path, old[part_id], new[part_id])

    def _values(self, path: Path, before: Any, after: Any) -> Iterator[Change]:
        """Properties, down to those that are told in one sentence."""
        if before == after and type(before) is type(after):
            return
        if len(path) == 3 and path[0] == "notifications" and (news := news_at(self.new.find(path[:2]))) is not None:
            if path[2] not in ("channels", "subject") or told_of_setting(news, path[2], before, after)[0]:
                yield self._leaf(path, before, after)
            return
        told_whole = sentences.whole(path)
        mappings = isinstance(before, dict | None) and isinstance(after, dict | None) and (before or after)
        if mappings and not told_whole:
            for key in _keys(before or {}, after or {}):
                yield from self._values((*path, key), (before or {}).get(key), (after or {}).get(key))
            return
        if not before and not after and not isinstance(before, bool | int) and not isinstance(after, bool | int):
            return
        back = before
        ruled = is_rule(before) or is_rule(after)
        if isinstance(before, list | None) and isinstance(after, list | None) and not ruled:
            # Ids that came or went with their part are told with it.
            one = [each for each in before or [] if not (isinstance(each, str) and self._gone(each))]
            two = [each for each in after or [] if not (isinstance(each, str) and self._came(each))]
            if one == two:
                return
            if (one, two) != (before, after):
                back = [*one, *(each for each in after or [] if each not in two)]
                before, after = one, two
        yield self._leaf(path, before, after, back)

    def _gone(self, part_id: str) -> bool:
        return part_id in self.old_names and part_id not in self.new_names

    def _came(self, part_id: str) -> bool:
        return part_id in self.new_names and part_id not in self.old_names

    def _leaf(self, path: Path, before: Any, after: Any, back: Any = ...) -> Change:
        at = next((each for each in range(len(path), 0, -1) if spot(path[:each]).kind in ("part", "item")), 0)
        owner = path[:at]
        part = self.new.find(owner) if owner else self.new.root
        told = sentences.tell(
            path,
            before,
            after,
            part=part,
            owner=owner,
            around=self._around(owner),
            old=self.old_names,
            new=self.new_names,
        )
        edit: Edit = {"op": "set", "ptr": ptr_of(path), "value": before if back is ... else back}
        return Change(
            f"edited:{ptr_of(path)}", _area(path), "edited", told.words, ptr_of(path), told.figure, told.notes, told.attention,
            told.impact, (edit,),
        )  # fmt: skip

    def _around(self, owner: Path) -> str:
        """Where an inner part stands: the name of the part at the top."""
        return self.new_names.of(owner[1]) if _nested(owner) else ""

    def _added(self, path: Path, part: Any, before: list[str]) -> Change:
        around = quoted(self.new_names.of(path[1])) if _nested(path) else ""
        follows = before and spot(path).name in ("tabs", "services", "statuses", "fields", "widgets")
        other = quoted(self.new_names.of(before[-1])) if follows else ""
        name = "added" + ("_to" if around else "") + ("_after" if other else "")
        words = say(name, what=self._called(path, self.new_names), around=around, other=other)
        notes = sentences.who_sees(part, self.new_names)
        news = news_at(part) if path[0] == "notifications" else None
        if news is not None:
            told, notes = told_of_entry(news, {}, part)
            words = told
        back: dict[str, Any] = {"op": "remove", "ptr": ptr_of(path), "retire": False}
        if not _nested(path) and path[0] not in self.old.root:
            back["prune"] = len(path) - 1
        return Change(
            f"added:{ptr_of(path)}", _area(path), "edited" if news else "added", words, ptr_of(path), notes=notes, back=(back,),
        )  # fmt: skip

    def _removed(self, path: Path, part: Any, order: list[str], stay: set[str]) -> Change:
        around = quoted(self.old_names.of(path[1])) if _nested(path) else ""
        words = say("removed_from" if around else "removed", what=self._called(path, self.old_names), around=around)
        before = next((each for each in reversed(order[: order.index(path[-1])]) if each in stay), None)
        back: list[Edit] = [{"op": "insert", "ptr": ptr_of(path), "value": part, "after": before, "returns": True}]
        back += self._mentions(path, part)
        impact, notes = sentences.impact_of_removed(path, part)
        news = news_at(part) if path[0] == "notifications" else None
        if news is not None:
            told, notes = told_of_entry(news, part, {})
            words = told
        return Change(
            f"removed:{ptr_of(path)}", _area(path), "edited" if news else "removed", words, ptr_of(path), notes=notes, impact=impact,
            attention=bool(impact), back=tuple(back),
        )  # fmt: skip

    def _mentions(self, path: Path, part: Any) -> Iterator[Edit]:
        """Lists of the same form or dashboard that named what was removed, so that taking the removal back names it there again."""
        if len(path) <= 2:
            return
        gone = {path[-1], *ids_in(part, spot(path))}
        for where, items in _lists(self.old.find(path[:2]), path[:2]):
            for place, each in enumerate(items):
                now = self.new.find(where)
                if isinstance(each, str) and each in gone and isinstance(now, list) and each not in now:
                    before = next((one for one in reversed(items[:place]) if one in now), None)
                    yield {"op": "insert", "ptr": ptr_of((*where, each)), "value": each, "after": before}

    def _moved(self, path: Path, order: list[str], kept_old: list[str], shifted: set[str]) -> Change:
        place = order.index(path[-1])
        name = ("moved_after" if place else "moved_before") + ("_in" if _nested(path) else "")
        words = say(
            name,
            what=self._called(path, self.new_names),
            other=quoted(self.new_names.of(order[place - 1] if place else order[1])),
            around=quoted(self.new_names.of(path[1])),
        )
        then = kept_old[: kept_old.index(path[-1])]
        before = next((each for each in reversed(then) if each not in shifted), None)
        back: Edit = {"op": "move", "ptr": ptr_of(path), "after": before}
        return Change(f"moved:{ptr_of(path)}", _area(path), "moved", words, ptr_of(path), back=(back,))

    def _called(self, path: Path, names: Names) -> str:
        return f"{_noun(path)}{quoted(names.of(path[-1]))}"


def _nested(path: Path) -> bool:
    """Whether a part stands inside of another one that has a name."""
    return len(path) > 2 and path[0] not in ids.SINGLES


def _untold(container: Path, part: Any) -> bool:
    """Whether a part that came or went changes nothing: an entry that leaves its news as they are."""
    news = news_at(part) if container == ("notifications",) else None
    return news is not None and not told_of_entry(news, {}, part)[0]


def _lists(value: Any, path: Path) -> Iterator[tuple[Path, list[Any]]]:
    """Every list of a part, items with an id named by it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if spot((*path, key)).kind != "order":
                yield from _lists(inner, (*path, key))
    elif isinstance(value, list):
        yield path, value
        for place, each in enumerate(value):
            named = each.get("id") if isinstance(each, dict) else None
            yield from _lists(each, (*path, named if isinstance(named, str) else str(place)))


def _keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[str]:
    """Properties in the order of the new part, its name first."""
    keys = [*after, *(key for key in before if key not in after)]
    return sorted(keys, key=lambda key: key not in TITLES)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _area(path: Path) -> str:
    return label(AREAS.get(path[0], path[0].replace("_", " ").capitalize()))


def _noun(path: Path) -> str:
    at = spot(path)
    if at.name == "pages" and at.kind == "item":
        return f"{label('Page')} "
    noun = label(NOUNS.get(at.name, ""))
    return f"{noun} " if noun and len(path) > 2 else ""
