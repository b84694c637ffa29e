"""Passes to a sandbox.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None

SCOPED = (("passes", "portal_id"),)


def upgrade() -> None:
    op.create_table(
        "passes",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("pass_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sandbox_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("staff_session", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("purpose in ('studio', 'walk')", name=op.f("ck_passes_purpose")),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_passes_portal_id_portals")),
        sa.ForeignKeyConstraint(
            ["portal_id", "sandbox_id"],
            ["tenants.portal_id", "tenants.id"],
            name=op.f("fk_passes_portal_id_sandbox_id_tenants"),
        ),
        sa.PrimaryKeyConstraint("portal_id", "pass_hash", name=op.f("pk_passes")),
    )
    op.create_index("ix_passes_session", "passes", ["portal_id", "staff_session"])
    for statement in rights.secure(SCOPED):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("passes")
