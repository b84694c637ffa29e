"""Drafts of the checkout: what somebody typed is kept at every step, found again later, and gone once it was ordered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from foundation import clock
from foundation.db import execute, row, rows, uuid7
from foundation.errors import Refused
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope

LARGEST = 400_000
"""Characters of the JSON of one draft."""
MEMBERS_KEPT = timedelta(days=90)
VISITS_KEPT = timedelta(days=7)
"""How long a draft waits for its owner, in real time."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A checkout that was left. ``updated_at`` is real time, UTC."""

    service_id: str
    step: str
    content: Mapping[str, Any]
    updated_at: datetime


def owner_of(viewer: Viewer) -> str | None:
    """Whose drafts a viewer sees: a member's own, or those of the present visit. None: nothing is kept."""
    return viewer.keeper if viewer.kind in ("member", "guest") else None


def find(owner: str | None, service_id: str) -> Draft | None:
    """The draft of a service, or None."""
    if owner is None:
        return None
    found = row(
        "select service_id, step, content, updated_at from checkout_drafts"
        " where tenant_id = %(tenant)s and owner = %(owner)s and service_id = %(service)s",
        tenant=current_scope().tenant_id,
        owner=owner,
        service=service_id,
    )
    return Draft(found.service_id, found.step, found.content, found.updated_at) if found else None


def list_drafts(owner: str | None) -> tuple[Draft, ...]:
    """Every draft of an owner, the latest first, without what was typed."""
    if owner is None:
        return ()
    found = rows(
        "select service_id, step, updated_at from checkout_drafts where tenant_id = %(tenant)s and owner = %(owner)s"
        " order by updated_at desc limit 20",
        tenant=current_scope().tenant_id,
        owner=owner,
    )
    return tuple(Draft(one.service_id, one.step, {}, one.updated_at) for one in found)


def keep(owner: str, service_id: str, *, step: str, content: Mapping[str, Any]) -> None:
    """Keep a draft in place of the one before. Raises Refused ``draft_too_large``."""
    written = json.dumps(content, ensure_ascii=True)
    if len(written) > LARGEST:
        raise Refused("draft_too_large", "This is too much to be kept. Shorten your answers.")
    execute(
        "insert into checkout_drafts (tenant_id, id, owner, service_id, step, content, updated_at) values"
        " (%(tenant)s, %(id)s, %(owner)s, %(service)s, %(step)s, %(content)s, %(at)s)"
        " on conflict (tenant_id, owner, service_id) do update"
        " set step = excluded.step, content = excluded.content, updated_at = excluded.updated_at",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        owner=owner,
        service=service_id,
        step=step,
        content=written,
        at=clock.real_now(),
    )


def forget(owner: str | None, service_id: str) -> None:
    """Throw a draft away."""
    if owner is not None:
        execute(
            "delete from checkout_drafts where tenant_id = %(tenant)s and owner = %(owner)s and service_id = %(service)s",
            tenant=current_scope().tenant_id,
            owner=owner,
            service=service_id,
        )


def forget_old() -> int:
    """Delete drafts nobody came back to; how many there were."""
    now = clock.real_now()
    return execute(
        "delete from checkout_drafts where tenant_id = %(tenant)s and (updated_at < %(members)s"
        " or (owner like %(visit)s and updated_at < %(visits)s))",
        tenant=current_scope().tenant_id,
        members=now - MEMBERS_KEPT,
        visit="visit:%",
        visits=now - VISITS_KEPT,
    )
