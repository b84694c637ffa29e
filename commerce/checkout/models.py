"""Idempotency keys: which request has had its effect already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, Json


class IdempotencyKey(TenantModel):
    """Written in the transaction of the effect it guards (rule 11). ``fingerprint`` is the SHA-256 of the request, ``response`` what it made."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("tenant_id", "principal", "route", "key"),)
    principal: Mapped[str] = mapped_column(Text)
    route: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text)
    response: Mapped[dict] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant)
