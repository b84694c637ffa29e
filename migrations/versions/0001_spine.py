"""The spine: portals and tenants, identity, revisions, events, and the first orders.

Revision ID: 0001
"""

from __future__ import annotations

import procrastinate
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from foundation.db import rights

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCOPED = (
    ("blobs", "portal_id"),
    ("portal_audit", "portal_id"),
    ("portal_events", "portal_id"),
    ("revisions", "portal_id"),
    ("accounts", "tenant_id"),
    ("audit", "tenant_id"),
    ("clients", "tenant_id"),
    ("drafts", "portal_id"),
    ("events", "tenant_id"),
    ("heads", "portal_id"),
    ("idempotency_keys", "tenant_id"),
    ("mail_outbox", "tenant_id"),
    ("number_series", "tenant_id"),
    ("timers", "tenant_id"),
    ("tokens", "tenant_id"),
    ("client_versions", "tenant_id"),
    ("event_deliveries", "tenant_id"),
    ("members", "tenant_id"),
    ("sessions", "tenant_id"),
    ("orders", "tenant_id"),
    ("order_history", "tenant_id"),
    ("order_lines", "tenant_id"),
    ("payments", "tenant_id"),
)

APPEND_ONLY = (
    "audit",
    "blobs",
    "events",
    "order_history",
    "portal_audit",
    "portal_events",
    "revisions",
    "staff_audit",
)


def upgrade() -> None:
    op.create_table(
        "portals",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])$' and slug !~ '--'", name=op.f("ck_portals_slug_shape")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portals")),
        sa.UniqueConstraint("slug", name=op.f("uq_portals_slug")),
    )
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("window_start", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_start", name=op.f("pk_rate_limits")),
    )
    op.create_table(
        "slug_reservations",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("portal_id", sa.Uuid(), nullable=True),
        sa.Column("reserved_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_slug_reservations")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('active', 'disabled')", name=op.f("ck_staff_state")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "staff_audit",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_audit")),
    )
    op.create_index("ix_staff_audit_subject", "staff_audit", ["subject", "id"], unique=False)
    op.create_table(
        "staff_outbox",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'sending', 'sent', 'failed', 'captured')", name=op.f("ck_staff_outbox_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_outbox_key")),
    )
    op.create_index(
        "ix_staff_outbox_unsent",
        "staff_outbox",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'sending')"),
    )
    op.create_table(
        "staff_tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("purpose in ('sign_in', 'password_reset')", name=op.f("ck_staff_tokens_purpose")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_tokens")),
    )
    op.create_table(
        "blobs",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint("hash ~ '^sha256:[0-9a-f]{64}$'", name=op.f("ck_blobs_hash_shape")),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_blobs_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", "hash", name=op.f("pk_blobs")),
    )
    op.create_table(
        "domains",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("primary", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("verified_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("host = lower(host)", name=op.f("ck_domains_host_lower")),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_domains_portal_id_portals")),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_domains")),
    )
    op.create_table(
        "portal_audit",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_portal_audit_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", "id", name=op.f("pk_portal_audit")),
    )
    op.create_index("ix_portal_audit_subject", "portal_audit", ["portal_id", "subject", "id"], unique=False)
    op.create_table(
        "portal_events",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_portal_events_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", "id", name=op.f("pk_portal_events")),
    )
    op.create_table(
        "revisions",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('publish', 'rollback', 'import', 'snapshot')", name=op.f("ck_revisions_kind")),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_revisions_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", "id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("portal_id", "number", name=op.f("uq_revisions_portal_id_number")),
    )
    op.create_table(
        "seats",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("access_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_seats_portal_id_portals")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_seats_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "portal_id", name=op.f("pk_seats")),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_staff_id"), "staff_sessions", ["staff_id"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("sandbox", sa.Text(), nullable=True),
        sa.Column("demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("clock_offset", postgresql.INTERVAL(), server_default=sa.text("'0'"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("(mode = 'live') = (sandbox is null)", name=op.f("ck_tenants_sandbox_named")),
        sa.CheckConstraint("mode in ('live', 'sandbox')", name=op.f("ck_tenants_mode")),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_tenants_portal_id_portals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
        sa.UniqueConstraint("portal_id", "id", name=op.f("uq_tenants_portal_id_id")),
        sa.UniqueConstraint("portal_id", "sandbox", name=op.f("uq_tenants_portal_id_sandbox")),
    )
    op.create_index("one_live_tenant", "tenants", ["portal_id"], unique=True, postgresql_where=sa.text("mode = 'live'"))
    op.create_table(
        "accounts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("verified_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("locale", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="active", nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('active', 'disabled')", name=op.f("ck_accounts_state")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_accounts_email_lower")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_accounts_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("tenant_id", "email", name=op.f("uq_accounts_tenant_id_email")),
    )
    op.create_table(
        "audit",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_audit_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_subject", "audit", ["tenant_id", "subject", "id"], unique=False)
    op.create_table(
        "clients",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("approved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("(approved_at is not null) or state <> 'approved'", name=op.f("ck_clients_approved_when")),
        sa.CheckConstraint("source in ('invited', 'guest', 'staff')", name=op.f("ck_clients_source")),
        sa.CheckConstraint("state in ('pending', 'approved', 'suspended', 'closed')", name=op.f("ck_clients_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_clients_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_clients")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_clients_tenant_id_number")),
    )
    op.create_index("ix_clients_name", "clients", ["tenant_id", "name", "id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("sandbox_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("base_revision_id", sa.Uuid(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["portal_id", "base_revision_id"],
            ["revisions.portal_id", "revisions.id"],
            name=op.f("fk_drafts_portal_id_base_revision_id_revisions"),
        ),
        sa.ForeignKeyConstraint(
            ["portal_id", "sandbox_id"],
            ["tenants.portal_id", "tenants.id"],
            name=op.f("fk_drafts_portal_id_sandbox_id_tenants"),
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_drafts_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", "sandbox_id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_events_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_subject", "events", ["tenant_id", "subject", "id"], unique=False)
    op.create_table(
        "heads",
        sa.Column("portal_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("moved_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["portal_id", "revision_id"],
            ["revisions.portal_id", "revisions.id"],
            name=op.f("fk_heads_portal_id_revision_id_revisions"),
        ),
        sa.ForeignKeyConstraint(["portal_id"], ["portals.id"], name=op.f("fk_heads_portal_id_portals")),
        sa.PrimaryKeyConstraint("portal_id", name=op.f("pk_heads")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("response", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_idempotency_keys_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint(
            "tenant_id", "principal", "route", "key", name=op.f("uq_idempotency_keys_tenant_id_principal_route_key")
        ),
    )
    op.create_table(
        "mail_outbox",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("from_name", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'sending', 'sent', 'failed', 'captured')", name=op.f("ck_mail_outbox_state")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_mail_outbox_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mail_outbox")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_mail_outbox_tenant_id_key")),
    )
    op.create_index(
        "ix_mail_outbox_unsent",
        "mail_outbox",
        ["tenant_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'sending')"),
    )
    op.create_table(
        "number_series",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("next", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("next >= 1", name=op.f("ck_number_series_next")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_number_series_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("tenant_id", "kind", "period", name=op.f("uq_number_series_tenant_id_kind_period")),
    )
    op.create_table(
        "timers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("retry_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'done', 'cancelled')", name=op.f("ck_timers_state")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_timers_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_timers")),
        sa.UniqueConstraint("tenant_id", "kind", "key", name=op.f("uq_timers_tenant_id_kind_key")),
    )
    op.create_index(
        "ix_timers_due",
        "timers",
        ["tenant_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "tokens",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose in ('sign_in', 'invitation', 'guest_order', 'password_reset')", name=op.f("ck_tokens_purpose")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_tokens_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("tenant_id", "token_hash", name=op.f("uq_tokens_tenant_id_token_hash")),
    )
    op.create_index("ix_tokens_subject", "tokens", ["tenant_id", "purpose", "subject"], unique=False)
    op.create_table(
        "client_versions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_client_versions_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_client_versions_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_client_versions")),
        sa.UniqueConstraint("tenant_id", "client_id", "room", name=op.f("uq_client_versions_tenant_id_client_id_room")),
    )
    op.create_table(
        "event_deliveries",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=False),
        sa.Column("delivered_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["events.tenant_id", "events.id"],
            name=op.f("fk_event_deliveries_tenant_id_event_id_events"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_event_deliveries_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_event_deliveries")),
    )
    op.create_index("one_delivery", "event_deliveries", ["tenant_id", "event_id", "subscriber"], unique=True)
    op.create_table(
        "members",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("access_version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("joined_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("account_id is not null or state <> 'active'", name=op.f("ck_members_active_joined")),
        sa.CheckConstraint("state in ('invited', 'active', 'disabled')", name=op.f("ck_members_state")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_members_email_lower")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_members_tenant_id_account_id_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_members_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_members_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_members")),
        sa.UniqueConstraint("tenant_id", "client_id", "email", name=op.f("uq_members_tenant_id_client_id_email")),
        sa.UniqueConstraint("tenant_id", "client_id", "id", name=op.f("uq_members_tenant_id_client_id_id")),
    )
    op.create_index("ix_members_account", "members", ["tenant_id", "account_id"], unique=False)
    op.create_index("ix_members_email", "members", ["tenant_id", "email"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["accounts.tenant_id", "accounts.id"],
            name=op.f("fk_sessions_tenant_id_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_sessions_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("tenant_id", "id_hash", name=op.f("uq_sessions_tenant_id_id_hash")),
    )
    op.create_index("ix_sessions_account", "sessions", ["tenant_id", "account_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=True),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_email", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("status_kind", sa.Text(), nullable=False),
        sa.Column("status_name", sa.Text(), nullable=False),
        sa.Column("status_since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("status_due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("pipeline", sa.Text(), nullable=False),
        sa.Column("pipeline_hash", sa.Text(), nullable=False),
        sa.Column("revision_ref", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("po_number", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("terms", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("terms_accepted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("payment_state", sa.Text(), nullable=False),
        sa.Column("payment_method", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_rank", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("completed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("context", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("(completed_at is not null) = (state = 'completed')", name=op.f("ck_orders_completed_when")),
        sa.CheckConstraint(
            "\n(status_kind = 'open' and state in ('awaiting_approval', 'submitted', 'on_hold_credit', 'confirmed'))\nor (status_kind in ('active', 'waiting_client') and state in ('confirmed', 'in_progress'))\nor (status_kind = 'done' and state = 'completed')\nor (status_kind = 'cancelled' and state = 'cancelled')\n",
            name=op.f("ck_orders_state_fits_status"),
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_orders_currency")),
        sa.CheckConstraint(
            "payment_state in ('unpaid', 'pending', 'paid', 'not_needed')", name=op.f("ck_orders_payment_state")
        ),
        sa.CheckConstraint("source in ('self_service', 'rep', 'hybrid', 'api')", name=op.f("ck_orders_source")),
        sa.CheckConstraint(
            "state in ('awaiting_approval', 'submitted', 'on_hold_credit', 'confirmed', 'in_progress', 'completed', 'cancelled')",
            name=op.f("ck_orders_state"),
        ),
        sa.CheckConstraint(
            "status_kind in ('open', 'active', 'waiting_client', 'done', 'cancelled')",
            name=op.f("ck_orders_status_kind"),
        ),
        sa.CheckConstraint("gross_minor = net_minor + tax_minor", name=op.f("ck_orders_gross")),
        sa.CheckConstraint("net_minor >= 0 and tax_minor >= 0", name=op.f("ck_orders_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id", "member_id"],
            ["members.tenant_id", "members.client_id", "members.id"],
            name=op.f("fk_orders_tenant_id_client_id_member_id_members"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "client_id"],
            ["clients.tenant_id", "clients.id"],
            name=op.f("fk_orders_tenant_id_client_id_clients"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_orders_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_orders")),
        sa.UniqueConstraint("tenant_id", "id", "currency", name=op.f("uq_orders_tenant_id_id_currency")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_orders_tenant_id_number")),
    )
    op.create_index("ix_orders_board", "orders", ["tenant_id", "status", "placed_at", "id"], unique=False)
    op.create_index("ix_orders_client_due", "orders", ["tenant_id", "client_id", "due_rank", "id"], unique=False)
    op.create_index(
        "ix_orders_client_open",
        "orders",
        ["tenant_id", "client_id", "placed_at", "id"],
        unique=False,
        postgresql_where=sa.text("status_kind in ('open', 'active', 'waiting_client')"),
    )
    op.create_index("ix_orders_client_placed", "orders", ["tenant_id", "client_id", "placed_at", "id"], unique=False)
    op.create_index(
        "ix_orders_client_status", "orders", ["tenant_id", "client_id", "status", "placed_at", "id"], unique=False
    )
    op.create_index(
        "ix_orders_client_waiting",
        "orders",
        ["tenant_id", "client_id", "placed_at", "id"],
        unique=False,
        postgresql_where=sa.text(
            "status_kind = 'waiting_client' or (state = 'submitted' and payment_state = 'unpaid')"
        ),
    )
    op.create_index("ix_orders_contact", "orders", ["tenant_id", "contact_email"], unique=False)
    op.create_index("ix_orders_due", "orders", ["tenant_id", "due_rank", "id"], unique=False)
    op.create_index("ix_orders_member", "orders", ["tenant_id", "member_id", "placed_at", "id"], unique=False)
    op.create_index(
        "ix_orders_open",
        "orders",
        ["tenant_id", "placed_at", "id"],
        unique=False,
        postgresql_where=sa.text("status_kind in ('open', 'active', 'waiting_client')"),
    )
    op.create_index(
        "ix_orders_owed",
        "orders",
        ["tenant_id", "client_id", "placed_at", "id"],
        unique=False,
        postgresql_where=sa.text("payment_state in ('unpaid', 'pending') and state <> 'cancelled'"),
    )
    op.create_index("ix_orders_placed", "orders", ["tenant_id", "placed_at", "id"], unique=False)
    op.create_index(
        "ix_orders_to_begin",
        "orders",
        ["tenant_id", "placed_at", "id"],
        unique=False,
        postgresql_where=sa.text("status_kind = 'open'"),
    )
    op.create_table(
        "order_history",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind in ('placed', 'moved', 'state', 'payment', 'note')", name=op.f("ck_order_history_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.id"],
            name=op.f("fk_order_history_tenant_id_order_id_orders"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_history_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_history")),
        sa.UniqueConstraint("tenant_id", "order_id", "seq", name=op.f("uq_order_history_tenant_id_order_id_seq")),
    )
    op.create_table(
        "order_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=24, scale=12), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_category", sa.Text(), server_default="", nullable=False),
        sa.Column("tax_rate", sa.Numeric(precision=9, scale=6), server_default=sa.text("0"), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price_hash", sa.Text(), nullable=True),
        sa.Column("form_hash", sa.Text(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column(
            "price_lines", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.CheckConstraint("gross_minor = net_minor + tax_minor", name=op.f("ck_order_lines_gross")),
        sa.CheckConstraint(
            "net_minor >= 0 and tax_minor >= 0 and tax_rate >= 0", name=op.f("ck_order_lines_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id", "currency"],
            ["orders.tenant_id", "orders.id", "orders.currency"],
            name=op.f("fk_order_lines_tenant_id_order_id_currency_orders"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_order_lines_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint(
            "tenant_id", "order_id", "position", name=op.f("uq_order_lines_tenant_id_order_id_position")
        ),
    )
    op.create_index("ix_order_lines_service", "order_lines", ["tenant_id", "service_id"], unique=False)
    op.create_table(
        "payments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("captured_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("failure", sa.Text(), server_default="", nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("settled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(settled_at is not null) = (state in ('completed', 'confirmed'))", name=op.f("ck_payments_settled_when")
        ),
        sa.CheckConstraint(
            "state in ('checkout', 'processing', 'pending', 'announced', 'completed', 'confirmed', 'failed', 'void', 'invalid', 'rejected')",
            name=op.f("ck_payments_state"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint(
            "captured_minor >= 0 and refunded_minor >= 0 and refunded_minor <= captured_minor",
            name=op.f("ck_payments_refunded"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id", "currency"],
            ["orders.tenant_id", "orders.id", "orders.currency"],
            name=op.f("fk_payments_tenant_id_order_id_currency_orders"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_payments_tenant_id_tenants")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payments")),
        sa.UniqueConstraint("tenant_id", "order_id", "attempt", name=op.f("uq_payments_tenant_id_order_id_attempt")),
    )
    op.create_index(
        "one_waiting_payment",
        "payments",
        ["tenant_id", "order_id"],
        unique=True,
        postgresql_where=sa.text("state in ('checkout', 'processing', 'pending', 'announced')"),
    )

    for statement in (*rights.secure(SCOPED), *rights.append_only(APPEND_ONLY)):
        op.execute(statement)
    driver = op.get_bind().connection.driver_connection
    driver.execute(procrastinate.schema.SchemaManager.get_schema())


def downgrade() -> None:
    raise RuntimeError("the first migration is undone by dropping the schema")
