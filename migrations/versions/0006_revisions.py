"""The operation log of drafts; who published a revision, and how much it changed.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0006"
down_revision = "0008"
branch_labels = None
depends_on = None

SCOPED = (("draft_operations", "portal_id"),)


def upgrade() -> None:
    # Drafts that stand have no hash until their next save: row-level security lets no owner's backfill see them.
    op.add_column("drafts", sa.Column("hash", sa.Text(), server_default="", nullable=False))
    op.add_column("drafts", sa.Column("logged_from", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("revisions", sa.Column("author_name", sa.Text(), server_default="", nullable=False))
    op.add_column("revisions", sa.Column("changes", sa.Integer(), server_default="0", nullable=False))
    op.add_column("revisions", sa.Column("restores", sa.Integer(), nullable=True))
    op.create_table(
        "draft_operations",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("sandbox_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("inverse", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["portal_id", "sandbox_id"],
            ["drafts.portal_id", "drafts.sandbox_id"],
            name=op.f("fk_draft_operations_portal_id_sandbox_id_drafts"),
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_draft_operations_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", "sandbox_id", "number", name=op.f("pk_draft_operations")),
        sa.UniqueConstraint(
            "portal_id", "sandbox_id", "key", name=op.f("uq_draft_operations_portal_id_sandbox_id_key")
        ),
    )
    op.create_index(
        "ix_draft_operations_author", "draft_operations", ["portal_id", "sandbox_id", "author", "undone", "number"]
    )
    op.create_index("ix_draft_operations_last", "draft_operations", ["portal_id", "sandbox_id", "last_number"])
    for statement in rights.secure(SCOPED):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("draft_operations")
    for column in ("restores", "changes", "author_name"):
        op.drop_column("revisions", column)
    for column in ("logged_from", "hash"):
        op.drop_column("drafts", column)
