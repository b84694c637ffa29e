"""The outbox: every mail is a row of the transaction that causes it, and is sent after the commit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PlatformModel, TenantModel, uuid7
from foundation.db.columns import Instant, Json, one_of

_STATES = ("queued", "sending", "sent", "failed", "captured")
_UNSENT = sql("state in ('queued', 'sending')")


class Letter(TenantModel):
    """A mail of a tenant. ``captured`` mails are never sent. ``created_at`` and ``sent_at`` are the tenant's time, ``due_at`` (not before)
    and ``lease_until`` are real time. ``attempts`` counts leases: a sender that lost its lease cannot write the outcome."""

    __tablename__ = "mail_outbox"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        one_of("state", *_STATES),
        Index("ix_mail_outbox_unsent", "tenant_id", "due_at", postgresql_where=_UNSENT),
    )
    to_email: Mapped[str] = mapped_column(Text)
    to_name: Mapped[str] = mapped_column(Text)
    from_name: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, str]] = mapped_column(Json, default=dict, server_default=sql("'{}'"))
    template: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="queued", server_default="queued")
    attempts: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    due_at: Mapped[datetime] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    message_id: Mapped[str] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)


class StaffLetter(PlatformModel):
    """A mail to a staff person about the account, which belongs to no tenant. All times are real time."""

    __tablename__ = "staff_outbox"
    __table_args__ = (one_of("state", *_STATES), Index("ix_staff_outbox_unsent", "due_at", postgresql_where=_UNSENT))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=sql("uuidv7()"))
    to_email: Mapped[str] = mapped_column(Text)
    to_name: Mapped[str] = mapped_column(Text)
    from_name: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, str]] = mapped_column(Json, default=dict, server_default=sql("'{}'"))
    template: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(Text, default="queued", server_default="queued")
    attempts: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    due_at: Mapped[datetime] = mapped_column(Instant)
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    message_id: Mapped[str] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
