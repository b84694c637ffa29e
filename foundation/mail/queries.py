"""Reading the outbox: the mailbox page, and support that looks for a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.db import row, rows
from foundation.tenancy import current_scope

LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter. ``state`` is queued, sending, sent, failed or captured; ``html`` and ``text`` are empty in lists."""

    id: UUID
    to_email: str
    to_name: str
    from_name: str
    subject: str
    template: str
    state: str
    error: str | None
    created_at: datetime
    sent_at: datetime | None
    html: str = ""
    text: str = ""


_LIST = "id, to_email, to_name, from_name, subject, template, state, error, created_at, sent_at"


def outbox(limit: int = 50, before: UUID | None = None) -> list[Mail]:
    """Letters of the entered tenant, newest first, at most ``limit`` (1 to 100) and older than the letter ``before``. Raises NoScope."""
    current_scope()
    return _page("mail_outbox", limit, before)


def staff_outbox(limit: int = 50, before: UUID | None = None) -> list[Mail]:
    """Letters about staff accounts, newest first."""
    return _page("staff_outbox", limit, before)


def letter(letter_id: UUID) -> Mail | None:
    """One letter of the entered tenant with its text, or None. Raises NoScope."""
    current_scope()
    return _one("mail_outbox", letter_id)


def staff_letter(letter_id: UUID) -> Mail | None:
    """One letter about a staff account with its text, or None."""
    return _one("staff_outbox", letter_id)


def _page(table: str, limit: int, before: UUID | None) -> list[Mail]:
    found = rows(
        f"select {_LIST} from {table}"  # noqa: S608 - fixed names
        " where %(before)s::uuid is null or id < %(before)s::uuid order by id desc limit %(limit)s",
        before=before,
        limit=max(1, min(limit, LARGEST_PAGE)),
    )
    return [_mail(each) for each in found]


def _one(table: str, letter_id: UUID) -> Mail | None:
    found = row(f"select {_LIST}, html, text from {table} where id = %(id)s", id=letter_id)  # noqa: S608 - fixed names
    return _mail(found) if found is not None else None


def _mail(found: Any) -> Mail:
    return Mail(**found._asdict())
