"""What falls due later, by the tenant's own clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, one_of


class Timer(TenantModel):
    """A reminder, expiry or renewal. ``due_at``, ``created_at`` and ``done_at`` are the tenant's time; ``retry_at``, set by a failed attempt,
    is real time, because a technical pause must not be skipped by moving the tenant's clock."""

    __tablename__ = "timers"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "key"),
        one_of("state", "waiting", "done", "cancelled"),
        Index("ix_timers_due", "tenant_id", "due_at", "id", postgresql_where=text("state = 'waiting'")),
    )
    due_at: Mapped[datetime] = mapped_column(Instant)
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="waiting", server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    retry_at: Mapped[datetime | None] = mapped_column(Instant)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
