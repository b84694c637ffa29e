"""Tasks of staff."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant

OPEN = text("done_at is null and removed_at is null")


class Task(TenantModel):
    """Something to do on one order or for one client. ``due_on`` is a day of the portal's own calendar; ``assignee_id`` is a staff person, who
    stands outside every tenant, so it is no foreign key. Times are the tenant's."""

    __tablename__ = "tasks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"]),
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        CheckConstraint("num_nonnulls(order_id, client_id) = 1", name="one_subject"),
        CheckConstraint("(done_at is null) = (done_by is null)", name="done_by_somebody"),
        CheckConstraint("length(title) between 1 and 200", name="title"),
        Index("ix_tasks_order", "tenant_id", "order_id", "created_at", "id"),
        Index("ix_tasks_client", "tenant_id", "client_id", "created_at", "id"),
        Index("ix_tasks_assignee_open", "tenant_id", "assignee_id", "due_on", "id", postgresql_where=OPEN),
        Index("ix_tasks_open", "tenant_id", "due_on", "id", postgresql_where=OPEN),
        Index("ix_tasks_done", "tenant_id", "done_at", "id", postgresql_where=text("done_at is not null")),
    )
    order_id: Mapped[UUID | None] = mapped_column()
    client_id: Mapped[UUID | None] = mapped_column()
    title: Mapped[str] = mapped_column(Text)
    assignee_id: Mapped[UUID | None] = mapped_column()
    due_on: Mapped[date | None] = mapped_column()
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[str | None] = mapped_column(Text)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
