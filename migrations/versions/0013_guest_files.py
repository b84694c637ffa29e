"""Files: what a guest sends for an order that is not placed yet has no client.

Revision ID: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("files", "client_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_files_client_known"), "files", "(client_id is null) = (added_by like 'visit:%')"
    )
    op.create_check_constraint(
        op.f("ck_files_client_placed"), "files", "client_id is not null or (subject is null and order_id is null)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_files_client_placed"), "files")
    op.drop_constraint(op.f("ck_files_client_known"), "files")
    op.execute("delete from files where client_id is null")
    op.alter_column("files", "client_id", nullable=False)
