"""Every kind of news, for each side: its words, what is on from the start, and who it can concern at all."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled
from portal_config.news import BELL, CHANNELS, EMAIL, News, Side, news_of
from words import unsaid

__all__ = ["BELL", "CHANNELS", "CLIENT", "EMAIL", "SELLER", "Kind", "kind_of", "kinds_for", "side_of"]


@dataclass(frozen=True, slots=True)
class Kind:
    """News as one person chooses them. ``label`` completes "Tell me when …", ``bell`` and ``email`` are what is on from the start; ``needs`` is the action
    without which nobody is told of it; ``gathers``: several make one entry."""

    news: News
    label: str
    bell: bool
    email: bool
    needs: str = "order.read"
    hint: str = ""
    gathers: bool = False

    @property
    def id(self) -> str:
        """Its name within its side."""
        return self.news.kind

    def channels(self, compiled: Compiled) -> tuple[str, ...]:
        """Where the seller lets people be told of it; none: nobody is."""
        changed = compiled.notification(self.news.side, self.news.kind)
        return changed.channels if changed else self.news.channels

    def starts(self, channel: str) -> bool:
        """Whether it is on where the person chose nothing."""
        return self.bell if channel == BELL else self.email


_UNREAD = unsaid("The mail comes when you have not read it after two minutes.")

CLIENT = (
    Kind(news_of("client", "order_moved"), unsaid("your order moves on"), True, True),
    Kind(news_of("client", "order_moved_other"), unsaid("a colleague's order moves on"), True, False),
    Kind(news_of("client", "order_placed"), unsaid("a colleague places an order"), True, False),
    Kind(news_of("client", "order_paid"), unsaid("the payment of an order arrives"), True, False),
    Kind(news_of("client", "message"), unsaid("somebody writes about your order or in a conversation you take part in"), True, True, hint=_UNREAD, gathers=True),
    Kind(news_of("client", "message_other"), unsaid("somebody writes in another conversation of your company"), True, False, hint=_UNREAD, gathers=True),
    Kind(news_of("client", "member_joined"), unsaid("somebody you may invite joins your company"), True, False, needs="member.manage"),
)  # fmt: skip
SELLER = (
    Kind(news_of("seller", "order_placed"), "a client places an order", True, True),
    Kind(news_of("seller", "order_moved"), "a client approves or asks for changes", True, True),
    Kind(news_of("seller", "order_paid"), "the payment of an order arrives", True, False),
    Kind(news_of("seller", "order_assigned"), "somebody gives you an order", True, True),
    Kind(news_of("seller", "task_assigned"), "somebody gives you a task", True, True),
    Kind(news_of("seller", "message"), "a client writes", True, True, hint=_UNREAD, gathers=True),
    Kind(news_of("seller", "note"), "a colleague leaves a note in a conversation of yours", True, False, gathers=True),
    Kind(news_of("seller", "member_joined"), "somebody joins a client", True, False, needs="member.manage"),
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
