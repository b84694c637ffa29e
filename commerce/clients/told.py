"""Members and roles in words, the same for both sides."""

from __future__ import annotations

from commerce.clients.queries import MemberFacts
from portal_config.compiled import Compiled, Role
from words import say, unsaid

WORDS = (
    ("order.create", unsaid("places orders"), unsaid("places orders")),
    ("order.read", unsaid("sees all orders"), unsaid("sees their own orders")),
    ("order.pay", unsaid("pays"), unsaid("pays their own orders")),
    ("price.read", unsaid("sees prices"), unsaid("sees prices")),
    ("message.write", unsaid("writes messages"), unsaid("writes messages")),
    ("file.read", unsaid("opens files"), unsaid("opens files")),
    ("member.manage", unsaid("manages colleagues"), unsaid("manages colleagues")),
)
"""Action → what somebody with it does, for the whole company and for themselves only."""

CLIENT_STATES = {"approved": "Approved", "pending": "Came as a guest", "suspended": "Suspended", "closed": "Closed"}
STATES = {"active": unsaid("Active"), "invited": unsaid("Invited"), "disabled": unsaid("No access")}


def rights(role: Role) -> str:
    """What a role may, as a sentence: ``Places orders, sees all orders and pays.``"""
    parts = [say(own if role.can[action] == "own" else whole) for action, whole, own in WORDS if action in role.can]
    if not parts:
        return say("Sees the pages everybody sees.")
    last = parts.pop()
    sentence = say("{first} and {last}", first=", ".join(parts), last=last) if parts else last
    return f"{sentence[0].upper()}{sentence[1:]}."


def role_names(member: MemberFacts, compiled: Compiled) -> str:
    """The names of a member's roles in the document's order; a role that is gone is not named."""
    return ", ".join(role.name for role in compiled.roles.values() if role.id in member.roles)
