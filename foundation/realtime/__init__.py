"""What happens while a page is open: told in the transaction that made it, heard by whoever may hear it."""

from foundation.realtime import policy
from foundation.realtime.publishing import hint, publish, tell_now
from foundation.realtime.rooms import (
    DESK,
    DRAFT,
    assigned_room,
    client_room,
    client_rooms,
    desk_rooms,
    member_room,
    own_room,
    staff_room,
)

__all__ = [
    "DESK",
    "DRAFT",
    "assigned_room",
    "client_room",
    "client_rooms",
    "desk_rooms",
    "hint",
    "member_room",
    "own_room",
    "policy",
    "publish",
    "staff_room",
    "tell_now",
]
