"""What happened at a client, as the desk shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from builder.desk.place import Desk, name_of
from commerce.clients.policies import may_manage_clients
from workspace.timeline.queries import Happening, happenings
from workspace.timeline.told import GROUPS, told

FEW = 8


def happened(here: Desk, client_id: UUID) -> list[dict[str, Any]]:
    """The latest of a client's happenings, as ``happened`` of ``components/lists.html`` draws them. Raises NotFound for somebody who reads no orders."""
    return [
        {"told": told(_named(one)), "at": one.at, "number": one.number, "url": _url(one, here, client_id)}
        for one in happenings(here.viewer, client_id=client_id, limit=FEW)
    ]


def _named(one: Happening) -> Happening:
    """The same with a colleague's name for an actor."""
    kind, _, person = one.who.partition(":")
    return replace(one, who=name_of(UUID(person))) if one.what in GROUPS and kind == "staff" else one


def _url(one: Happening, here: Desk, client_id: UUID) -> str | None:
    if one.number:
        return here.order(one.number) + ("#conversation" if one.what == "message" else "")
    if one.what in GROUPS:
        return here.client(client_id) + "#groups"
    if one.what == "joined":
        return here.client(client_id, "members") if may_manage_clients(here.viewer) else None
    return here.client(client_id, {"message": "conversation", "file": "files"}.get(one.what, ""))
