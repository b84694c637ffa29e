"""Drafts, revisions, heads and frozen parts of the document: the portal scope."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PortalModel, uuid7
from foundation.db.columns import Instant, one_of


class Revision(PortalModel):
    """An immutable document: what was published, imported or named, or written in a later schema by the nightly upgrade. ``document`` is its canonical JSON, ``hash`` the SHA-256 of that text, ``changes``
    how many sentences tell it from the one before, ``restores`` the number of the revision a rollback brought back."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("portal_id", "number"),
        one_of("kind", "publish", "rollback", "import", "snapshot", "upgrade"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    number: Mapped[int] = mapped_column()
    kind: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    author_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="")
    changes: Mapped[int] = mapped_column(default=0, server_default="0")
    restores: Mapped[int | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(Instant)


class Head(PortalModel):
    """The one row that says which revision the live tenant serves."""

    __tablename__ = "heads"
    __table_args__ = (ForeignKeyConstraint(["portal_id", "revision_id"], ["revisions.portal_id", "revisions.id"]),)
    revision_id: Mapped[UUID] = mapped_column()
    moved_at: Mapped[datetime] = mapped_column(Instant)


class Draft(PortalModel):
    """The document being edited, one row per sandbox, updated in place; ``number`` counts its saves, ``hash`` is the SHA-256 of its canonical JSON (empty:
    saved before hashes were kept), ``logged_from`` the number after which every save stands in the operation log."""

    __tablename__ = "drafts"
    __table_args__ = (
        ForeignKeyConstraint(["portal_id", "sandbox_id"], ["tenants.portal_id", "tenants.id"]),
        ForeignKeyConstraint(["portal_id", "base_revision_id"], ["revisions.portal_id", "revisions.id"]),
    )
    sandbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    base_revision_id: Mapped[UUID | None] = mapped_column()
    document: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(Text, default="", server_default="")
    logged_from: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    author: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class DraftOperation(PortalModel):
    """One save of a draft: its edits and their inverse as JSON, never the document. Rows with one ``step`` are undone together; ``last_number`` is the
    draft's number when the operation was last done, undone or done again; ``key`` makes a repeated request the same operation."""

    __tablename__ = "draft_operations"
    __table_args__ = (
        ForeignKeyConstraint(["portal_id", "sandbox_id"], ["drafts.portal_id", "drafts.sandbox_id"]),
        UniqueConstraint("portal_id", "sandbox_id", "key"),
        Index("ix_draft_operations_author", "portal_id", "sandbox_id", "author", "undone", "number"),
        Index("ix_draft_operations_last", "portal_id", "sandbox_id", "last_number"),
    )
    sandbox_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    step: Mapped[int] = mapped_column(BigInteger)
    last_number: Mapped[int] = mapped_column(BigInteger)
    undone: Mapped[bool] = mapped_column(default=False)
    author: Mapped[str] = mapped_column(Text)
    author_name: Mapped[str] = mapped_column(Text)
    intent: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    edits: Mapped[str] = mapped_column(Text)
    inverse: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)


class AssetFile(PortalModel):
    """A picture that documents of the portal name, addressed by the SHA-256 of its content; ``type`` is its media type by its first bytes."""

    __tablename__ = "asset_files"
    __table_args__ = (CheckConstraint("hash ~ '^sha256:[0-9a-f]{64}$'", name="hash_shape"),)
    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    type: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Blob(PortalModel):
    """A form, price, pipeline or legal text as an order froze it, addressed by the SHA-256 of its canonical JSON."""

    __tablename__ = "blobs"
    __table_args__ = (CheckConstraint("hash ~ '^sha256:[0-9a-f]{64}$'", name="hash_shape"),)
    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[str] = mapped_column(Text)
