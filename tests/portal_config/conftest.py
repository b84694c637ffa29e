"""The starter portal as a document that checks without a finding, to be broken one way at a time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import portal_config
from portal_config.compiled import Compiled
from portico.kinds import discover_kinds

STARTER = Path(__file__).parents[2] / "builder" / "library" / "northlight.json"

discover_kinds()
_document = portal_config.load(STARTER.read_bytes())


@pytest.fixture
def starter() -> dict[str, Any]:
    """A copy of its own for each test."""
    return copy.deepcopy(_document)


@pytest.fixture
def compiled(starter: dict[str, Any]) -> Compiled:
    return portal_config.compile(starter, strict=True)


@pytest.fixture
def changed(starter: dict[str, Any]) -> Callable[[str, Any], dict[str, Any]]:
    """The starter with the value at a JSON pointer set, or removed when the value is ``...``."""

    def change(pointer: str, value: Any) -> dict[str, Any]:
        *path, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
        place: Any = starter
        for part in path:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        if isinstance(place, list):
            if last == "-":
                place.append(value)
            else:
                place[int(last)] = value
        elif value is ...:
            del place[last]
        else:
            place[last] = value
        return starter

    return change
