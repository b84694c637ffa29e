"""How far a member is with the first steps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant


class MemberOnboarding(TenantModel):
    """One row a member who has done something about the first steps. ``ticked`` are ids of steps in the document; ``hidden_at`` and ``done_at`` (told once that
    everything is done) are the tenant's time."""

    __tablename__ = "member_onboardings"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "member_id"], ["members.tenant_id", "members.id"]),
        UniqueConstraint("tenant_id", "member_id"),
    )
    member_id: Mapped[UUID] = mapped_column()
    ticked: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
