"""Members and roles in words, the same for both sides."""

from __future__ import annotations

from commerce.clients.queries import MemberFacts
from portal_config.compiled import Compiled, Role

WORDS = (
    ("order.create", "places orders", "places orders"),
    ("order.read", "sees all orders", "sees their own orders"),
    ("order.pay", "pays", "pays their own orders"),
    ("price.read", "sees prices", "sees prices"),
    ("message.write", "writes messages", "writes messages"),
    ("file.read", "opens files", "opens files"),
    ("member.manage", "manages colleagues", "manages colleagues"),
)
"""Action → what somebody with it does, for the whole company and for themselves only."""

CLIENT_STATES = {"approved": "Approved", "pending": "Came as a guest", "suspended": "Suspended", "closed": "Closed"}
STATES = {"active": "Active", "invited": "Invited", "disabled": "No access"}


def rights(role: Role) -> str:
    """What a role may, as a sentence: ``Places orders, sees all orders and pays.``"""
    parts = [own if role.can[action] == "own" else whole for action, whole, own in WORDS if action in role.can]
    if not parts:
        return "Sees the pages everybody sees."
    last = parts.pop()
    sentence = f"{', '.join(parts)} and {last}" if parts else last
    return f"{sentence[0].upper()}{sentence[1:]}."


def role_names(member: MemberFacts, compiled: Compiled) -> str:
    """The names of a member's roles in the document's order; a role that is gone is not named."""
    return ", ".join(role.name for role in compiled.roles.values() if role.id in member.roles)
