"""Reading what was published: every revision, and the live one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.db import row, rows
from foundation.errors import NotFound
from foundation.tenancy import current_scope

_COLUMNS = (
    "r.id, r.number, r.kind, r.hash, r.author, r.author_name, r.note, r.changes, r.restores, r.created_at,"
    " h.revision_id is not null as live"
)
_FROM = "revisions r left join heads h on h.portal_id = r.portal_id and h.revision_id = r.id"


@dataclass(frozen=True, slots=True)
class Published:
    """One revision without its document. ``changes``: sentences that tell it from the one before; ``restores``: the number of the revision it brought back;
    ``live``: the portal serves it now."""

    id: UUID
    number: int
    kind: str
    hash: str
    author: str
    author_name: str
    note: str
    changes: int
    restores: int | None
    created_at: datetime
    live: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """The entered sandbox's draft. ``base`` is the number of the revision it began from or was last published as; None before the first publish."""

    number: int
    text: str
    hash: str
    base: int | None
    updated_at: datetime


def history(*, before: int | None = None, limit: int = 25) -> tuple[Published, ...]:
    """Revisions of the entered portal, newest first; ``before``: those with a smaller number."""
    found = rows(
        f"select {_COLUMNS} from {_FROM} where r.kind in ('publish', 'rollback', 'import', 'upgrade')"  # noqa: S608 - fixed names
        " and r.number < coalesce(%(before)s::int, 2147483647) order by r.number desc limit %(limit)s",
        before=before,
        limit=limit,
    )
    return tuple(Published(*each) for each in found)


def live_revision() -> tuple[Published, str] | None:
    """What the entered portal serves, and its document; None before the first publish."""
    found = row(f"select {_COLUMNS}, r.document from {_FROM} where h.revision_id is not null")  # noqa: S608 - fixed names
    return _with_text(found) if found else None


def revision(number: int) -> tuple[Published, str]:
    """A revision of the entered portal and its document. Raises NotFound."""
    found = row(f"select {_COLUMNS}, r.document from {_FROM} where r.number = %(number)s", number=number)  # noqa: S608 - fixed names
    if found is None:
        raise NotFound("There is no such revision.")
    return _with_text(found)


def draft_texts() -> tuple[str, ...]:
    """The documents of every draft of the entered portal, the latest edited first."""
    return tuple(one.document for one in rows("select document from drafts order by updated_at desc, sandbox_id"))


def draft() -> Draft:
    """The entered sandbox's draft. Raises NotFound."""
    found = row(
        "select d.number, d.document, d.hash, r.number as base, d.updated_at from drafts d"
        " left join revisions r on r.portal_id = d.portal_id and r.id = d.base_revision_id where d.sandbox_id = %(sandbox)s",
        sandbox=current_scope().tenant_id,
    )
    if found is None:
        raise NotFound("This sandbox has nothing to build on yet.")
    return Draft(*found)


def _with_text(found: Any) -> tuple[Published, str]:
    *columns, text = found
    return Published(*columns), text
