"""Members as the team's pages show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from commerce.clients import policies
from commerce.clients.queries import MemberFacts
from commerce.clients.told import STATES, rights, role_names
from foundation import clock
from foundation.formats import Formats
from foundation.identity.tokens import INVITATION
from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled
from words import say

HERE_NOW = timedelta(minutes=3)
TONES = {"active": "", "invited": "warn", "disabled": "line"}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A row of the list. ``seen`` says when they were last here, or what their invitation waits for."""

    name: str
    email: str
    roles: str
    state: str
    state_word: str
    tone: str
    seen: str
    url: str
    is_viewer: bool


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to tick. ``may_give`` is False where the viewer lacks some of its rights."""

    id: str
    name: str
    rights: str
    chosen: bool
    may_give: bool


def member_row(member: MemberFacts, compiled: Compiled, viewer: Viewer, formats: Formats, url: str) -> MemberRow:
    """One member of the list."""
    return MemberRow(
        name=member.called,
        email=member.email if member.name else "",
        roles=role_names(member, compiled),
        state=member.state,
        state_word=say(STATES[member.state]),
        tone=TONES[member.state],
        seen=say("Here now") if member.id == viewer.member_id else seen(member, formats),
        url=url,
        is_viewer=member.id == viewer.member_id,
    )


def seen(member: MemberFacts, formats: Formats) -> str:
    """When somebody was last here, or how their invitation stands."""
    if member.state == "invited":
        if member.invited_at is None:
            return say("Has not joined yet")
        if expired(member):
            return say("Link expired {day}", day=formats.day(until(member)))
        return say("Asked {day}", day=formats.day(member.invited_at))
    if member.seen_at is None:
        return say("Not here yet")
    if clock.real_now() - member.seen_at < HERE_NOW:
        return say("Here now")
    return formats.datetime(member.seen_at)


def until(member: MemberFacts) -> datetime | None:
    """Until when the last invitation's link works."""
    return member.invited_at + INVITATION if member.invited_at else None


def expired(member: MemberFacts) -> bool:
    """True when the link that was sent last no longer works."""
    end = until(member)
    return end is not None and end < clock.now()


def choices(compiled: Compiled, viewer: Viewer, chosen: Collection[str]) -> list[RoleChoice]:
    """Every client role, with what it may; those beyond the viewer's own rights can be seen and not given."""
    may_give = set(policies.grantable(viewer, compiled))
    return [
        RoleChoice(role.id, role.name, rights(role), role.id in chosen, role.id in may_give)
        for role in compiled.roles.values()
        if role.side == "client"
    ]
