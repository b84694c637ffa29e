"""Reading the bell and the choices. Everybody reads their own; there is no other way to an entry than its recipient."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from commerce.clients.viewer import bring
from commerce.orders.queries import count_beside
from foundation.db import rows, value
from foundation.db.keyset import Sorting, walk
from foundation.errors import Refused
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled
from workspace.notifications.kinds import CHANNELS, Kind, kinds_for

View = Literal["all", "unread"]
PAGE = 25
LATEST = 8
FIGURE = "news"
MOST = 100
"""Counting stops here."""
_NEWEST = Sorting("newest", "n.at", datetime, True, "n.id")

SEEN = (
    "(n.thread_id is not null and exists (select 1 from thread_reads r where r.tenant_id = n.tenant_id and r.thread_id = n.thread_id"
    " and r.person = n.recipient and case when starts_with(n.recipient, 'staff:') then r.seq else r.open_seq end >= n.seq))"
)
"""A condition on entries ``n``: their reader has read the thread as far as they tell. Reading a conversation is seeing what the bell says of it."""


def _unread(recipient: str) -> str:
    return (
        f"select count(*) from (select 1 from notifications n where n.tenant_id = %(tenant)s and n.recipient = {recipient}"  # noqa: S608
        f" and n.read_at is null and not {SEEN} limit {MOST}) n"
    )


# Both sides have the figure with what their pages ask anyway.
bring(FIGURE, _unread("'member:' || m.id"))
count_beside(FIGURE, _unread("%(me)s"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the bell. ``parts`` are what its words are made of (``told.py``); ``count`` is how many it gathers."""

    id: UUID
    kind: str
    subject: str
    parts: Mapping[str, Any]
    count: int
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Entries:
    """Some entries, newest first, and where older and newer ones begin; None: there are none."""

    entries: tuple[Entry, ...]
    next: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind of news and where the viewer is told of it; None: the seller does not tell it there, so there is nothing to choose."""

    kind: Kind
    bell: bool | None
    email: bool | None


def list_notifications(viewer: Viewer, *, view: View = "all", cursor: str | None = None, limit: int = PAGE) -> Entries:
    """The viewer's own entries, newest first, in one statement whose cost does not grow with their number. Raises Refused ``bad_cursor``,
    ``bad_view``."""
    if view not in ("all", "unread"):
        raise Refused("bad_view", "There is no such list.", pointer="view", status=400)
    page = walk(_NEWEST, cursor)
    conditions = ["n.tenant_id = %(tenant)s", "n.recipient = %(recipient)s", *page.conditions]
    if view == "unread":
        conditions.append(f"n.read_at is null and not {SEEN}")
    found = rows(
        f"select n.id, n.kind, n.subject, n.parts, n.count, n.at, n.read_at is not null or {SEEN} as read from notifications n"  # noqa: S608
        f" where {' and '.join(conditions)} order by {page.order} limit %(limit)s",
        tenant=current_scope().tenant_id,
        recipient=viewer.actor,
        limit=limit + 1,
        **page.parameters,
    )
    return Entries(*page.page([Entry(*one) for one in found], limit, lambda entry: (entry.at, entry.id)))


def unread_count(viewer: Viewer) -> int:
    """How many entries the viewer has not seen; counting stops at ``MOST``."""
    return int(value(_unread("%(me)s"), tenant=current_scope().tenant_id, me=viewer.actor) or 0)


def unread_brought(figures: Mapping[str, Any]) -> int:
    """The same for a member, from what came with the viewer."""
    return int(figures.get(FIGURE) or 0)


def choices(viewer: Viewer, compiled: Compiled) -> tuple[Choice, ...]:
    """What the viewer can be told and where they are, with what is on from the start where they chose nothing. What the document tells nobody is not
    there."""
    kinds = [kind for kind in kinds_for(viewer) if kind.channels(compiled)]
    known = chosen([(viewer.actor, kind) for kind in kinds], compiled)
    return tuple(
        Choice(
            kind,
            *(
                known[viewer.actor, kind.id, channel] if channel in kind.channels(compiled) else None
                for channel in CHANNELS
            ),
        )
        for kind in kinds
    )


def chosen(asked: Collection[tuple[str, Kind]], compiled: Compiled) -> dict[tuple[str, str, str], bool]:
    """(recipient, kind, channel) → whether they are told, for each recipient and kind, in one statement. Where the document does not tell it, nobody is."""
    made = {
        (recipient, kind.id, channel): kind.starts(channel)
        for recipient, kind in asked
        for channel in kind.channels(compiled)
    }
    if made:
        for one in rows(
            "select recipient, kind, channel, enabled from notification_choices where tenant_id = %(tenant)s"
            " and recipient = any(%(recipients)s)",
            tenant=current_scope().tenant_id,
            recipients=sorted({recipient for recipient, _ in asked}),
        ):
            if (one.recipient, one.kind, one.channel) in made:
                made[one.recipient, one.kind, one.channel] = one.enabled
    silent = {(recipient, kind.id, channel): False for recipient, kind in asked for channel in CHANNELS}
    return silent | made
