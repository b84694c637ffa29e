"""Where parts stand: a part that one side brought to another place is looked at there on all sides, so that its changes still meet it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from portal_config import ids
from portal_config.edits.places import Path


class Home(NamedTuple):
    """The part that a part stands in (empty: none), and the map or list there."""

    part: str
    name: str


class Standing(NamedTuple):
    """A part as it stands in a document: ``holder`` is the map or list at ``container``."""

    home: Home
    container: Path
    holder: Any


@dataclass(slots=True)
class Moved:
    """The three documents with every part at one place. ``by_one``: parts that one side brought elsewhere, with their new paths; ``torn``: those that both brought to different
    places, with both paths."""

    base: dict[str, Any]
    ours: dict[str, Any]
    theirs: dict[str, Any]
    by_one: dict[str, Path] = field(default_factory=dict)
    torn: dict[str, tuple[Path, Path]] = field(default_factory=dict)


def together(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any], live_places: set[str]
) -> Moved:
    """Bring every part that stands in different places to one: where the side that moved it has it. ``live_places``: parts that both moved and that go
    where the live side has them."""
    stood, mine, live = standing(base), standing(ours), standing(theirs)
    moved = Moved(dict(base), dict(ours), dict(theirs))
    wanted: dict[str, Standing] = {}
    for part_id in [*mine, *(each for each in live if each not in mine)]:
        was, one, other = stood.get(part_id), mine.get(part_id), live.get(part_id)
        ours_moved = one is not None and (was is None or one.home != was.home)
        theirs_moved = other is not None and (was is None or other.home != was.home)
        if one is not None and other is not None and ours_moved and theirs_moved:
            wanted[part_id] = other if part_id in live_places else one
            if one.home != other.home:
                moved.torn[part_id] = ((*one.container, part_id), (*other.container, part_id))
        elif was is not None and ours_moved and one is not None:
            wanted[part_id] = one
            moved.by_one[part_id] = (*one.container, part_id)
        elif was is not None and theirs_moved and other is not None:
            wanted[part_id] = other
            moved.by_one[part_id] = (*other.container, part_id)
    if any(
        side[part_id].home != at.home
        for part_id, at in wanted.items()
        for side in (stood, mine, live)
        if part_id in side
    ):
        moved.base, moved.ours, moved.theirs = (_brought(each, wanted) for each in (base, ours, theirs))
    return moved


def standing(document: Mapping[str, Any]) -> dict[str, Standing]:
    """Every part with an id, outermost first; of two with one id, the first."""
    found: dict[str, Standing] = {}
    for name in ids.MAPS:
        for part_id, at in _in(document.get(name), Home("", name), (name,)):
            found.setdefault(part_id, at)
    return found


def _in(holder: Any, home: Home, container: Path) -> Iterator[tuple[str, Standing]]:
    entries: list[tuple[Any, Any]] = list(holder.items()) if isinstance(holder, dict) else []
    if isinstance(holder, list):
        entries = [(each.get("id"), each) for each in holder if isinstance(each, dict)]
    for part_id, part in entries:
        if not ids.well_shaped(part_id):
            continue
        yield part_id, Standing(home, container, holder)
        inner = {**ids.INNER.get(home.name, {}), **ids.LISTED.get(home.name, {})} if isinstance(part, dict) else {}
        for name in inner:
            yield from _in(part.get(name), Home(part_id, name), (*container, part_id, name))


def _brought(document: Mapping[str, Any], wanted: Mapping[str, Standing]) -> dict[str, Any]:
    changed: dict[str, Any] = copy.deepcopy(dict(document))
    for part_id, to in wanted.items():
        here = standing(changed).get(part_id)
        if here is None or here.home == to.home or part_id in to.container:
            continue
        target = _made(changed, to)
        if isinstance(here.holder, dict) and isinstance(target, dict):
            target[part_id] = here.holder.pop(part_id)
        elif isinstance(here.holder, list) and isinstance(target, list):
            place = next(n for n, one in enumerate(here.holder) if isinstance(one, dict) and one.get("id") == part_id)
            target.append(here.holder.pop(place))
    return changed


def _made(document: dict[str, Any], to: Standing) -> Any:
    """The container in this document, made where the part around it is not there yet."""
    around = standing(document).get(to.home.part)
    path = (*around.container, to.home.part, to.home.name) if around else to.container
    at: Any = document
    for depth, part in enumerate(path):
        if isinstance(at, list):
            found = next((one for one in at if isinstance(one, dict) and one.get("id") == part), None)
            if found is None:
                found = {"id": part}
                at.append(found)
            at = found
        elif isinstance(at, dict):
            last = depth == len(path) - 1
            at = at.setdefault(part, [] if last and isinstance(to.holder, list) else {})
        else:
            return None
    return at
