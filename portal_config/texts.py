"""Placeholders in the seller's texts: ``{{user.first_name}}`` and ``{{order.total | money}}``, without logic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PLACEHOLDER = re.compile(r"\{\{[ \t]*([a-z_]+(?:\.[a-z_0-9]+)*)[ \t]*(?:\|[ \t]*([a-z_]+)[ \t]*)?\}\}")

PERSON = frozenset({"user.first_name", "user.name", "user.email", "client.name", "portal.name"})
"""Paths that can be filled wherever somebody is signed in."""
ORDER = PERSON | {"order.number", "order.total", "order.service"}
"""Paths that can be filled beside an order."""
MAIL = ORDER | {
    "recipient.first_name", "recipient.name", "requester.name", "requester.first_name", "actor.name", "order.company", "order.due", "order.status",
    "quote.number", "quote.total", "quote.valid_until", "invoice.number", "invoice.total", "invoice.due", "approval.expires", "task.title",
    "subscription.plan", "subscription.renews",
}  # fmt: skip
"""Paths that mail templates and automations may name."""
FORMATS = frozenset({"money", "date", "time"})
"""Formats that a path may be shaped by."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    path: str
    format: str | None


def placeholders(text: str) -> tuple[Placeholder, ...]:
    """Every placeholder of ``text`` in order."""
    return tuple(Placeholder(found[1], found[2]) for found in _PLACEHOLDER.finditer(text))


def unread(text: str) -> str:
    """The first of what looks like a placeholder and is none, at most 40 characters; empty where there is nothing like that."""
    _, braces, rest = _PLACEHOLDER.sub("·", text).partition("{{")
    inside, closing, _ = rest.partition("}}")
    return f"{braces}{inside}{closing}"[:40]


def fill(text: str, values: Mapping[str, Any], formats: Mapping[str, Callable[[Any], str]] | None = None) -> str:
    """``text`` with its placeholders replaced by ``values`` (path → value), shaped by ``formats`` (name → function).

    An unknown path becomes an empty text, an unknown format the plain value. The result is plain text: escape it like any other.
    """

    def filled(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            return ""
        shape = (formats or {}).get(found[2] or "")
        return shape(value) if shape else str(value)

    return _PLACEHOLDER.sub(filled, text) if "{{" in text else text
