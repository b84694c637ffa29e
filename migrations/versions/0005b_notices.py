"""What people are told: entries of the bell and their choices.

Revision ID: 0005b
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0005b"
down_revision = "0009b"
branch_labels = None
depends_on = None

TABLES = ("notifications", "notification_choices", "thread_letters")


def upgrade() -> None:
    instant = postgresql.TIMESTAMP(timezone=True)

    def tenant() -> tuple[sa.Column[Any], ...]:
        return (
            sa.Column("tenant_id", sa.Uuid(), nullable=False),
            sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        )

    def keys(table: str) -> tuple[sa.Constraint, ...]:
        return (
            sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f(f"fk_{table}_tenant_id_tenants")),
            sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
        )

    op.create_table(
        "notifications",
        *tenant(),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("gathers", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("count", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("read_at", instant, nullable=True),
        sa.CheckConstraint("recipient ~ '^(member|staff):'", name=op.f("ck_notifications_recipient")),
        sa.CheckConstraint("count >= 1", name=op.f("ck_notifications_count")),
        sa.CheckConstraint("(thread_id is null) = (seq is null)", name=op.f("ck_notifications_thread")),
        *keys("notifications"),
        sa.UniqueConstraint(
            "tenant_id", "recipient", "event_id", name=op.f("uq_notifications_tenant_id_recipient_event_id")
        ),
    )
    op.create_index("ix_notifications_latest", "notifications", ["tenant_id", "recipient", "at", "id"])
    op.create_index(
        "one_gathering",
        "notifications",
        ["tenant_id", "recipient", "kind", "subject"],
        unique=True,
        postgresql_where=sa.text("gathers and read_at is null"),
    )
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["tenant_id", "recipient"],
        postgresql_where=sa.text("read_at is null"),
    )
    op.create_table(
        "notification_choices",
        *tenant(),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("channel in ('bell', 'email')", name=op.f("ck_notification_choices_channel")),
        *keys("notification_choices"),
        sa.UniqueConstraint(
            "tenant_id",
            "recipient",
            "kind",
            "channel",
            name=op.f("uq_notification_choices_tenant_id_recipient_kind_channel"),
        ),
    )
    op.create_table(
        "thread_letters",
        *tenant(),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", instant, nullable=False),
        *keys("thread_letters"),
        sa.UniqueConstraint(
            "tenant_id", "thread_id", "recipient", name=op.f("uq_thread_letters_tenant_id_thread_id_recipient")
        ),
    )
    for statement in rights.secure((table, "tenant_id") for table in TABLES):
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
