"""A disk knows no rollback: bytes that were kept for a row go again when the transaction that wrote the row is undone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from foundation.db import db
from foundation.storage import storage
from foundation.tenancy import Scope, current_scope, entered

_INFO = "portico.files"


def stay_with_the_transaction(keys: Iterable[str | None]) -> None:
    """Delete ``keys`` of the entered tenant if the present transaction ends without a commit. For keys that no other transaction writes."""
    kept: list[tuple[Scope, str]] = db.session().info.setdefault(_INFO, [])
    kept += [(current_scope(), key) for key in keys if key]


@event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    session.info.pop(_INFO, None)


@event.listens_for(Session, "after_soft_rollback")
def _undone(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        return
    for scope, key in session.info.pop(_INFO, ()):
        with entered(scope), contextlib.suppress(OSError):
            storage().delete(key)
