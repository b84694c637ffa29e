"""Folders: the files of a client in one of them, newest first, without reading all others.

Revision ID: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SHOWN = sa.text("subject is not null and state in ('checking', 'ready')")


def upgrade() -> None:
    op.create_index(
        "ix_files_folder", "files", ["tenant_id", "client_id", "folder", "at", "id"], postgresql_where=SHOWN
    )


def downgrade() -> None:
    op.drop_index("ix_files_folder", "files")
