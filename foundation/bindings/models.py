"""The values of slots."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PortalModel
from foundation.db.columns import Instant


class Binding(PortalModel):
    """What ``slot`` (``env_…``) stands for in one tenant of the portal, ``environment_id``. An address: a host of the seller's own that is proven, or empty for the portal's own."""

    __tablename__ = "bindings"
    __table_args__ = (
        ForeignKeyConstraint(["portal_id", "environment_id"], ["tenants.portal_id", "tenants.id"]),
        CheckConstraint("slot ~ '^env_[a-z0-9][a-z0-9_]{0,59}$'", name="slot_shape"),
    )
    environment_id: Mapped[UUID] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    bound_at: Mapped[datetime] = mapped_column(Instant)
