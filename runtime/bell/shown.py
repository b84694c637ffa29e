"""Entries of the bell as the portal shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for

from workspace.notifications.queries import Entry
from workspace.notifications.told import told


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry of the list; its address notes that it was seen and leads on."""

    url: str
    icon: str
    title: str
    line: str
    at: datetime
    read: bool


def shown(entries: Sequence[Entry]) -> list[Shown]:
    """Entries in words, each with its address."""
    made = []
    for entry in entries:
        words = told(entry)
        url = url_for("bell.open_entry", notification_id=entry.id)
        made.append(Shown(url, words.icon, words.title, words.line, entry.at, entry.read))
    return made


def subject_id(subject: str) -> UUID:
    """The id in ``order:<id>``."""
    return UUID(subject.partition(":")[2])
