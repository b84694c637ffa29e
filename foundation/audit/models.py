"""The audit trail, once per scope. The app role may insert and read it, and nothing else (foundation/db/rights.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PlatformModel, PortalModel, TenantModel, uuid7
from foundation.db.columns import Instant, Json


class AuditRow(TenantModel):
    """Who did what to which thing of the tenant. ``at`` is the tenant's time."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "tenant_id", "subject", "id"),)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    on_behalf_of: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(Text)


class PortalAuditRow(PortalModel):
    """Who did what to the document: edits, publish, rollback, settings. ``at`` is real time."""

    __tablename__ = "portal_audit"
    __table_args__ = (Index("ix_portal_audit_subject", "portal_id", "subject", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    on_behalf_of: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(Text)


class StaffAuditRow(PlatformModel):
    """What happened to staff accounts and seats, which belong to no portal. ``at`` is real time."""

    __tablename__ = "staff_audit"
    __table_args__ = (Index("ix_staff_audit_subject", "subject", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    on_behalf_of: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(Text)
