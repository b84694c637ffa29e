"""Files of clients and their orders.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0003"
down_revision = "0006"
branch_labels = None
depends_on = None

SHOWN = sa.text("subject is not null and state in ('checking', 'ready')")


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("folder", sa.Text(), server_default="", nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("thumb_key", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("internal", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("removed_by_name", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state in ('uploading', 'checking', 'ready', 'refused', 'removed')", name=op.f("ck_files_state")
        ),
        sa.CheckConstraint("kind in ('picture', 'document', 'design', 'media', 'archive')", name=op.f("ck_files_kind")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_files_size")),
        sa.CheckConstraint(
            "state <> 'ready' or (key is not null and sha256 is not null)", name=op.f("ck_files_ready_stored")
        ),
        sa.CheckConstraint("(reason <> '') = (state = 'refused')", name=op.f("ck_files_refused_why")),
        sa.CheckConstraint("(removed_at is not null) = (state = 'removed')", name=op.f("ck_files_removed_when")),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_files_hash_shape")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_files_tenant_id_tenants")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_files_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_files_tenant_id_order_id_orders"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_files")),
    )
    op.create_index("ix_files_subject", "files", ["tenant_id", "subject"])
    op.create_index("ix_files_shown", "files", ["tenant_id", "at", "id"], postgresql_where=SHOWN)
    op.create_index("ix_files_client", "files", ["tenant_id", "client_id", "at", "id"], postgresql_where=SHOWN)
    op.create_index("ix_files_order", "files", ["tenant_id", "order_id", "at", "id"])
    op.create_index("ix_files_waiting", "files", ["tenant_id", "at"], postgresql_where=sa.text("subject is null"))
    op.create_index(
        "ix_files_kept",
        "files",
        ["tenant_id"],
        postgresql_include=["size"],
        postgresql_where=sa.text("state in ('uploading', 'checking', 'ready')"),
    )
    for statement in rights.secure((("files", "tenant_id"),)):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("files")
