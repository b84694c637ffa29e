"""``{"op": "duplicate", "ptr", "after", "ids"}``: a copy of a part, with everything inside it, beside the part.

Whatever has an id gets a new one, and what names a part inside of the copied part names its copy in the copy, in rules too; references to anything else stay.
A page of a form brings copies of its questions, a question copies of those it holds. ``after`` as in insert, left out: right after the part. ``ids`` says
which id becomes which; what it leaves out gets the first free one (``tab_home`` → ``tab_home_2``). The edit as it is kept says them all, so that the
same edit makes the same copy again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from portal_config import ids
from portal_config.edits.edit import Edit, EditRefused
from portal_config.edits.insert import insert
from portal_config.edits.names import NAMED, longest
from portal_config.edits.places import Path, Sheet, Spot, ids_in, path_of, ptr_of, spot
from portal_config.edits.removed import gone

_NUMBERED = re.compile(r"_[0-9]{1,2}$", re.ASCII)
_LONGEST_ID = 64
_COPY = {"de": "Kopie"}
"""Language → the word behind the name of a copy; “copy” in all others."""
_HELD = ("fields", "row")
"""Keys of a form's page and of a question that list the questions they hold."""


def duplicate(sheet: Sheet, edit: Edit) -> tuple[Edit, Edit]:
    """Apply to ``sheet``; the edit with every new id, and its inverse."""
    ptr = edit["ptr"]
    path = path_of(ptr)
    keys, stable, missing = sheet.follow(path)
    if missing:
        gone(sheet, path[: len(stable) + 1], ptr)
    at, part = spot(stable), sheet.get(keys)
    if at.kind not in ("part", "item") or not isinstance(part, dict):
        raise EditRefused("not_a_part", "Only a part can be duplicated.", ptr)
    if at.kind == "item" and part.get("id") != stable[-1]:
        raise EditRefused("id_invalid", "It needs an id of its own before it can be duplicated.", ptr)
    held = _held(sheet, stable, part)
    made = _fresh(sheet, _declared(stable, at, part, held), edit.get("ids") or {}, ptr)
    copied = _translated(sheet, made)
    value = _distinct(sheet, stable, at, _copy(part, made))
    _suffix(sheet, stable, made[stable[-1]], value, copied)
    inserted = {
        "op": "insert",
        "ptr": ptr_of((*stable[:-1], made[stable[-1]])),
        "value": value,
        "after": edit.get("after", stable[-1]),
    }
    _, inverse = insert(sheet, inserted, checked=True)
    for where, question in held.items():
        own = _distinct(sheet, where, spot(where), _copy(question, made))
        fields = {"op": "insert", "ptr": ptr_of((*where[:-1], made[where[-1]])), "value": own, "after": where[-1]}
        insert(sheet, fields, checked=True)
    if at.name == "fields":
        _ask(sheet, stable, made[stable[-1]])
    for language, entries in copied.items():
        sheet.own_path(("texts", language)).update(entries)
    kept = {"op": "duplicate", "ptr": ptr_of(stable), "after": inserted["after"], "ids": made}
    return kept, inverse


def _declared(path: Path, at: Spot, part: dict[str, Any], held: Mapping[Path, Any]) -> Iterator[Any]:
    """Every id that is copied."""
    if at.kind == "part":
        yield path[-1]
    yield from ids_in(part, at)
    for where, question in held.items():
        yield where[-1]
        yield from ids_in(question, spot(where))


def _held(sheet: Sheet, path: Path, part: dict[str, Any]) -> dict[Path, Any]:
    """The questions that a page of a form or a question holds, and those that these hold, by their paths."""
    if path[0] != "forms" or len(path) != 4 or path[2] not in ("pages", "fields"):
        return {}
    fields = sheet.find((*path[:2], "fields"))
    found: dict[str, Any] = {}
    waiting = [part]
    while waiting:
        holder = waiting.pop()
        for name in (each for key in _HELD for each in _texts(holder.get(key))):
            inner = fields.get(name) if isinstance(fields, dict) else None
            if isinstance(inner, dict) and name not in found and name != path[-1]:
                found[name] = inner
                waiting.append(inner)
    return {(*path[:2], "fields", name): inner for name, inner in found.items()}


def _fresh(sheet: Sheet, declared: Iterator[Any], wanted: Mapping[str, str], ptr: str) -> dict[str, str]:
    """Old id → new id, the same for the same document. Raises EditRefused for a part whose ids are no ids."""
    retired = sheet.root.get("retired_ids")
    taken = {each.id for each in ids.found(sheet.root) if isinstance(each.id, str)}
    taken |= set(_texts(retired))
    made: dict[str, str] = {}
    for old in declared:
        if not ids.well_shaped(old):
            raise EditRefused("id_invalid", f"“{str(old)[:60]}” is not an id. Correct it first.", ptr)
        new = wanted.get(old)
        if new is None:
            new = _free(old, taken | set(wanted.values()))
        elif not ids.well_shaped(new, old[:3]):
            raise EditRefused("id_invalid", f"The copy of “{old}” needs an id that begins with “{old[:3]}_”.", ptr)
        made[old] = new
        taken.add(new)
    return made


def _free(old: str, taken: Collection[str]) -> str:
    root = _NUMBERED.sub("", old)
    number = 2
    while True:
        ending = f"_{number}"
        new = root[: _LONGEST_ID - len(ending)] + ending
        if new not in taken:
            return new
        number += 1


def _copy(value: Any, made: Mapping[str, str]) -> Any:
    """``value`` with every id that has a copy replaced by it, in keys and in rules too."""
    if isinstance(value, str):
        return made.get(value, value)
    if isinstance(value, list):
        return [_copy(each, made) for each in value]
    if isinstance(value, dict):
        return {made.get(key, key): _copy(each, made) for key, each in value.items()}
    return value


def _translated(sheet: Sheet, made: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Language → the translations of what is copied, under their new ids."""
    languages = sheet.root.get("texts")
    copied: dict[str, dict[str, str]] = {}
    for language, entries in languages.items() if isinstance(languages, dict) else ():
        for key, text in entries.items() if isinstance(entries, dict) else ():
            owner, dot, name = key.partition(".")
            if owner in made:
                copied.setdefault(language, {})[made[owner] + dot + name] = text
    return copied


def _distinct(sheet: Sheet, path: Path, at: Spot, value: Any) -> Any:
    """A copy whose key, address or value is not that of a neighbour."""
    name, joint, longest_one = {
        "fields": ("key", "_", 60),
        "pages": ("slug", "-", 60),
        "options": ("value", "-", 80),
    }.get(at.name, ("", "", 0))
    written = value.get(name) if isinstance(value, dict) and name else None
    if not isinstance(written, str):
        return value
    taken = set()
    for part_id, other in _neighbours(sheet, path):
        said = other.get(name) if isinstance(other, dict) else None
        taken.add(said if isinstance(said, str) else ids.slug(part_id) if name in ("key", "slug") else "")
    number, new = 2, written
    while new in taken:
        ending = f"{joint}{number}"
        new, number = written[: longest_one - len(ending)] + ending, number + 1
    return {**value, name: new}


def _suffix(sheet: Sheet, path: Path, new: str, value: dict[str, Any], copied: dict[str, dict[str, str]]) -> None:
    """“Home (copy)”, in every language; “Home (copy 2)” where there is one already."""
    name = spot(path).name
    titled, most = NAMED.get(name, ""), longest(name)
    if isinstance(value.get(titled), str) and value[titled].strip():
        portal = sheet.root.get("portal")
        locale = portal.get("locale") if isinstance(portal, dict) else None
        said = [other.get(titled) for _, other in _neighbours(sheet, path) if isinstance(other, dict)]
        value[titled] = _called(value[titled], locale, set(_texts(said)), most)
    for language, entries in copied.items():
        called = entries.get(f"{new}.{titled}")
        if isinstance(called, str):
            entries[f"{new}.{titled}"] = _called(called, language, (), most)


def _called(name: str, locale: Any, taken: Collection[str], most: int) -> str:
    word = _COPY.get(str(locale)[:2], "copy")
    number = 1
    while True:
        ending = f" ({word})" if number == 1 else f" ({word} {number})"
        new = name[: most - len(ending)].rstrip() + ending
        if new not in taken:
            return new
        number += 1


def _neighbours(sheet: Sheet, path: Path) -> list[tuple[str, Any]]:
    """Whatever stands beside a part, itself too: (id, part)."""
    container = sheet.find(path[:-1])
    if isinstance(container, dict):
        return list(container.items())
    return [
        (str(each.get("id")), each)
        for each in (container if isinstance(container, list) else ())
        if isinstance(each, dict)
    ]


def _ask(sheet: Sheet, path: Path, new: str) -> None:
    """Ask the copy of a question right after it, wherever it is asked."""
    form = path[:2]
    for name in ("pages", "fields"):
        holders = sheet.find((*form, name))
        places = holders if isinstance(holders, dict) else range(len(holders)) if isinstance(holders, list) else ()
        for place in list(places):
            holder = holders[place]
            for key in _HELD:
                listed = holder.get(key) if isinstance(holder, dict) else None
                if isinstance(listed, list) and path[-1] in listed and new not in listed:
                    items = sheet.own_path((*form, name, str(place), key))
                    items.insert(items.index(path[-1]) + 1, new)


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
