"""Lists whose items have words of their own, such as answers and links: their words, their order, one more, one less."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from builder.studio.controls.control import Control, Option, Setting, renders
from builder.studio.palette import new_id
from portal_config.settings import Items, Options


@renders(Options)
def answers(setting: Setting) -> Control:
    """The answers of a choice."""
    field = setting.field
    assert isinstance(field, Items)
    return worded(setting, field, setting.raw if isinstance(setting.raw, list) else []) or setting.control(
        "rows", value=""
    )


def worded(setting: Setting, field: Items, listed: Sequence[Any]) -> Control | None:
    """None for a list whose items have no words."""
    known = [
        (place, one)
        for place, one in enumerate(listed)
        if isinstance(one, Mapping) and isinstance(one.get("label"), str)
    ]
    if not known:
        return None
    names = [str(one.get("id") or place) for place, one in known]
    rows = []
    for place, ((_, one), name) in enumerate(zip(known, names, strict=True)):
        at = f"{setting.ptr}/{name}"
        words = str(one["label"])
        up = {"op": "move", "ptr": at, "after": _after(names, place)} if place else None
        gone = {"op": "remove", "ptr": at} if len(known) > max(1, field.at_least) else None
        rows.append(
            {
                "option": Option(f"{at}/label", words),
                "up": _text(up),
                "remove": _text(gone),
            }
        )
    more = _another(known[-1][1], listed) if len(listed) < field.at_most else None
    add = _text({"op": "insert", "ptr": f"{setting.ptr}/-", "value": more}) if more else ""
    return setting.control("rows", value="", extra={"rows": rows, "add": add})


def _after(names: Sequence[str], place: int) -> str | None:
    """The name of the item that one is to stand after when it goes up by one."""
    return names[place - 2] if place > 1 else None


def _another(last: Mapping[str, Any], listed: Iterable[Any]) -> dict[str, Any]:
    """One item more: made like the last, under an id and a value of its own, and without what only that one is asked, shown or paid for."""
    made = {key: copy.deepcopy(value) for key, value in last.items() if key not in ("show", "price", "hours")}
    made["label"] = "New answer" if "value" in last else "New"
    if "id" in last:
        made["id"] = new_id(str(last["id"])[:3])
    if "value" in last:
        taken = {one.get("value") for one in listed if isinstance(one, Mapping)}
        number = len(taken) + 1
        while (value := f"answer_{number}") in taken:
            number += 1
        made["value"] = value
    return made


def _text(edit: Mapping[str, Any] | None) -> str:
    return json.dumps([edit], separators=(",", ":")) if edit else ""
