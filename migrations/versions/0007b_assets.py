"""Pictures that documents name.

Revision ID: 0007b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0007b"
down_revision = "0005b"
branch_labels = None
depends_on = None

SCOPED = (("asset_files", "portal_id"),)


def upgrade() -> None:
    op.create_table(
        "asset_files",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("hash ~ '^sha256:[0-9a-f]{64}$'", name=op.f("ck_asset_files_hash_shape")),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_asset_files_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", "hash", name=op.f("pk_asset_files")),
    )
    for statement in rights.secure(SCOPED):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("asset_files")
