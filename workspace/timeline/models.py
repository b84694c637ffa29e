"""That somebody put a checklist away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant


class ChecklistAway(TenantModel):
    """A member does not want to see the checklist ``widget`` (its id in the document) any more. ``at`` is the tenant's time."""

    __tablename__ = "checklists_away"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        UniqueConstraint("tenant_id", "member_id", "widget"),
    )
    member_id: Mapped[UUID] = mapped_column()
    widget: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
