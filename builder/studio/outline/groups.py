"""The groups that client companies are in: what parts are shown by."""

from __future__ import annotations

from builder.studio.outline.node import Group, Node
from builder.studio.place import Studio
from portal_config.findings import pointer


def client_groups(here: Studio) -> tuple[Group, ...]:
    """Every group of clients, in the seller's order; those that a rule decides about are told apart."""
    nodes = tuple(
        Node(pointer("groups", one.id), one.name, "users", tag="by rule" if one.match is not None else "", orders=True)
        for one in here.compiled.groups.values()
    )
    return (Group("Groups of clients", nodes, "group", "Add group"),)
