"""Threads, what was said in them, and how far each person has read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import TenantModel
from foundation.db.columns import Instant, one_of

SIDES = ("client", "seller")


class Thread(TenantModel):
    """The conversation about one order, or with one client. Its id is the order's or the client's own, and its row is written with the first message.

    Two counters number what was said: ``last_seq`` everything, ``open_seq`` what the client reads, so that no gap tells a member of a note between
    staff. ``open_at`` and ``open_message_id`` belong to the latest message that is not internal. ``unanswered`` counts what the client has said
    since the seller last answered, ``waiting_since`` is when that began.
    """

    __tablename__ = "threads"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "client_id"], ["clients.tenant_id", "clients.id"]),
        ForeignKeyConstraint(["tenant_id", "order_id"], ["orders.tenant_id", "orders.id"]),
        UniqueConstraint("tenant_id", "order_id"),
        one_of("kind", "order", "client"),
        CheckConstraint("id = coalesce(order_id, client_id)", name="about"),
        CheckConstraint("(kind = 'order') = (order_id is not null)", name="kind_fits"),
        CheckConstraint("last_seq >= open_seq and open_seq >= 0 and unanswered >= 0", name="counted"),
        CheckConstraint("(unanswered > 0) = (waiting_since is not null)", name="waiting"),
        Index("ix_threads_client", "tenant_id", "client_id", "open_at", "id"),
        Index("ix_threads_last", "tenant_id", "last_at", "id"),
        Index("ix_threads_waiting", "tenant_id", "waiting_since", postgresql_where=sql("unanswered > 0")),
    )
    client_id: Mapped[UUID] = mapped_column()
    kind: Mapped[str] = mapped_column(Text)
    order_id: Mapped[UUID | None] = mapped_column()
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0, server_default=sql("0"))
    open_seq: Mapped[int] = mapped_column(BigInteger, default=0, server_default=sql("0"))
    last_at: Mapped[datetime | None] = mapped_column(Instant)
    last_message_id: Mapped[UUID | None] = mapped_column()
    open_at: Mapped[datetime | None] = mapped_column(Instant)
    open_message_id: Mapped[UUID | None] = mapped_column()
    unanswered: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    waiting_since: Mapped[datetime | None] = mapped_column(Instant)


class Message(TenantModel):
    """What one person said. ``internal`` ones are between staff. ``key`` comes with the request: sent twice, it is said once.

    ``open_seq`` is how many messages the client could read up to here. A message that was taken back keeps its place and loses its text.
    """

    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "thread_id"], ["threads.tenant_id", "threads.id"]),
        UniqueConstraint("tenant_id", "thread_id", "seq"),
        UniqueConstraint("tenant_id", "thread_id", "author", "key"),
        one_of("side", *SIDES),
        CheckConstraint("not internal or side = 'seller'", name="notes_of_staff"),
        CheckConstraint("removed_at is null or text = ''", name="removed_is_empty"),
        Index(
            "one_open_number", "tenant_id", "thread_id", "open_seq", unique=True, postgresql_where=sql("not internal")
        ),
    )
    thread_id: Mapped[UUID] = mapped_column()
    seq: Mapped[int] = mapped_column(BigInteger)
    open_seq: Mapped[int] = mapped_column(BigInteger)
    author: Mapped[str] = mapped_column(Text)
    author_name: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    internal: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    files: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class ThreadRead(TenantModel):
    """How far ``person`` (``member:<id>``, ``staff:<id>``) has read a thread: the place in both counters, and how many of the messages after it
    are the person's own, so that what is unread is a subtraction. Not ``opened``: what was said before the person came counts as read, and nobody is
    told that it was."""

    __tablename__ = "thread_reads"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "thread_id"], ["threads.tenant_id", "threads.id"]),
        UniqueConstraint("tenant_id", "thread_id", "person"),
        one_of("side", *SIDES),
        CheckConstraint("own_after >= 0", name="own_after"),
        Index("ix_thread_reads_person", "tenant_id", "person", "thread_id"),
    )
    thread_id: Mapped[UUID] = mapped_column()
    person: Mapped[str] = mapped_column(Text)
    person_name: Mapped[str] = mapped_column(Text)
    side: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(BigInteger)
    open_seq: Mapped[int] = mapped_column(BigInteger)
    own_after: Mapped[int] = mapped_column(default=0, server_default=sql("0"))
    opened: Mapped[bool] = mapped_column(default=True, server_default=sql("true"))
    wrote: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    at: Mapped[datetime] = mapped_column(Instant)
