"""Writing the audit trail. One row a call, in the transaction of the action it tells of: both commit or neither."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from foundation import clock
from foundation.db import value
from foundation.tenancy import current_scope


class _Request(NamedTuple):
    id: str | None
    on_behalf_of: str | None


_NOBODY = _Request(None, None)
_request: ContextVar[_Request] = ContextVar("audit_request", default=_NOBODY)


@contextmanager
def request(request_id: str, *, on_behalf_of: str | None = None) -> Iterator[None]:
    """Name the request that causes the rows written in the block, and the actor somebody else is acting for (``member:<id>``)."""
    token = _request.set(_Request(request_id, on_behalf_of))
    try:
        yield
    finally:
        _request.reset(token)


def record(
    action: str,
    subject: str,
    actor: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> UUID:
    """Write down what happened to a thing of the entered tenant, at the tenant's time.

    ``action`` is ``room.verb`` (``order.move``), ``subject`` and ``actor`` are ``kind:id`` (``viewer.actor``), ``before`` and ``after`` hold
    the changed values only, never a secret. Returns the row's id. Raises NoScope without a tenant.
    """
    return _write("audit", clock.now(), ("tenant_id", current_scope().tenant_id), action, subject, actor, before, after)


def record_portal(
    action: str,
    subject: str,
    actor: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> UUID:
    """The same for the document of the entered portal (edits, publish, rollback, settings), at real time. Raises NoScope."""
    owner = ("portal_id", current_scope().portal_id)
    return _write("portal_audit", clock.real_now(), owner, action, subject, actor, before, after)


def record_staff(
    action: str,
    subject: str,
    actor: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> UUID:
    """The same for staff accounts and seats, which belong to no portal, at real time."""
    return _write("staff_audit", clock.real_now(), None, action, subject, actor, before, after)


def _write(
    table: str,
    at: datetime,
    owner: tuple[str, UUID] | None,
    action: str,
    subject: str,
    actor: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> UUID:
    if not (action and subject and actor):
        raise ValueError("an audit row names an action, a subject and an actor")
    cause = _request.get()
    column, placeholder = (f"{owner[0]}, ", "%(owner)s, ") if owner else ("", "")
    # The id is the database's: ids of one transaction then sort in the order in which things happened.
    row_id: UUID = value(
        f"insert into {table} ({column}at, actor, on_behalf_of, action, subject, before, after, request_id)"  # noqa: S608 - fixed names
        f" values ({placeholder}%(at)s, %(actor)s, %(behalf)s, %(action)s, %(subject)s, %(before)s, %(after)s, %(request)s)"
        " returning id",
        owner=owner[1] if owner else None,
        at=at,
        actor=actor,
        behalf=cause.on_behalf_of,
        action=action,
        subject=subject,
        before=None if before is None else json.dumps(before),
        after=None if after is None else json.dumps(after),
        request=cause.id,
    )
    return row_id
