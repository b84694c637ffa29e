"""Payments: each attempt to pay an order. Amounts are integer minor units of ``currency``."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, one_of

WAITING = ("checkout", "processing", "pending", "announced")
SETTLED = ("completed", "confirmed")
STATES = (*WAITING, *SETTLED, "failed", "void", "invalid", "rejected")
STILL_WAITING = text("state in ('checkout', 'processing', 'pending', 'announced')")


class Payment(TenantModel):
    """One attempt to pay an order by one method. ``reference`` is what the payer or the gateway calls it; ``failure`` says why it failed."""

    __tablename__ = "payments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "order_id", "currency"], ["orders.tenant_id", "orders.id", "orders.currency"]
        ),
        UniqueConstraint("tenant_id", "order_id", "attempt"),
        Index("one_waiting_payment", "tenant_id", "order_id", unique=True, postgresql_where=STILL_WAITING),
        one_of("state", *STATES),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(
            "captured_minor >= 0 and refunded_minor >= 0 and refunded_minor <= captured_minor", name="refunded"
        ),
        CheckConstraint("(settled_at is not null) = (state in ('completed', 'confirmed'))", name="settled_when"),
    )
    order_id: Mapped[UUID] = mapped_column()
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    captured_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    currency: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    gateway: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text, default="", server_default="")
    failure: Mapped[str] = mapped_column(Text, default="", server_default="")
    attempt: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
