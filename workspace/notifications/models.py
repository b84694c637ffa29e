"""Entries of the bell, what each person chose to be told, and how far a letter has told somebody of a conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, Json, one_of


class Notification(TenantModel):
    """Something one person is told. ``recipient`` is ``member:<id>`` or ``staff:<id>``; ``parts`` are names and numbers the words are made of, never
    a sentence. ``gathers``: while it is unread, more of the same kind about the same subject only raise ``count``; ``seq`` is how far in the
    thread ``thread_id`` it has told, in the numbers its reader counts with: who has read that far has seen it. ``at`` is the tenant's time."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("tenant_id", "recipient", "event_id"),
        CheckConstraint("recipient ~ '^(member|staff):'", name="recipient"),
        CheckConstraint("count >= 1", name="count"),
        Index("ix_notifications_latest", "tenant_id", "recipient", "at", "id"),
        Index(
            "one_gathering",
            "tenant_id",
            "recipient",
            "kind",
            "subject",
            unique=True,
            postgresql_where=sql("gathers and read_at is null"),
        ),
        CheckConstraint("(thread_id is null) = (seq is null)", name="thread"),
        Index("ix_notifications_unread", "tenant_id", "recipient", postgresql_where=sql("read_at is null")),
    )
    recipient: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    parts: Mapped[dict[str, Any]] = mapped_column(Json)
    gathers: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    count: Mapped[int] = mapped_column(default=1, server_default=sql("1"))
    thread_id: Mapped[UUID | None] = mapped_column()
    seq: Mapped[int | None] = mapped_column(BigInteger)
    event_id: Mapped[UUID] = mapped_column()
    at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class NotificationChoice(TenantModel):
    """What a person wants to be told and where. A row that is not there means what is on from the start."""

    __tablename__ = "notification_choices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "recipient", "kind", "channel"),
        one_of("channel", "bell", "email"),
    )
    recipient: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column()


class ThreadLetter(TenantModel):
    """How far letters have told a person of a thread, in the numbers that person counts with, and when the last one was written."""

    __tablename__ = "thread_letters"
    __table_args__ = (UniqueConstraint("tenant_id", "thread_id", "recipient"),)
    thread_id: Mapped[UUID] = mapped_column()
    recipient: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant)
