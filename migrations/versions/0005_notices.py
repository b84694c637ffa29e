"""When a member was last invited, and when they were last here.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("invited_at", postgresql.TIMESTAMP(timezone=True), nullable=True))
    op.add_column("members", sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("members", "seen_at")
    op.drop_column("members", "invited_at")
