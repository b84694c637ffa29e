"""What new members are welcomed with: its words, the film, cards, and first steps to tick off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.studio.outline.node import Group, Node, seen_by
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.first_steps import STEPS

AT = "/onboarding"
ADDS = "onboarding"
"""The palette that begins it."""


def welcomed(here: Studio, roles: Sequence[Mapping[str, Any]]) -> Group:
    """The part of the tree; nothing but the way to begin where the document has none."""
    made = here.compiled.onboarding
    if not made.written:
        return Group("First steps", (), ADDS, "Add first steps")
    tab = next((tab for tab in here.compiled.tabs if tab.type == "dashboard" and not tab.hidden), None)
    show = f"/t/{tab.slug}" if tab else ""

    def rows(name: str, parts: Sequence[Any]) -> tuple[Node, ...]:
        return tuple(
            Node(
                AT + pointer(name, one.id),
                one.title or STEPS[one.do].name,
                "task" if name == "checklist" else one.icon,
                show,
                seen=seen_by(roles, one.see, STEPS[one.do].needs if getattr(one, "do", "") in STEPS else None, within=made.see),
                orders=True,
            )
            for one in parts
        )  # fmt: skip

    children = [Node(f"{AT}/video", "Film", "play", show)] if here.raw(f"{AT}/video") is not None else []
    for name, title, icon, parts in (("checklist", "To tick off", "task", made.checklist), ("cards", "Cards", "grid", made.cards)):  # fmt: skip
        if parts or here.raw(f"{AT}/{name}"):
            children.append(Node(f"{AT}/{name}", title, icon, show, children=rows(name, parts)))
    whole = Node(AT, "Welcome", "star", show, seen=seen_by(roles, made.see, None), children=tuple(children))
    return Group("First steps", (whole,), letters=True)
