"""Drafts, revisions, heads and frozen parts of the document: the portal scope."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PortalModel, uuid7
from foundation.db.columns import Instant, one_of


class Revision(PortalModel):
    """An immutable document: what was published, imported or named. ``document`` is its canonical JSON, ``hash`` the SHA-256 of that text."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("portal_id", "number"),
        one_of("kind", "publish", "rollback", "import", "snapshot"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class Head(PortalModel):
    """The one row that says which revision the live tenant serves."""

    __tablename__ = "heads"
    __table_args__ = (ForeignKeyConstraint(["portal_id", "revision_id"], ["revisions.portal_id", "revisions.id"]),)
    revision_id: Mapped[UUID] = mapped_column()
    moved_at: Mapped[datetime] = mapped_column(Instant)


class Draft(PortalModel):
    """The document being edited, one row per sandbox, updated in place; ``number`` counts its saves."""

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(["portal_id", "sandbox_id"], ["tenants.portal_id", "tenants.id"]),
        ForeignKeyConstraint(["portal_id", "base_revision_id"], ["revisions.portal_id", "revisions.id"]),
    )
    sandbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    base_revision_id: Mapped[UUID | None] = mapped_column()
    document: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Blob(PortalModel):
    """A form, price, pipeline or legal text as an order froze it, addressed by the SHA-256 of its canonical JSON."""

    __tablename__ = "blobs"
    __table_args__ = (CheckConstraint("hash ~ '^sha256:[0-9a-f]{64}$'", name="hash_shape"),)
    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[str] = mapped_column(Text)
