"""What the tests of selling in the studio share: drawing, saving, and the draft that is left."""

from __future__ import annotations

import itertools
import json
import re
from html import unescape
from typing import Any

from foundation import revisions
from foundation.db import transaction
from foundation.revisions.queries import draft_document
from foundation.tenancy import entered

ROOT = "/p/northlight/sandbox/main/studio"
_keys = itertools.count(1)


def drawn(mia: Any, at: str = "", mode: str = "services") -> dict[str, Any]:
    """Structure and settings with a part selected."""
    answer = mia.get(f"{ROOT}/{mode}/parts?at={at}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def attributes(tag: str) -> dict[str, str]:
    return {name: unescape(text) for name, text in re.findall(r'([\w-]+)="([^"]*)"', tag)}


def offers(html: str) -> dict[str, tuple[list[dict[str, Any]], str]]:
    """Every button with edits: what it says when it is done → (its edits, what is selected then)."""
    found = [attributes(each) for each in re.findall(r"<button[^>]*data-edits=[^>]*>", html)]
    return {one["data-said"]: (json.loads(one["data-edits"]), one.get("data-select", "")) for one in found}


def way(html: str, label: str, value: str = "") -> list[dict[str, Any]]:
    """The edits of a choice (``value``) or a switch (``on``, ``off``) that is called so."""
    for one in map(attributes, re.findall(r"<(?:option|input)[^>]*data-(?:way|on)=[^>]*>", html)):
        if one.get("value") == value and "data-way" in one:
            return json.loads(one["data-way"])
        if one.get("data-label") == label and f"data-{value}" in one:
            return json.loads(one[f"data-{value}"])
    raise AssertionError(f"nothing is called {label!r} with {value!r}")


def field(html: str, ptr: str) -> dict[str, str]:
    """The attributes of the field that sets what stands at a pointer."""
    found = re.search(rf'<[^>]*data-set="{re.escape(ptr)}"[^>]*>', html)
    assert found is not None, f"nothing sets {ptr}"
    return attributes(found[0])


def save(mia: Any, edits: list[dict[str, Any]], *, status: int = 200) -> dict[str, Any]:
    """Send edits on top of the present draft; the answer."""
    base = mia.get(f"{ROOT}/services/parts").get_json()["number"]
    answer = mia.send(f"{ROOT}/edits", {"edits": edits, "base": base, "label": "x", "key": f"sell-{next(_keys)}"})
    assert answer.status_code == status, answer.get_json()
    told: dict[str, Any] = answer.get_json()
    return told


def errors(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in told["findings"] if one["severity"] == "error"]


def draft(house: Any) -> dict[str, Any]:
    with entered(house.sandbox), transaction():
        found: dict[str, Any] = json.loads(draft_document()[1])
        return found


def compiled(house: Any) -> Any:
    with entered(house.sandbox), transaction():
        return revisions.compiled(revisions.pointer(max_age=0))
