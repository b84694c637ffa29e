"""Roles: of clients' people and of the seller's own."""

from __future__ import annotations

from collections.abc import Mapping

from builder.studio.outline.node import Group, Node
from builder.studio.outline.sold import ordered
from builder.studio.place import Studio
from portal_config.findings import pointer

SIDES = {"client": "Roles at clients", "seller": "Roles of your team"}


def roles(here: Studio) -> tuple[Group, ...]:
    """The roles of each side, in the seller's order."""
    known = here.document.get("roles")
    named = known if isinstance(known, Mapping) else {}
    made = []
    for side, title in SIDES.items():
        nodes = tuple(
            Node(
                pointer("roles", one),
                str(named[one].get("name") or one),
                "users" if side == "client" else "user",
                orders=True,
            )
            for one in ordered(here, "roles")
            if isinstance(named[one], Mapping) and (named[one].get("side") == "seller") == (side == "seller")
        )
        made.append(Group(title, nodes, f"{side}_role", "Add role"))
    return tuple(made)
