"""Reading a portal's domains, and which ones are to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from foundation.db import row, rows
from foundation.errors import Forbidden, NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope


@dataclass(frozen=True, slots=True)
class Domain:
    """A host as its portal's owner sees it; see ``foundation.tenancy.models.Domain``. Times are real time, UTC."""

    host: str
    token: str
    primary: bool
    verified_at: datetime | None
    checked_at: datetime | None
    finding: str
    lost_since: datetime | None
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Serving:
    """A proven host, for the daily look."""

    host: str
    token: str
    portal_id: UUID
    slug: str


COLUMNS = 'host, token, "primary", verified_at, checked_at, finding, lost_since, held_until'


def require_owner(viewer: Viewer) -> None:
    """Raises Forbidden unless the viewer owns the entered portal: its address speaks for the whole company."""
    if viewer.kind != "staff" or not viewer.owner:
        raise Forbidden("Only an owner of the portal may change its address.")


def list_domains(viewer: Viewer) -> tuple[Domain, ...]:
    """The entered portal's hosts, oldest first. Raises Forbidden."""
    require_owner(viewer)
    found = rows(
        f"select {COLUMNS} from domains where portal_id = %(portal)s and removed_at is null order by created_at, host",  # noqa: S608
        portal=current_scope().portal_id,
    )
    return tuple(_domain(one) for one in found)


def access_domain(viewer: Viewer, host: str) -> Domain:
    """One of them. Raises Forbidden, NotFound."""
    require_owner(viewer)
    found = row(
        f"select {COLUMNS} from domains where portal_id = %(portal)s and host = %(host)s and removed_at is null",  # noqa: S608
        portal=current_scope().portal_id,
        host=host,
    )
    if found is None:
        raise NotFound()
    return _domain(found)


def serving() -> tuple[Serving, ...]:
    """Every proven host of the platform, longest unchecked first."""
    found = rows(
        "select d.host, d.token, d.portal_id, p.slug from domains d join portals p on p.id = d.portal_id"
        " where d.verified_at is not null order by d.checked_at nulls first, d.host"
    )
    return tuple(Serving(*one) for one in found)


def _domain(found: Any) -> Domain:
    return Domain(*found)
