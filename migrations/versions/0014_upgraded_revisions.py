"""Revisions: what is live is written in a later schema as a revision of its own kind.

Revision ID: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = "kind in ('publish', 'rollback', 'import', 'snapshot'{more})"


def upgrade() -> None:
    _replace(KINDS.format(more=", 'upgrade'"))


def downgrade() -> None:
    _replace(KINDS.format(more=""))


def _replace(condition: str) -> None:
    op.drop_constraint(op.f("ck_revisions_kind"), "revisions")
    op.create_check_constraint(op.f("ck_revisions_kind"), "revisions", condition)
