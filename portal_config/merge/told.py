"""A conflict as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config.diff.names import Names
from portal_config.diff.where import value_at, where
from portal_config.merge.merged import GONE, Conflict


def told(
    conflict: Conflict,
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    sides: tuple[str, str],
) -> str:
    """What both sides did, and to what."""
    mine, live = sides
    if conflict.kind == "place":
        one, other = (where(side, ptr, Names(side)) for side, ptr in ((ours, conflict.mine), (theirs, conflict.live)))
        return _sentence(f"{mine} moved it to {one}; {live} has it as {other}")
    document = theirs if conflict.mine is GONE else ours
    place = where(document, conflict.ptr, Names(document))
    if conflict.kind == "names" or conflict.mine is GONE or conflict.live is GONE:
        remover, other = (mine, live) if conflict.mine is GONE else (live, mine)
        did = "names it now" if conflict.kind == "names" else "changed it"
        return _sentence(f"{place}: {remover} removed this, and {other} {did}")
    one, two = (
        value_at(side, conflict.ptr, value, Names(side))
        for side, value in ((ours, conflict.mine), (theirs, conflict.live))
    )
    if one == two:
        return _sentence(f"{place}: {mine} and {live} changed this differently")
    return _sentence(f"{place}: {mine} chose {one}; {live} has {two}")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "."
