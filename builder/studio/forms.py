"""Intake forms of the library: each a whole form with its translations, put into a portal under ids of its own."""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

PREFIXES = "frm|fpg|fld|opt"


@dataclass(frozen=True, slots=True)
class Intake:
    """A form of the library as it is chosen: ``name`` and ``line`` say what it is for. ``text`` is its JSON."""

    key: str
    name: str
    line: str
    text: str


@cache
def library() -> tuple[Intake, ...]:
    """Every intake form, by name."""
    folder = importlib.resources.files("builder") / "library" / "forms"
    found = []
    for file in folder.iterdir():
        if file.name.endswith(".json"):
            text = file.read_text(encoding="utf-8")
            told = json.loads(text)
            found.append(Intake(file.name.removesuffix(".json"), told["name"], told["line"], text))
    return tuple(sorted(found, key=lambda one: one.name))


def edits_for(chosen: Intake, document: Mapping[str, Any], taken: Collection[str]) -> tuple[list[dict[str, Any]], str]:
    """The edits that add a form of the library to ``document``, and the pointer of what will be there. Its ids are free: ``taken`` are those that are used
    or retired. Texts come along in the languages the portal speaks."""
    mark = _free(chosen.key, taken)
    told = json.loads(re.sub(rf"\b({PREFIXES})_{chosen.key}(?=_|\b)", rf"\1_{mark}", chosen.text))
    ptr = f"/forms/frm_{mark}"
    edits: list[dict[str, Any]] = [{"op": "insert", "ptr": ptr, "value": told["form"]}]
    portal = document.get("portal")
    spoken = portal.get("locales", []) if isinstance(portal, Mapping) else []
    texts = document.get("texts")
    for language, words in told["texts"].items():
        if language in spoken:
            known = texts.get(language, {}) if isinstance(texts, Mapping) else {}
            edits.append({"op": "set", "ptr": f"/texts/{language}", "value": {**known, **words}})
    return edits, ptr


def _free(key: str, taken: Collection[str]) -> str:
    """The library's own name, or one with a number that no id of the document has."""
    mark, number = key, 1
    while any(re.match(rf"(?:{PREFIXES})_{mark}(?:_|$)", each) for each in taken):
        number += 1
        mark = f"{key}{number}"
    return mark
