"""Clients (buying companies), their members, and the version counters of what a client is shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, one_of


class Client(TenantModel):
    """A buying company. ``pending`` may order public services only, ``suspended`` may read and pay, not order. ``number`` is the seller's own
    customer number."""

    __tablename__ = "clients"
    __table_args__ = (
        one_of("state", "pending", "approved", "suspended", "closed"),
        one_of("source", "invited", "guest", "staff"),
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("(approved_at is not null) or state <> 'approved'", name="approved_when"),
        Index("ix_clients_name", "tenant_id", "name", "id"),
    )
    name: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    approved_at: Mapped[datetime | None] = mapped_column(Instant)


class Member(TenantModel):
    """A person's place at one client. ``account_id`` is None until the person joined; ``access_version`` counts what changes their rights;
    ``invited_at`` is when the last invitation was sent; ``seen_at``, to the minute, when they last looked at a page of this client (real time)."""

    __tablename__ = "members"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"]),
        UniqueConstraint("tenant_id", "client_id", "email"),
        UniqueConstraint("tenant_id", "client_id", "id"),
        Index("ix_members_account", "tenant_id", "account_id"),
        Index("ix_members_email", "tenant_id", "email"),
        one_of("state", "invited", "active", "disabled"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("account_id is not null or state <> 'active'", name="active_joined"),
    )
    client_id: Mapped[UUID] = mapped_column()
    account_id: Mapped[UUID | None] = mapped_column()
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="", server_default="")
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(Text)
    access_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    joined_at: Mapped[datetime | None] = mapped_column(Instant)
    invited_at: Mapped[datetime | None] = mapped_column(Instant)
    seen_at: Mapped[datetime | None] = mapped_column(Instant)


class ClientNote(TenantModel):
    """What staff wrote down about a client; its members never see it. ``author_id`` is a staff person. A removed one is kept, so that it can be
    brought back."""

    __tablename__ = "client_notes"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        CheckConstraint("length(text) between 1 and 4000", name="text"),
        Index("ix_client_notes_client", "tenant_id", "client_id", "created_at", "id"),
    )
    client_id: Mapped[UUID] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    pinned: Mapped[bool] = mapped_column(default=False, server_default="false")
    author_id: Mapped[UUID] = mapped_column()
    author_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class ClientGroup(TenantModel):
    """A client that staff put into a group of the document (``grp_…``). Rules put clients into groups, too: that is worked out and stands nowhere."""

    __tablename__ = "client_groups"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        UniqueConstraint("tenant_id", "client_id", "group_id"),
        Index("ix_client_groups_group", "tenant_id", "group_id", "client_id"),
    )
    client_id: Mapped[UUID] = mapped_column()
    group_id: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(Instant)


class ClientVersion(TenantModel):
    """A counter per client and room (``orders``, ``members``), bumped by the room's actions; fragment keys hold it."""

    __tablename__ = "client_versions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        UniqueConstraint("tenant_id", "client_id", "room"),
    )
    client_id: Mapped[UUID] = mapped_column()
    room: Mapped[str] = mapped_column(Text)
    n: Mapped[int] = mapped_column(BigInteger, default=1, server_default=text("1"))
