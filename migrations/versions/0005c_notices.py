"""That somebody put a checklist away.

Revision ID: 0005c
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0005c"
down_revision = "0007b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklists_away",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("widget", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_checklists_away_tenant_id_tenants")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "member_id"],
            ["members.tenant_id", "members.id"],
            name=op.f("fk_checklists_away_tenant_id_member_id_members"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_checklists_away")),
        sa.UniqueConstraint(
            "tenant_id", "member_id", "widget", name=op.f("uq_checklists_away_tenant_id_member_id_widget")
        ),
    )
    for statement in rights.secure([("checklists_away", "tenant_id")]):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("checklists_away")
