"""What a person did with a row of their inbox."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, one_of


class InboxMark(TenantModel):
    """``done``: the row is put away until something happens after ``at``; ``kept``: it stands as unread although it was read. ``item`` is
    ``order:<id>``, ``client:<id>`` or ``task:<id>``. ``staff_id`` is nobody's foreign key: staff stand outside every tenant."""

    __tablename__ = "inbox_marks"
    __table_args__ = (
        UniqueConstraint("tenant_id", "staff_id", "item"),
        one_of("state", "done", "kept"),
        CheckConstraint("item ~ '^(order|client|task):[0-9a-f-]{36}$'", name="item"),
    )
    staff_id: Mapped[UUID] = mapped_column()
    item: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
