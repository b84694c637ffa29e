"""Orders, their lines and history, and the series their numbers come from. Amounts are integer minor units of ``currency``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, Json, one_of

STATES = ("awaiting_approval", "submitted", "on_hold_credit", "confirmed", "in_progress", "completed", "cancelled")
STATUS_KINDS = ("open", "active", "waiting_client", "done", "cancelled")
PAYMENT_STATES = ("unpaid", "pending", "paid", "not_needed")

PAIRS = """
(status_kind = 'open' and state in ('awaiting_approval', 'submitted', 'on_hold_credit', 'confirmed'))
or (status_kind in ('active', 'waiting_client') and state in ('confirmed', 'in_progress'))
or (status_kind = 'done' and state = 'completed')
or (status_kind = 'cancelled' and state = 'cancelled')
"""
OPEN = text("status_kind in ('open', 'active', 'waiting_client')")
OWED = text("payment_state in ('unpaid', 'pending') and state <> 'cancelled'")
WAITING = text("status_kind = 'waiting_client' or (state = 'submitted' and payment_state = 'unpaid')")


class Order(TenantModel):
    """What a client ordered. ``state`` is moved by the state machine, ``status`` is a step of the pipeline frozen under ``pipeline_hash``.

    ``revision_ref`` is ``revision:<id>`` or ``draft:<number>``; ``context`` pins the tenant's time, day and language at the moment of ordering;
    ``assignee_id`` is the staff person who does it (staff stand outside every tenant, so it is no foreign key; ``actions.assign`` asks for a
    seat); ``payment_state`` is derived from the payments and written with them; ``due_rank`` sorts by ``due_at`` (its Unix seconds) with orders that
    have no due date last.
    """

    __tablename__ = "orders"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "client_id", "member_id"], ["members.tenant_id", "members.client_id", "members.id"]
        ),
        UniqueConstraint("tenant_id", "number"),
        UniqueConstraint("tenant_id", "id", "currency"),
        one_of("state", *STATES),
        one_of("status_kind", *STATUS_KINDS),
        one_of("payment_state", *PAYMENT_STATES),
        one_of("source", "self_service", "rep", "hybrid", "api"),
        CheckConstraint(PAIRS, name="state_fits_status"),
        CheckConstraint("gross_minor = net_minor + tax_minor", name="gross"),
        CheckConstraint("net_minor >= 0 and tax_minor >= 0", name="not_negative"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint("(completed_at is not null) = (state = 'completed')", name="completed_when"),
        Index("ix_orders_placed", "tenant_id", "placed_at", "id"),
        Index("ix_orders_client_placed", "tenant_id", "client_id", "placed_at", "id"),
        Index("ix_orders_client_due", "tenant_id", "client_id", "due_rank", "id"),
        Index("ix_orders_client_status", "tenant_id", "client_id", "status", "placed_at", "id"),
        Index("ix_orders_member", "tenant_id", "member_id", "placed_at", "id"),
        Index("ix_orders_due", "tenant_id", "due_rank", "id"),
        Index("ix_orders_to_begin", "tenant_id", "placed_at", "id", postgresql_where=text("status_kind = 'open'")),
        Index("ix_orders_open", "tenant_id", "placed_at", "id", postgresql_where=OPEN),
        Index("ix_orders_client_open", "tenant_id", "client_id", "placed_at", "id", postgresql_where=OPEN),
        Index("ix_orders_client_waiting", "tenant_id", "client_id", "placed_at", "id", postgresql_where=WAITING),
        Index("ix_orders_owed", "tenant_id", "client_id", "placed_at", "id", postgresql_where=OWED),
        Index("ix_orders_board", "tenant_id", "status", "placed_at", "id"),
        Index("ix_orders_contact", "tenant_id", "contact_email"),
        Index("ix_orders_assignee", "tenant_id", "assignee_id", "placed_at", "id"),
        Index("ix_orders_assignee_status", "tenant_id", "assignee_id", "status", "placed_at", "id"),
    )
    number: Mapped[str] = mapped_column(Text)
    client_id: Mapped[UUID] = mapped_column()
    member_id: Mapped[UUID | None] = mapped_column()
    assignee_id: Mapped[UUID | None] = mapped_column()
    placed_by: Mapped[str] = mapped_column(Text)
    contact_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    contact_email: Mapped[str] = mapped_column(Text, default="", server_default="")
    title: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    status_kind: Mapped[str] = mapped_column(Text)
    status_name: Mapped[str] = mapped_column(Text)
    status_since: Mapped[datetime] = mapped_column(Instant)
    status_due_at: Mapped[datetime | None] = mapped_column(Instant)
    pipeline: Mapped[str] = mapped_column(Text)
    pipeline_hash: Mapped[str] = mapped_column(Text)
    revision_ref: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    gross_minor: Mapped[int] = mapped_column(BigInteger)
    po_number: Mapped[str] = mapped_column(Text, default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    terms: Mapped[list] = mapped_column(Json, default=list, server_default=text("'[]'"))
    terms_accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(Text)
    payment_state: Mapped[str] = mapped_column(Text)
    payment_method: Mapped[str] = mapped_column(Text, default="", server_default="")
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    due_rank: Mapped[int] = mapped_column(BigInteger)
    placed_at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    context: Mapped[dict] = mapped_column(Json, default=dict, server_default=text("'{}'"))


class OrderLine(TenantModel):
    """One service of an order with the price it was sold at and the answers given. ``unit`` is what one is called, ``units`` what several are, where the
    price says so. ``answers`` maps field ids to stored values;
    ``price_lines`` is how the amount came about."""

    __tablename__ = "order_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "order_id", "currency"], ["orders.tenant_id", "orders.id", "orders.currency"]
        ),
        UniqueConstraint("tenant_id", "order_id", "position"),
        Index("ix_order_lines_service", "tenant_id", "service_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("gross_minor = net_minor + tax_minor", name="gross"),
        CheckConstraint("net_minor >= 0 and tax_minor >= 0 and tax_rate >= 0", name="not_negative"),
    )
    order_id: Mapped[UUID] = mapped_column()
    position: Mapped[int] = mapped_column()
    service_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(Numeric(18, 6))
    unit: Mapped[str] = mapped_column(Text, default="", server_default="")
    units: Mapped[str] = mapped_column(Text, default="", server_default="")
    unit_price: Mapped[Decimal] = mapped_column(Numeric(24, 12))
    net_minor: Mapped[int] = mapped_column(BigInteger)
    tax_category: Mapped[str] = mapped_column(Text, default="", server_default="")
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=0, server_default=text("0"))
    tax_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    gross_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(Text)
    price_hash: Mapped[str | None] = mapped_column(Text)
    form_hash: Mapped[str | None] = mapped_column(Text)
    answers: Mapped[dict] = mapped_column(Json, default=dict, server_default=text("'{}'"))
    price_lines: Mapped[list] = mapped_column(Json, default=list, server_default=text("'[]'"))


class OrderHistory(TenantModel):
    """What happened to an order, in order of ``seq``; rows are only ever added."""

    __tablename__ = "order_history"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"]),
        UniqueConstraint("tenant_id", "order_id", "seq"),
        one_of("kind", "placed", "moved", "state", "payment", "note", "assigned"),
    )
    order_id: Mapped[UUID] = mapped_column()
    seq: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    kind: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[str | None] = mapped_column(Text)
    from_status: Mapped[str | None] = mapped_column(Text)
    to_status: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")


class NumberSeries(TenantModel):
    """The next number of one kind in one period (the pattern with its year filled in). Taken by UPDATE … RETURNING, never by a sequence."""

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("tenant_id", "kind", "period"), CheckConstraint("next >= 1", name="next"))
    kind: Mapped[str] = mapped_column(Text)
    period: Mapped[str] = mapped_column(Text)
    next: Mapped[int] = mapped_column(BigInteger, default=1, server_default=text("1"))
