"""Facts, once per scope, and which subscriber has had which."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PortalModel, TenantModel, uuid7
from foundation.db.columns import Instant, Json


class EventRow(TenantModel):
    """A fact of the tenant. ``at`` is the tenant's time."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_subject", "tenant_id", "subject", "id"),)
    name: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Instant)


class EventDelivery(TenantModel):
    """That a later subscriber has acted on an event: written with what it did, so it acts once."""

    __tablename__ = "event_deliveries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "event_id"], ["events.tenant_id", "events.id"], ondelete="CASCADE"),
        Index("one_delivery", "tenant_id", "event_id", "subscriber", unique=True),
    )
    event_id: Mapped[UUID] = mapped_column()
    subscriber: Mapped[str] = mapped_column(Text)
    delivered_at: Mapped[datetime] = mapped_column(Instant)


class PortalEventRow(PortalModel):
    """A fact about the document: published, rolled back, settings changed."""

    __tablename__ = "portal_events"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    name: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Instant)
