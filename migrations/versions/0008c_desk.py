"""What a person did with the rows of their inbox.

Revision ID: 0008c
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0008c"
down_revision = "0005c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox_marks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("item ~ '^(order|client|task):[0-9a-f-]{36}$'", name=op.f("ck_inbox_marks_item")),
        sa.CheckConstraint("state in ('done', 'kept')", name=op.f("ck_inbox_marks_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_inbox_marks_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inbox_marks")),
        sa.UniqueConstraint("tenant_id", "staff_id", "item", name=op.f("uq_inbox_marks_tenant_id_staff_id_item")),
    )
    for statement in rights.secure((("inbox_marks", "tenant_id"),)):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("inbox_marks")
