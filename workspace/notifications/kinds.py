"""Every kind of news, for each side: its words, what is on from the start, and who it can concern at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foundation.identity.viewer import Viewer

Side = Literal["client", "seller"]
BELL, EMAIL = "bell", "email"
CHANNELS = (BELL, EMAIL)


@dataclass(frozen=True, slots=True)
class Kind:
    """``label`` completes "Tell me when …". ``needs`` is the action without which nobody is told of it; ``gathers``: several make one entry."""

    id: str
    label: str
    bell: bool
    email: bool
    needs: str = "order.read"
    hint: str = ""
    gathers: bool = False

    def starts(self, channel: str) -> bool:
        """Whether it is on where the person chose nothing."""
        return self.bell if channel == BELL else self.email


_UNREAD = "The mail comes when you have not read it after two minutes."

CLIENT = (
    Kind("order_moved", "your order moves on", True, True),
    Kind("order_moved_other", "a colleague's order moves on", True, False),
    Kind("order_placed", "a colleague places an order", True, False),
    Kind("order_paid", "the payment of an order arrives", True, False),
    Kind("message", "somebody writes about your order or in a conversation you take part in", True, True, hint=_UNREAD, gathers=True),
    Kind("message_other", "somebody writes in another conversation of your company", True, False, hint=_UNREAD, gathers=True),
    Kind("member_joined", "somebody you may invite joins your company", True, False, needs="member.manage"),
)  # fmt: skip
SELLER = (
    Kind("order_placed", "a client places an order", True, True),
    Kind("order_moved", "a client approves or asks for changes", True, True),
    Kind("order_paid", "the payment of an order arrives", True, False),
    Kind("order_assigned", "somebody gives you an order", True, True),
    Kind("task_assigned", "somebody gives you a task", True, True),
    Kind("message", "a client writes", True, True, hint=_UNREAD, gathers=True),
    Kind("note", "a colleague leaves a note in a conversation of yours", True, False, gathers=True),
    Kind("member_joined", "somebody joins a client", True, False, needs="member.manage"),
)
_KINDS = {("client", kind.id): kind for kind in CLIENT} | {("seller", kind.id): kind for kind in SELLER}


def side_of(viewer: Viewer) -> Side:
    """Which side somebody stands on."""
    return "seller" if viewer.kind == "staff" else "client"


def kind_of(side: str, name: str) -> Kind:
    """A kind by side and name. Raises KeyError."""
    return _KINDS[side, name]


def kinds_for(viewer: Viewer) -> tuple[Kind, ...]:
    """What this person can be told at all, in the order of their choices."""
    offered = SELLER if viewer.kind == "staff" else CLIENT
    pending = viewer.kind == "member" and viewer.client_state == "pending"
    return tuple(
        kind for kind in offered if viewer.owner or viewer.may(kind.needs) or (pending and kind.needs == "order.read")
    )
