"""Drafts of the checkout: what somebody typed and has not sent.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0010"
down_revision = "0008c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkout_drafts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_checkout_drafts_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_checkout_drafts")),
        sa.UniqueConstraint(
            "tenant_id", "owner", "service_id", name=op.f("uq_checkout_drafts_tenant_id_owner_service_id")
        ),
    )
    op.create_index("ix_checkout_drafts_updated_at", "checkout_drafts", ["tenant_id", "updated_at"])
    for statement in rights.secure((("checkout_drafts", "tenant_id"),)):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("checkout_drafts")
