"""Clients that staff put into groups of the document.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_groups",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("added_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_client_groups_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_client_groups_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_client_groups")),
        sa.UniqueConstraint(
            "tenant_id", "client_id", "group_id", name=op.f("uq_client_groups_tenant_id_client_id_group_id")
        ),
    )
    op.create_index("ix_client_groups_group", "client_groups", ["tenant_id", "group_id", "client_id"])
    for statement in rights.secure((("client_groups", "tenant_id"),)):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("client_groups")
