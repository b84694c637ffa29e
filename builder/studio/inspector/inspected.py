"""What the inspector draws of a part, and what all its parts are made with: their settings, moves, copies and removals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import marshmallow

from builder.studio import palette
from builder.studio.controls import Control, controls
from builder.studio.copies import copy_of
from builder.studio.outline import Group, Node
from builder.studio.outline.node import joined, walk
from builder.studio.place import Studio
from portal_config.findings import Finding, pointer
from portal_config.kinds import registry

SHOWN = 5
"""Settings in sight; the rest stands below “More settings”."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button that sends edits. ``said`` is what the toast says when it is done, ``select`` the pointer that is selected then."""

    label: str
    edits: str
    said: str
    icon: str = ""
    select: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at, with its fixes."""

    tone: str
    title: str
    text: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the part, to go to: its name, a few words beside it."""

    name: str
    note: str
    ptr: str


@dataclass(frozen=True)
class Inspected:
    """All that the inspector draws. ``told`` is a sentence about it, ``fields`` are in sight, ``more`` below them, ``price`` is what is set of its price, ``parts`` are titled
    groups of further settings (``titled``: their titles are in sight), ``rows`` the parts it is made of. ``adds`` open below ``adds_label``; without one each is a
    button. ``acts`` are what else can be done to it, ``links`` (words, address) lead out of the studio's mode; ``folds`` are parts that open below their title, each
    with what takes it away."""

    ptr: str
    title: str
    icon: str
    told: str = ""
    fields: Sequence[Control] = ()
    more: Sequence[Control] = ()
    price: Sequence[Control] = ()
    parts: Sequence[tuple[str, Sequence[Control]]] = ()
    titled: bool = False
    rows: Sequence[Row] = ()
    rows_title: str = ""
    notices: Sequence[Notice] = ()
    moves: Sequence[Action] = ()
    duplicate: Action | None = None
    remove: Action | None = None
    adds: Sequence[palette.Offer] = ()
    adds_label: str = ""
    goes: Sequence[tuple[str, str]] = field(default=())
    acts: Sequence[Action] = ()
    folds: Sequence[tuple[str, Sequence[Control], Action]] = ()
    links: Sequence[tuple[str, str]] = ()


Shower = Callable[[Studio, Sequence[Group], Node], Inspected]


def edits_of(*edits: Mapping[str, Any]) -> str:
    return json.dumps(edits, separators=(",", ":"))


def settings(
    here: Studio,
    node: Node,
    schemas: Sequence[marshmallow.Schema],
    first: Sequence[str],
    *,
    without: Sequence[str] = (),
) -> dict[str, Any]:
    """``fields`` and ``more``: those named in ``first``, then the kind's own, then the rest of the common ones."""
    found = [control for schema in schemas for control in controls(schema, here, node.ptr, without=without)]
    order = {node.ptr + pointer(name): place for place, name in enumerate(first)}
    # The kind's own settings are the reason for having the part, so they come before what all parts have in common.
    ranked = sorted(found, key=lambda one: order.get(one.ptr, 50))
    return {"fields": ranked[:SHOWN], "more": ranked[SHOWN:]}


def kind_at(here: Studio, family: str, ptr: str) -> Any:
    raw = here.raw(ptr)
    return registry.get(family, str(raw.get("type", ""))) if isinstance(raw, Mapping) else None


def _siblings(groups: Sequence[Group], node: Node) -> tuple[Node, ...]:
    home = node.ptr.rpartition("/")[0]
    for group in groups:
        if node in group.nodes:
            return tuple(one for one in group.nodes if one.ptr.rpartition("/")[0] == home)
    for parent in walk(groups):
        if node in parent.children:
            return parent.children
    return ()


def moves(groups: Sequence[Group], node: Node) -> tuple[Action, ...]:
    """First, up, down and last, as far as it is not there already."""
    siblings = [one for one in _siblings(groups, node) if one.orders]
    if not node.orders or len(siblings) < 2:
        return ()
    place = next(n for n, one in enumerate(siblings) if one.ptr == node.ptr)
    names = [one.ptr.rpartition("/")[2] for one in siblings]
    rest = [name for name in names if name != names[place]]
    made = []
    for label, icon, to in (
        ("Move to the top", "back", 0),
        ("Move up", "chevron", place - 1),
        ("Move down", "chevron", place + 1),
        ("Move to the end", "arrow", len(siblings) - 1),
    ):
        if 0 <= to < len(siblings) and to != place:
            after = rest[to - 1] if to else None
            said = f"“{node.name}” is now {to + 1} of {len(siblings)}"
            made.append(Action(label, edits_of({"op": "move", "ptr": node.moved, "after": after}), said, icon))
    return tuple(made)


def removal(node: Node, what: str, *more: Mapping[str, Any]) -> Action:
    edit = {"op": "remove", "ptr": node.ptr, "uses": "drop"}
    return Action(f"Remove {what}", edits_of(edit, *more), f"“{node.name}” was removed", "trash", look="danger")


def duplicate(here: Studio, node: Node, *own: str) -> Action:
    edits, select = copy_of(here, node.ptr, *own)
    return Action("Duplicate", edits_of(*edits), f"“{node.name}” was duplicated", "copy", select)


def elsewhere(here: Studio, node: Node, shown: Inspected) -> list[Notice]:
    """Findings about the part that stand at none of its fields, and in none of the rows below it."""
    parts = [one for _, controls_ in shown.parts for one in controls_]
    told = {finding for one in (*shown.fields, *shown.more, *shown.price, *parts) for finding in one.findings}
    return [
        _notice(one)
        for one in here.findings
        if node.holds(one.pointer)
        and one not in told
        and one.code != "see_without_can"
        and not any(child.holds(one.pointer) for child in node.children)
    ]


def _notice(finding: Finding) -> Notice:
    return Notice("bad" if finding.severity == "error" else "warn", finding.message, finding.fix or "")


def not_allowed(here: Studio, node: Node, needs: str | None) -> list[Notice]:
    """Who is shown it and may not use it, with the two ways out."""
    bad = [one for one in node.seen if one.state == "bad"]
    if not bad or needs is None:
        return []
    raw = here.raw(node.ptr + "/see/roles")
    left = [role for role in raw or () if role not in {one.id for one in bad}]
    hide: dict[str, Any] = {"op": "set", "ptr": f"{node.ptr}/see/roles", "value": left}
    if not left:
        hide = {"op": "set", "ptr": f"{node.ptr}/hidden", "value": True}
    names = joined([one.name for one in bad])
    what = ACTIONS.get(needs, needs)
    allow = [{"op": "set", "ptr": f"/roles/{one.id}/can/{needs}", "value": "company"} for one in bad]
    actions = [Action("Let them", edits_of(*allow), f"{names} may now {what}")]
    if left or node.ptr.startswith("/tabs/"):
        actions.insert(0, Action("Hide it", edits_of(hide), f"Hidden from {names}"))
    return [Notice("warn", f"{names} sees this but may not {what}.", "They would find it empty.", tuple(actions))]


ACTIONS = {
    "order.read": "read orders",
    "order.create": "order",
    "order.pay": "pay",
    "price.read": "see prices",
    "file.read": "read files",
    "message.write": "write messages",
    "member.manage": "manage members",
}
"""Actions in words that follow “may not”."""
