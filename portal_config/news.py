"""What people are told of: every kind of news of each side, the fact behind it, and whom it is told. ``notifications`` of a document changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from portal_config.compiled import Compiled
from portal_config.findings import pointer
from portal_config.texts import PERSON

Side = Literal["client", "seller"]
BELL, EMAIL = "bell", "email"
CHANNELS = (BELL, EMAIL)

_ORDER = frozenset({"order.number", "order.service", "order.status"})
_DONE = _ORDER | {"actor.name"}
_TALK = frozenset({"actor.name", "order.number", "order.service"})
_JOIN = frozenset({"actor.name"})
_TASK = frozenset({"actor.name", "task.title", "order.number"})


@dataclass(frozen=True, slots=True)
class News:
    """One kind of news: ``kind`` names it within its ``side``, ``title`` is what its seller calls it. A document finds it by ``event`` and ``to``: the
    ``actor`` who is told, or else everybody of the side whom the event concerns and no actor names. ``channels`` are all there are, ``paths`` what its
    subject may name."""

    side: Side
    kind: str
    title: str
    event: str
    actor: str | None
    paths: frozenset[str]
    channels: tuple[str, ...] = CHANNELS

    @property
    def id(self) -> str:
        """The id of its entry where it has none yet."""
        return f"ntf_{self.side}_{self.kind}"

    @property
    def to(self) -> Mapping[str, Any]:
        """Whom it is told, as a document says it."""
        return {"actors": [self.actor]} if self.actor else {"side": self.side}


def _news(
    side: Side,
    kind: str,
    title: str,
    event: str,
    own: frozenset[str],
    *,
    actor: str | None = None,
    channels: tuple[str, ...] = CHANNELS,
) -> News:
    return News(side, kind, title, event, actor, PERSON | own, channels)


NEWS = (
    _news("client", "order_moved", "Order moved on", "order.status_changed", _DONE, actor="order.requester"),
    _news("client", "order_moved_other", "Colleague’s order moved on", "order.status_changed", _DONE),
    _news("client", "order_placed", "Colleague ordered", "order.placed", _DONE),
    _news("client", "order_paid", "Order paid", "order.paid", _ORDER),
    _news("client", "message", "New message", "message.posted", _TALK, actor="thread.participant"),
    _news("client", "message_other", "Message to colleagues", "message.posted", _TALK),
    _news("client", "member_joined", "Colleague joined", "member.joined", _JOIN),
    _news("seller", "order_placed", "New order", "order.placed", _DONE),
    _news("seller", "order_moved", "Client moved an order", "order.status_changed", _DONE),
    _news("seller", "order_paid", "Client paid", "order.paid", _ORDER),
    _news("seller", "order_assigned", "Order assigned", "order.assigned", _DONE, actor="order.assignee"),
    _news("seller", "task_assigned", "Task assigned", "task.assigned", _TASK, actor="task.assignee"),
    _news("seller", "message", "Client wrote", "message.posted", _TALK),
    _news("seller", "note", "Internal note", "note.posted", _TALK, channels=(BELL,)),
    _news("seller", "member_joined", "Client’s member joined", "member.joined", _JOIN),
)
"""All of it, clients first, in the order in which it is shown."""

EVENTS = tuple(dict.fromkeys(one.event for one in NEWS))
ACTORS = tuple(dict.fromkeys(one.actor for one in NEWS if one.actor))
PLANNED_EVENTS = (
    "approval.requested", "approval.decided", "approval.expired", "company.created", "file.added", "form.submitted", "invoice.issued",
    "invoice.overdue", "invoice.paid", "member.invited", "message.unanswered", "order.overdue", "quote.sent", "quote.accepted", "quote.expiring",
    "request.created", "subscription.started", "subscription.changed", "subscription.renewing", "subscription.paused", "subscription.ended",
    "usage.reached",
)  # fmt: skip
"""Events that the language knows and nobody is told of yet."""

_BY_KIND = {(one.side, one.kind): one for one in NEWS}


def news_of(side: str, kind: str) -> News:
    """A kind of news. Raises KeyError."""
    return _BY_KIND[side, kind]  # type: ignore[index]


def place_of(news: News, compiled: Compiled) -> str:
    """The pointer of its entry, or of the one it would have."""
    changed = compiled.notification(news.side, news.kind)
    return pointer("notifications", changed.id if changed else news.id)


def news_at(entry: Any) -> News | None:
    """The news that an entry of ``notifications``, as it is written, is about; None for one that names none."""
    if not isinstance(entry, Mapping):
        return None
    event, to = entry.get("event"), entry.get("to")
    return next((one for one in NEWS if one.event == event and one.to == to), None)
