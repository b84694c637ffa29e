"""Tasks of staff on orders and clients, and their notes on clients.

Revision ID: 0008b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0008b"
down_revision = "0004"
branch_labels = None
depends_on = None

SCOPED = (("tasks", "tenant_id"), ("client_notes", "tenant_id"))
OPEN = sa.text("done_at is null and removed_at is null")


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(order_id, client_id) = 1", name=op.f("ck_tasks_one_subject")),
        sa.CheckConstraint("(done_at is null) = (done_by is null)", name=op.f("ck_tasks_done_by_somebody")),
        sa.CheckConstraint("length(title) between 1 and 200", name=op.f("ck_tasks_title")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_tasks_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_tasks_tenant_id_order_id_orders"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_tasks_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_order", "tasks", ["tenant_id", "order_id", "created_at", "id"], unique=False)
    op.create_index("ix_tasks_client", "tasks", ["tenant_id", "client_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_tasks_assignee_open",
        "tasks",
        ["tenant_id", "assignee_id", "due_on", "id"],
        unique=False,
        postgresql_where=OPEN,
    )
    op.create_index("ix_tasks_open", "tasks", ["tenant_id", "due_on", "id"], unique=False, postgresql_where=OPEN)
    op.create_index(
        "ix_tasks_done",
        "tasks",
        ["tenant_id", "done_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at is not null"),
    )
    op.create_table(
        "client_notes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("length(text) between 1 and 4000", name=op.f("ck_client_notes_text")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_client_notes_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_client_notes_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_client_notes")),
    )
    op.create_index(
        "ix_client_notes_client", "client_notes", ["tenant_id", "client_id", "created_at", "id"], unique=False
    )
    for statement in rights.secure(SCOPED):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("client_notes")
    op.drop_table("tasks")
