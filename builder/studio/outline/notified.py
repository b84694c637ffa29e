"""What people are told of: a row for every kind of news, whether the document has an entry for it or not."""

from __future__ import annotations

from collections.abc import Mapping

from builder.studio.outline.node import Group, Node
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.news import BELL, EMAIL, NEWS, News, news_at, place_of

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
    return next((one for one in NEWS if place_of(one, here.compiled) == ptr), None)


def _row(here: Studio, news: News, show: str) -> Node:
    changed = here.compiled.notification(news.side, news.kind)
    channels = changed.channels if changed else news.channels
    off = [one for one in news.channels if one not in channels]
    tag = "" if not off else "off" if not channels else {BELL: "no bell", EMAIL: "no mail"}[off[0]]
    return Node(place_of(news, here.compiled), news.title, ICONS[news.event], show, tag=tag)
