"""Roles: what they are called and what they may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.studio.controls import Control, Option, controls
from builder.studio.controls.control import with_findings
from builder.studio.inspector.inspected import Inspected, duplicate, moves, removal
from builder.studio.outline import Group, Node
from builder.studio.place import Studio
from portal_config import permissions
from portal_config.diff.sentences import MAY
from portal_config.findings import pointer
from portal_config.sections.people import RoleSettings

REACH = {
    "own": "Their own", "assigned": "What is assigned to them", "team": "Of their team", "company": "Of their whole company", "all": "Everywhere",
}  # fmt: skip
ORDER = (
    "order.read", "order.create", "order.pay", "order.move", "price.read", "file.read", "message.write", "member.manage", "portal.edit", "portal.publish",
)  # fmt: skip
WHOLE = frozenset({"price.read", "portal.edit", "portal.publish"})
"""What is done or not, without a part of it."""


def role(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    raw = here.raw(node.ptr)
    own = raw if isinstance(raw, Mapping) else {}
    client = own.get("side") != "seller"
    written = own.get("can")
    can = written if isinstance(written, Mapping) else {}
    scopes = permissions.CLIENT_SCOPES if client else permissions.SELLER_SCOPES
    actions = [one for one in ORDER if one in permissions.READY and not (client and one in permissions.SELLER_ONLY)]
    return Inspected(
        node.ptr,
        f"Role “{node.name}”",
        node.icon,
        told="People of clients have it; an owner of your portal may do everything."
        if client
        else "Your own people have it; owners may do everything.",
        fields=controls(RoleSettings(), here, node.ptr, only=("name",)),
        parts=[("May", [_may(here, node.ptr, one, can.get(one), scopes, client=client) for one in actions])],
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=removal(node, "role"),
    )


def _may(here: Studio, role: str, action: str, scope: object, scopes: Sequence[str], *, client: bool) -> Control:
    """Whether a role may do something, and how far it reaches."""
    widest = "company" if client else "all"
    offered = [one for one in scopes if one == scope or not (action in WHOLE and one != widest)]
    words = {widest: "Yes"} if action in WHOLE else {}
    options = [
        Option("", "No", scope is None),
        *(Option(one, words.get(one, REACH[one]), one == scope) for one in offered),
    ]
    label = MAY.get(action, action)
    control = Control(
        "select", role + pointer("can", action), f"{label[:1].upper()}{label[1:]}", options=tuple(options)
    )
    return with_findings(control, here)
