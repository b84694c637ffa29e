"""Rooms are audiences, not subjects: a person is in very few of them, however many orders and threads they follow."""

from __future__ import annotations

import re
from uuid import UUID

ROOM = re.compile(r"[a-z]{2,20}(?::[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?")

DESK = "desk"
"""Staff who read every order of the tenant."""

DRAFT = "draft"
"""Who builds in this sandbox."""


def client_room(client_id: UUID | str) -> str:
    """Members who read the whole client."""
    return f"client:{client_id}"


def own_room(member_id: UUID | str) -> str:
    """A member who reads only what they ordered themselves."""
    return f"own:{member_id}"


def member_room(member_id: UUID | str) -> str:
    """One member: the bell."""
    return f"member:{member_id}"


def staff_room(staff_id: UUID | str) -> str:
    """One person of the staff: the bell."""
    return f"staff:{staff_id}"


def assigned_room(staff_id: UUID | str) -> str:
    """One person of the staff who reads only the orders assigned to them."""
    return f"assigned:{staff_id}"


def desk_rooms(*assignees: UUID | str | None) -> tuple[str, ...]:
    """The rooms in which staff hear of something: those who read every order, and ``assignees``, whose the orders are that it is about, when they
    read only their own. Nobody (None) is no room."""
    return (DESK, *(assigned_room(one) for one in dict.fromkeys(assignees) if one is not None))


def client_rooms(client_id: UUID | str, member_id: UUID | str | None = None) -> tuple[str, ...]:
    """The rooms in which a client's people hear of something: those who read the whole client, and ``member_id``, who placed the order it is
    about, when they read only their own. Without the desk."""
    if member_id is None:
        return (client_room(client_id),)
    return (client_room(client_id), own_room(member_id))


def is_room(room: str) -> bool:
    """``kind`` or ``kind:id``."""
    return ROOM.fullmatch(room) is not None
