"""Rooms with their counters, and what was told in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, Json


class RealtimeRoom(TenantModel):
    """A room's counter. It is raised in the transaction that tells something, and held until its commit: a number is never seen before a lower one."""

    __tablename__ = "realtime_rooms"
    __table_args__ = (UniqueConstraint("tenant_id", "room"),)
    room: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(BigInteger)


class RealtimeEntry(TenantModel):
    """One thing told in one room: a name and a few ids. ``at`` is real time."""

    __tablename__ = "realtime_entries"
    __table_args__ = (
        UniqueConstraint("tenant_id", "room", "seq"),
        Index("ix_realtime_entries_at", "tenant_id", "at"),
    )
    room: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    body: Mapped[dict] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Instant)
