"""Portals, their tenants and hosts. They stand outside both scopes: they are how a scope is found."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import PlatformModel, uuid7
from foundation.db.columns import Instant


class Portal(PlatformModel):
    """What a seller builds: one document with its history, and the tenants that serve it."""

    __tablename__ = "portals"
    __table_args__ = (CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])$' and slug !~ '--'", name="slug_shape"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Tenant(PlatformModel):
    """One isolated set of business data. ``sandbox`` is None for the one live tenant; ``clock_offset`` is added to real time."""

    __tablename__ = "tenants"
    __table_args__ = (
        CheckConstraint("mode in ('live', 'sandbox')", name="mode"),
        CheckConstraint("(mode = 'live') = (sandbox is null)", name="sandbox_named"),
        UniqueConstraint("portal_id", "sandbox"),
        UniqueConstraint("portal_id", "id"),
        Index("one_live_tenant", "portal_id", unique=True, postgresql_where=text("mode = 'live'")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, server_default=text("uuidv7()"))
    portal_id: Mapped[UUID] = mapped_column(ForeignKey("portals.id"))
    mode: Mapped[str] = mapped_column(Text)
    sandbox: Mapped[str | None] = mapped_column(Text)
    demo: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    clock_offset: Mapped[timedelta] = mapped_column(INTERVAL, default=timedelta(0), server_default=text("'0'"))
    created_at: Mapped[datetime] = mapped_column(Instant)


class Domain(PlatformModel):
    """A host of the seller's own, claimed by a portal. It serves the live tenant while ``verified_at`` is set: many portals may claim a host, one
    can have proven it. ``finding`` is what the last look at the DNS showed, ``lost_since`` when the proof was first missed; until ``held_until``
    no other portal can prove it. A removed one is kept for that."""

    __tablename__ = "domains"
    __table_args__ = (
        CheckConstraint("host = lower(host)", name="host_lower"),
        CheckConstraint('not "primary" or verified_at is not null', name="primary_is_proven"),
        CheckConstraint("removed_at is null or verified_at is null", name="removed_serves_nothing"),
        Index("one_portal_serves_a_host", "host", unique=True, postgresql_where=text("verified_at is not null")),
        Index("one_primary_host", "portal_id", unique=True, postgresql_where=text('"primary"')),
    )
    portal_id: Mapped[UUID] = mapped_column(ForeignKey("portals.id"), primary_key=True)
    host: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[str] = mapped_column(Text)
    primary: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    verified_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    checked_at: Mapped[datetime | None] = mapped_column(Instant)
    finding: Mapped[str] = mapped_column(Text, default="", server_default="")
    lost_since: Mapped[datetime | None] = mapped_column(Instant)
    held_until: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class SlugReservation(PlatformModel):
    """A slug that was ever used, so that none is given out twice."""

    __tablename__ = "slug_reservations"
    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    portal_id: Mapped[UUID | None] = mapped_column()
    reserved_at: Mapped[datetime] = mapped_column(Instant)
