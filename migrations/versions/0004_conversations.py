"""Threads, messages, and how far each person has read.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0004"
down_revision = "0009"
branch_labels = None
depends_on = None

SCOPED = (("threads", "tenant_id"), ("messages", "tenant_id"), ("thread_reads", "tenant_id"))


def upgrade() -> None:
    op.create_table(
        "threads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("last_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("open_seq", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_message_id", sa.Uuid(), nullable=True),
        sa.Column("open_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("open_message_id", sa.Uuid(), nullable=True),
        sa.Column("unanswered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("waiting_since", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'order') = (order_id is not null)", name=op.f("ck_threads_kind_fits")),
        sa.CheckConstraint("kind in ('order', 'client')", name=op.f("ck_threads_kind")),
        sa.CheckConstraint("(unanswered > 0) = (waiting_since is not null)", name=op.f("ck_threads_waiting")),
        sa.CheckConstraint("id = coalesce(order_id, client_id)", name=op.f("ck_threads_about")),
        sa.CheckConstraint(
            "last_seq >= open_seq and open_seq >= 0 and unanswered >= 0", name=op.f("ck_threads_counted")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_threads_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_threads_tenant_id_order_id_orders"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_threads_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_threads")),
        sa.UniqueConstraint("tenant_id", "order_id", name=op.f("uq_threads_tenant_id_order_id")),
    )
    op.create_index("ix_threads_client", "threads", ["tenant_id", "client_id", "open_at", "id"], unique=False)
    op.create_index("ix_threads_last", "threads", ["tenant_id", "last_at", "id"], unique=False)
    op.create_index(
        "ix_threads_waiting",
        "threads",
        ["tenant_id", "waiting_since"],
        unique=False,
        postgresql_where=sa.text("unanswered > 0"),
    )
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("open_seq", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("files", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("not internal or side = 'seller'", name=op.f("ck_messages_notes_of_staff")),
        sa.CheckConstraint("removed_at is null or text = ''", name=op.f("ck_messages_removed_is_empty")),
        sa.CheckConstraint("side in ('client', 'seller')", name=op.f("ck_messages_side")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thread_id"],
            ["threads.tenant_id", "threads.id"],
            name=op.f("fk_messages_tenant_id_thread_id_threads"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_messages_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "tenant_id", "thread_id", "author", "key", name=op.f("uq_messages_tenant_id_thread_id_author_key")
        ),
        sa.UniqueConstraint("tenant_id", "thread_id", "seq", name=op.f("uq_messages_tenant_id_thread_id_seq")),
    )
    op.create_index(
        "one_open_number",
        "messages",
        ["tenant_id", "thread_id", "open_seq"],
        unique=True,
        postgresql_where=sa.text("not internal"),
    )
    op.create_table(
        "thread_reads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("open_seq", sa.BigInteger(), nullable=False),
        sa.Column("own_after", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("wrote", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("side in ('client', 'seller')", name=op.f("ck_thread_reads_side")),
        sa.CheckConstraint("own_after >= 0", name=op.f("ck_thread_reads_own_after")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "thread_id"],
            ["threads.tenant_id", "threads.id"],
            name=op.f("fk_thread_reads_tenant_id_thread_id_threads"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_thread_reads_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_thread_reads")),
        sa.UniqueConstraint(
            "tenant_id", "thread_id", "person", name=op.f("uq_thread_reads_tenant_id_thread_id_person")
        ),
    )
    op.create_index("ix_thread_reads_person", "thread_reads", ["tenant_id", "person", "thread_id"], unique=False)
    for statement in rights.secure(SCOPED):
        op.execute(statement)


def downgrade() -> None:
    for table in ("thread_reads", "messages", "threads"):
        op.drop_table(table)
