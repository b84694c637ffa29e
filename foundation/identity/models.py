"""Accounts and sessions of a tenant; staff, seats and sessions of the platform."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PlatformModel, PortalModel, TenantModel, uuid7
from foundation.db.columns import Instant, Json, one_of


class Account(TenantModel):
    """A person's sign-in in one tenant. The address is unique there, whatever its case. ``locale`` is the language they read in: chosen, or else the one they
    came in first; empty: whatever their browser asks for; None: not known."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        one_of("state", "active", "disabled"),
    )
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    password_hash: Mapped[str | None] = mapped_column(Text)
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    locale: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="active", server_default="active")
    created_at: Mapped[datetime] = mapped_column(Instant)


class Session(TenantModel):
    """A signed-in browser. Only the SHA-256 of its 256-bit id is kept; ``member_id`` is the place that is active in it. Times are real time."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id_hash"),
        ForeignKeyConstraint(["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], ondelete="CASCADE"),
        Index("ix_sessions_account", "tenant_id", "account_id"),
    )
    id_hash: Mapped[bytes] = mapped_column(LargeBinary)
    account_id: Mapped[UUID] = mapped_column()
    member_id: Mapped[UUID | None] = mapped_column()
    device: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class Token(TenantModel):
    """A single-use secret sent by mail: only its SHA-256 is kept. ``subject`` is the address it was sent to."""

    __tablename__ = "tokens"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        one_of("purpose", "sign_in", "invitation", "guest_order", "password_reset"),
        Index("ix_tokens_subject", "tenant_id", "purpose", "subject"),
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    purpose: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict] = mapped_column(Json, default=dict, server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Staff(PlatformModel):
    """A person of a seller: one account for the platform. ``confirmed_at``: when a mailed link proved that the address is theirs;
    ``terms_version`` is the version of the platform's terms they accepted."""

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("(terms_version is null) = (terms_accepted_at is null)", name="terms_whole"),
        one_of("state", "active", "disabled"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    email: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="active", server_default="active")
    created_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    terms_version: Mapped[str | None] = mapped_column(Text)
    terms_accepted_at: Mapped[datetime | None] = mapped_column(Instant)


class Seat(PlatformModel):
    """A staff person's place in one portal. ``owner`` may do everything; otherwise the document's seller roles decide."""

    __tablename__ = "seats"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    portal_id: Mapped[UUID] = mapped_column(ForeignKey("portals.id"), primary_key=True)
    owner: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))
    access_version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class StaffSession(PlatformModel):
    """A staff person's signed-in browser on the builder host."""

    __tablename__ = "staff_sessions"
    id_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class StaffToken(PlatformModel):
    """A single-use secret mailed to a staff person."""

    __tablename__ = "staff_tokens"
    __table_args__ = (
        one_of("purpose", "confirm", "password_reset"),
        Index("ix_staff_tokens_purpose_subject", "purpose", "subject"),
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class RateLimit(PlatformModel):
    """A counter of one budget in one window; the key is a hash, so no address is kept."""

    __tablename__ = "rate_limits"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    window_start: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class Pass(PortalModel):
    """Leave to look at one sandbox as one of its people, in the path of the address and never in a cookie. Only the SHA-256 of its 256 bits is kept. It is as
    good as the staff session it belongs to; ``member_id`` None stands for somebody who is not signed in. Times are real time."""

    __tablename__ = "passes"
    __table_args__ = (
        ForeignKeyConstraint(["portal_id", "sandbox_id"], ["tenants.portal_id", "tenants.id"]),
        one_of("purpose", "studio", "walk"),
        Index("ix_passes_session", "portal_id", "staff_session"),
    )
    pass_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sandbox_id: Mapped[UUID] = mapped_column()
    member_id: Mapped[UUID | None] = mapped_column()
    purpose: Mapped[str] = mapped_column(Text)
    staff_session: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
