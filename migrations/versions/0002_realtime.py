"""Rooms and what was told in them.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCOPED = (("realtime_rooms", "tenant_id"), ("realtime_entries", "tenant_id"))


def upgrade() -> None:
    op.create_table(
        "realtime_rooms",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_realtime_rooms_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_realtime_rooms")),
        sa.UniqueConstraint("tenant_id", "room", name=op.f("uq_realtime_rooms_tenant_id_room")),
    )
    op.create_table(
        "realtime_entries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_realtime_entries_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_realtime_entries")),
        sa.UniqueConstraint("tenant_id", "room", "seq", name=op.f("uq_realtime_entries_tenant_id_room_seq")),
    )
    op.create_index("ix_realtime_entries_at", "realtime_entries", ["tenant_id", "at"])
    for statement in rights.secure(SCOPED):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("realtime_entries")
    op.drop_table("realtime_rooms")
