"""Where a reader is: one number for each of their rooms, written as ``client-1f2e3d4c.12_member-aabbccdd.7``.

It stands in the page, so that nothing is missed between page and stream, and is the id of every event, so that a browser that comes back
says where it was. A room is named by its kind and the end of its id: a reader is in one room of a kind, and what is not theirs is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LENGTH = 400

_PART = re.compile(r"(?P<tag>[a-z]{2,20}(?:-[0-9a-f]{8})?)\.(?P<seq>[0-9]{1,18})")


def tag(room: str) -> str:
    """A room's short name in a cursor."""
    kind, _, room_id = room.partition(":")
    return f"{kind}-{room_id[-8:]}" if room_id else kind


def written(positions: Mapping[str, int]) -> str:
    """The cursor that says how far each room was read."""
    return "_".join(f"{tag(room)}.{seq}" for room, seq in positions.items())


def cursor(rooms: Iterable[str], positions: Mapping[str, int]) -> str:
    """The cursor of a page: how far ``rooms`` were when it was drawn. A room in which nothing was ever told stands at 0."""
    return written({room: positions.get(room, 0) for room in rooms})


def read(text: str | None, rooms: Iterable[str]) -> dict[str, int]:
    """What a cursor says of ``rooms``; empty for one that is missing or malformed. It may have been made up: it says where to begin, not what to hear."""
    if not text or len(text) > LENGTH:
        return {}
    known = {}
    for part in text.split("_"):
        found = _PART.fullmatch(part)
        if found is None:
            return {}
        known[found["tag"]] = int(found["seq"])
    return {room: known[tag(room)] for room in rooms if tag(room) in known}
