"""The chain of upgraders, and reading what is stored through it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from portal_config.findings import DocumentRefused, Finding

Step = Callable[[dict[str, Any]], dict[str, Any]]

CURRENT = 1
"""The schema that this version writes."""

STEPS: Mapping[int, Step] = MappingProxyType({})
"""N → the step from schema N - 1 to N."""


class Upgraded(NamedTuple):
    """A document as the present language writes it, and the schemas it came from and has now."""

    document: dict[str, Any]
    was: int
    now: int


def upgrade(
    document: Mapping[str, Any], *, steps: Mapping[int, Step] | None = None, current: int | None = None
) -> Upgraded:
    """Run the steps that a document lacks; it stays as it is. Without ``schema`` it is of schema 1. A schema that is no whole number is left for the checker.

    Raises DocumentRefused ``version_unknown`` for a schema that is newer than ``current``, or older than any step leads from.
    """
    steps, current = STEPS if steps is None else steps, CURRENT if current is None else current
    was = document.get("schema", 1)
    if type(was) is not int:
        return Upgraded(dict(document), current, current)
    if was > current:
        raise _unknown(
            f"This document has schema {was:,}, and this version of Portico reads up to {current}.",
            "Update Portico, or use a document that this version wrote.",
        )
    if was == current:
        return Upgraded(dict(document), was, current)
    made = copy.deepcopy(dict(document))
    for number in range(was + 1, current + 1):
        if number not in steps:
            raise _unknown(f"Nothing leads from schema {was} to {current}.", f"Write schema {current}.")
        made = {**steps[number](made), "schema": number}
    return Upgraded(made, was, current)


def read(text: str) -> dict[str, Any]:
    """A stored document, upgraded. ``text`` is canonical JSON that was checked when it was stored. Raises DocumentRefused ``version_unknown``."""
    return upgrade(json.loads(text)).document


def _unknown(message: str, fix: str) -> DocumentRefused:
    return DocumentRefused([Finding("error", "/schema", "version_unknown", message, fix)])
