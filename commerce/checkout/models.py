"""Idempotency keys: which request has had its effect already. Drafts: checkouts that somebody left and comes back to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
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


class CheckoutDraft(TenantModel):
    """What somebody typed at the checkout of a service and has not sent. ``owner`` is ``member:<id>``, or ``visit:<digest>`` for a browser without an account;
    ``content`` is what the page holds, ``step`` the page of the form it stands at."""

    __tablename__ = "checkout_drafts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "owner", "service_id"),
        Index("ix_checkout_drafts_updated_at", "tenant_id", "updated_at"),
    )
    owner: Mapped[str] = mapped_column(Text)
    service_id: Mapped[str] = mapped_column(Text)
    step: Mapped[str] = mapped_column(Text, default="", server_default=text("''"))
    content: Mapped[dict] = mapped_column(Json)
    updated_at: Mapped[datetime] = mapped_column(Instant)
