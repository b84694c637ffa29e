"""Bindings: what the slots of a document stand for.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bindings",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("environment_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("bound_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("slot ~ '^env_[a-z0-9][a-z0-9_]{0,59}$'", name=op.f("ck_bindings_slot_shape")),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_bindings_portal_id_portals")),
        sa.ForeignKeyConstraint(
            ["portal_id", "environment_id"],
            ["tenants.portal_id", "tenants.id"],
            name=op.f("fk_bindings_portal_id_environment_id_tenants"),
        ),
        sa.PrimaryKeyConstraint("portal_id", "environment_id", "slot", name=op.f("pk_bindings")),
    )
    for statement in rights.secure((("bindings", "portal_id"),)):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("bindings")
