"""Sellers who sign up by themselves: whether their address is confirmed, and which terms they accepted.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.add_column("staff", sa.Column("confirmed_at", INSTANT, nullable=True))
    op.add_column("staff", sa.Column("terms_version", sa.Text(), nullable=True))
    op.add_column("staff", sa.Column("terms_accepted_at", INSTANT, nullable=True))
    # Whoever was here before was let in by somebody who knew them.
    op.execute("update staff set confirmed_at = created_at")
    op.create_check_constraint(
        op.f("ck_staff_terms_whole"), "staff", "(terms_version is null) = (terms_accepted_at is null)"
    )
    op.drop_constraint(op.f("ck_staff_tokens_purpose"), "staff_tokens", type_="check")
    op.create_check_constraint(
        op.f("ck_staff_tokens_purpose"), "staff_tokens", "purpose in ('confirm', 'password_reset')"
    )
    op.create_index(op.f("ix_staff_tokens_purpose_subject"), "staff_tokens", ["purpose", "subject"])


def downgrade() -> None:
    op.drop_index(op.f("ix_staff_tokens_purpose_subject"), "staff_tokens")
    op.drop_constraint(op.f("ck_staff_tokens_purpose"), "staff_tokens", type_="check")
    op.create_check_constraint(
        op.f("ck_staff_tokens_purpose"), "staff_tokens", "purpose in ('sign_in', 'password_reset')"
    )
    op.drop_constraint(op.f("ck_staff_terms_whole"), "staff", type_="check")
    for column in ("terms_accepted_at", "terms_version", "confirmed_at"):
        op.drop_column("staff", column)
