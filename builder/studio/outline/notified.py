"""What people are told of: a row for every kind of news, whether the document has an entry for it or not."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from builder.studio.outline.node import Group, Node
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.news import BELL, EMAIL, NEWS, News, news_at

ICONS = {
    "order.status_changed": "list", "order.placed": "cart", "order.paid": "card", "message.posted": "chat", "member.joined": "users",
    "order.assigned": "user", "task.assigned": "task", "note.posted": "lock",
}  # fmt: skip
CHOICES = "/account"
"""Where a member chooses what they are told: the page of the portal that shows what the seller tells at all."""


def notified(here: Studio) -> tuple[Group, ...]:
    """What clients and what the seller's own people are told; entries that name no news, or news that another one has, stand apart."""
    groups = [
        Group(title, tuple(_row(here, one, show) for one in NEWS if one.side == side))
        for title, side, show in (("Clients are told", "client", CHOICES), ("Your team is told", "seller", ""))
    ]
    known = {node.ptr for group in groups for node in group.nodes}
    entries = here.document.get("notifications")
    stray = tuple(
        Node(ptr, news.title if (news := news_at(entry)) else part_id, "alert")
        for part_id, entry in (entries.items() if isinstance(entries, Mapping) else ())
        if (ptr := pointer("notifications", part_id)) not in known
    )
    return (*groups, Group("Not used", stray)) if stray else tuple(groups)


def news_here(here: Studio, ptr: str) -> News | None:
    """The news that a row stands for; None for an entry that is not used."""
    return next((one for one in NEWS if place_here(here, one) == ptr), None)


def place_here(here: Studio, news: News) -> str:
    """The pointer of its entry, or of the one it would have: under an id that is free and was never used."""
    changed = here.compiled.notification(news.side, news.kind)
    if changed:
        return pointer("notifications", changed.id)
    entries, retired = here.document.get("notifications"), here.document.get("retired_ids")
    taken = {*(entries if isinstance(entries, Mapping) else ()), *(retired if isinstance(retired, list) else ())}
    ids = (f"{news.id}_{number}" if number > 1 else news.id for number in count(1))
    return pointer("notifications", next(one for one in ids if one not in taken))


def _row(here: Studio, news: News, show: str) -> Node:
    changed = here.compiled.notification(news.side, news.kind)
    channels = changed.channels if changed else news.channels
    off = [one for one in news.channels if one not in channels]
    tag = "" if not off else "off" if not channels else {BELL: "no bell", EMAIL: "no mail"}[off[0]]
    return Node(place_here(here, news), news.title, ICONS[news.event], show, tag=tag)
