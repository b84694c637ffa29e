"""Whose order it is: the staff person it is assigned to, and the line in its history that says so.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("assignee_id", sa.Uuid(), nullable=True))
    op.create_index("ix_orders_assignee", "orders", ["tenant_id", "assignee_id", "placed_at", "id"], unique=False)
    op.create_index(
        "ix_orders_assignee_status", "orders", ["tenant_id", "assignee_id", "status", "placed_at", "id"], unique=False
    )
    op.drop_constraint("ck_order_history_kind", "order_history", type_="check")
    op.create_check_constraint(
        op.f("ck_order_history_kind"),
        "order_history",
        "kind in ('placed', 'moved', 'state', 'payment', 'note', 'assigned')",
    )


def downgrade() -> None:
    raise RuntimeError("orders keep whose they are; restore a backup instead")
