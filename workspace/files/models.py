"""Files. The row is made when an upload begins; the bytes are in ``foundation.storage`` under ``key`` once they were checked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, one_of

STATES = ("uploading", "checking", "ready", "refused", "removed")
KINDS = ("picture", "document", "design", "media", "archive")

KEPT = text("state in ('uploading', 'checking', 'ready')")
SHOWN = text("subject is not null and state in ('checking', 'ready')")


class File(TenantModel):
    """A file of a client, of one of its orders where ``order_id`` is set. ``subject`` says where it was put (``order:<id>``, ``client:<id>``,
    ``message:<id>``); until then only ``added_by`` knows it. ``folder`` is the id of one of the document's folders, empty: it is in none. What a guest sends for a question of a form has no client before the
    order is placed: ``added_by`` is ``visit:<digest>`` until then, the order's member afterwards. ``size`` is in bytes, ``type`` a media type decided by the first bytes, ``reason``
    why it was refused; an ``internal`` file is for staff only. ``thumb_key`` is set for pictures, ``width`` and ``height`` are their pixels.
    """

    __tablename__ = "files"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        ForeignKeyConstraint(["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"]),
        one_of("state", *STATES),
        one_of("kind", *KINDS),
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("(client_id is null) = (added_by like 'visit:%')", name="client_known"),
        CheckConstraint("client_id is not null or (subject is null and order_id is null)", name="client_placed"),
        CheckConstraint("state <> 'ready' or (key is not null and sha256 is not null)", name="ready_stored"),
        CheckConstraint("(reason <> '') = (state = 'refused')", name="refused_why"),
        CheckConstraint("(removed_at is not null) = (state = 'removed')", name="removed_when"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="hash_shape"),
        Index("ix_files_subject", "tenant_id", "subject"),
        Index("ix_files_shown", "tenant_id", "at", "id", postgresql_where=SHOWN),
        Index("ix_files_client", "tenant_id", "client_id", "at", "id", postgresql_where=SHOWN),
        Index("ix_files_folder", "tenant_id", "client_id", "folder", "at", "id", postgresql_where=SHOWN),
        Index("ix_files_order", "tenant_id", "order_id", "at", "id"),
        Index("ix_files_waiting", "tenant_id", "at", postgresql_where=text("subject is null")),
        Index("ix_files_kept", "tenant_id", postgresql_include=["size"], postgresql_where=KEPT),
    )
    client_id: Mapped[UUID | None] = mapped_column()
    order_id: Mapped[UUID | None] = mapped_column()
    folder: Mapped[str] = mapped_column(Text, default="", server_default="")
    subject: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)
    thumb_key: Mapped[str | None] = mapped_column(Text)
    width: Mapped[int | None] = mapped_column()
    height: Mapped[int | None] = mapped_column()
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    internal: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    added_by: Mapped[str] = mapped_column(Text)
    added_by_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_by_name: Mapped[str] = mapped_column(Text, default="", server_default="")
