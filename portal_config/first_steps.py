"""First steps of a member that are worked out from what happened, never stored: what a document may call them, and who can take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from words import unsaid


@dataclass(frozen=True, slots=True)
class FirstStep:
    """``name`` is what the member reads where the seller says nothing else, ``done_when`` what the seller reads, ``needs`` the action without which nobody
    is asked for it."""

    name: str
    done_when: str
    needs: str


STEPS: Mapping[str, FirstStep] = MappingProxyType(
    {
        "say_hello": FirstStep(unsaid("Say hello"), "They wrote a message", "message.write"),
        "first_order": FirstStep(unsaid("Place your first order"), "They placed an order", "order.create"),
        "add_file": FirstStep(unsaid("Share a file"), "They added a file", "message.write"),
        "invite_team": FirstStep(unsaid("Invite your colleagues"), "Their company has a colleague", "member.manage"),
    }
)
"""In the order in which a palette offers them."""

TICK = "tick"
"""What nobody can know: the member ticks it."""
