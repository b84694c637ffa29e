"""An entry of the bell in words, the same wherever it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from words import say, say_many
from workspace.notifications.queries import Entry


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says: an icon, one sentence, and a line of context."""

    icon: str
    title: str
    line: str


def told(entry: Entry) -> Told:
    """The words of an entry; a kind nobody knows any more is told by its name."""
    parts = {name: str(part or "") for name, part in entry.parts.items()}
    who = parts.get("actor") or say("Somebody")
    about = _about(parts)
    if entry.kind in ("order_moved", "order_moved_other"):
        return _moved(parts, who)
    if entry.kind == "order_placed":
        return Told("cart", say("{who} placed an order", who=who), about)
    if entry.kind == "order_paid":
        return Told(
            "card", say("{title} is paid", title=parts.get("title") or say("An order")), _about({**parts, "title": ""})
        )
    if entry.kind == "order_assigned":
        return Told("user", f"{who} gave you an order", about)
    if entry.kind == "task_assigned":
        return Told("task", f"{who} gave you a task", parts.get("task", ""))
    if entry.kind in ("message", "message_other"):
        what = say_many("{who} wrote", "{count} new messages, the last from {who}", entry.count, who=who)
        return Told("chat", what, about)
    if entry.kind == "note":
        what = f"{who} left a note" if entry.count == 1 else f"{entry.count} new notes, the last from {who}"
        return Told("lock", what, about)
    if entry.kind == "member_joined":
        return Told(
            "users", say("{who} joined {company}", who=who, company=parts.get("client") or say("the company")), ""
        )
    return Told("bell", entry.kind.replace("_", " ").capitalize(), about)


def _moved(parts: dict[str, str], who: str) -> Told:
    title, status = parts.get("title", ""), parts.get("status", "")
    about = _about({**parts, "title": ""})
    if parts.get("status_kind") == "waiting_client":
        return Told("eye", f"{title}: {status}", about)
    if parts.get("status_kind") == "cancelled":
        return Told("close", say("{title} was cancelled", title=title), about)
    if parts.get("status_kind") == "done":
        return Told("circle_check", f"{title}: {status}", about)
    return Told("list", f"{title}: {status}", say("{about} · by {who}", about=about, who=who))


def _about(parts: dict[str, str]) -> str:
    """The order's number with what was ordered, or whose it is."""
    number, title, client = parts.get("number", ""), parts.get("title", ""), parts.get("client", "")
    return " · ".join(part for part in (client, number, title) if part)
