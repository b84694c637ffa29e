"""Domains of a seller's own: claimed by any number of portals, proven by one, looked at again every day, and kept from others for a while.

Revision ID: 0009b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009b"
down_revision = "0008b"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.drop_constraint(op.f("pk_domains"), "domains", type_="primary")
    op.create_primary_key(op.f("pk_domains"), "domains", ["portal_id", "host"])
    for column in ("checked_at", "lost_since", "held_until", "removed_at"):
        op.add_column("domains", sa.Column(column, INSTANT, nullable=True))
    op.add_column("domains", sa.Column("finding", sa.Text(), server_default="", nullable=False))
    proven, serving = sa.text("verified_at is not null"), sa.text('"primary"')
    op.create_index("one_portal_serves_a_host", "domains", ["host"], unique=True, postgresql_where=proven)
    op.create_index("one_primary_host", "domains", ["portal_id"], unique=True, postgresql_where=serving)
    op.create_check_constraint(
        op.f("ck_domains_primary_is_proven"), "domains", 'not "primary" or verified_at is not null'
    )
    op.create_check_constraint(
        op.f("ck_domains_removed_serves_nothing"), "domains", "removed_at is null or verified_at is null"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_domains_removed_serves_nothing"), "domains", type_="check")
    op.drop_constraint(op.f("ck_domains_primary_is_proven"), "domains", type_="check")
    op.drop_index("one_primary_host", "domains")
    op.drop_index("one_portal_serves_a_host", "domains")
    for column in ("finding", "removed_at", "held_until", "lost_since", "checked_at"):
        op.drop_column("domains", column)
    op.drop_constraint(op.f("pk_domains"), "domains", type_="primary")
    op.create_primary_key(op.f("pk_domains"), "domains", ["host"])
