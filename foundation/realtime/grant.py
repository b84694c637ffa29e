"""What a request for a stream was allowed: the rooms, where to begin, and the right it hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

STREAM = "portico.stream"
"""Where a view leaves a Grant in the environment of its request, for the front that called it. It never leaves the process."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The right behind a stream. ``session`` is the digest of the session's secret, or of the pass; ``id`` the member's or the staff person's;
    ``access_version`` that of the place or the seat; ``idle``: how long after the session's last use the right ends; ``behind``: the staff person who
    looks on with a pass."""

    kind: Literal["member", "staff", "pass"]
    session: bytes
    id: UUID
    access_version: int
    idle: timedelta
    behind: UUID | None = None

    @property
    def person(self) -> UUID:
        """Who looks: the member, or the staff person, also behind a pass."""
        return self.behind or self.id


@dataclass(frozen=True, slots=True)
class Grant:
    """One stream. ``positions``: the rooms it hears, each with how far it was read; None: from where the room is now. The stream then counts on in
    them. ``revision``: the live document whose roles were asked, None where a draft is served."""

    portal_id: UUID
    tenant_id: UUID
    positions: dict[str, int | None]
    holder: Holder
    revision: UUID | None = None
