"""Telling: collected for each transaction, written once just before its commit, forgotten with a rollback.

All rooms of a transaction are raised by one statement in the order of their names, as its last one: two transactions never wait for each other
crosswise, and a room is held no longer than the commit takes.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from foundation import clock
from foundation.db import db, execute
from foundation.realtime.rooms import is_room
from foundation.tenancy import current_scope

CHANNEL = "portico_realtime"
BODY_TEXT = 200
NOTICE_BYTES = 7_800
"""PostgreSQL takes 8,000 bytes a notice."""

_INFO = "portico.realtime"

Body = str | int | bool | UUID | None


@dataclass
class _Told:
    """What the present transaction will tell. ``marks``: how much had been told when each savepoint began."""

    entries: list[tuple[str, str, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    marks: dict[int, tuple[int, int]] = field(default_factory=dict)


def publish(rooms: Collection[str], name: str, **body: Body) -> None:
    """Tell ``rooms`` in the present transaction that something has happened: kept, so that whoever was away hears it on coming back.

    ``name`` is ``thing.verbed``; ``body`` holds ids and small words, never texts of people: whoever hears it asks for the rest as who they are.
    The same thing told twice to a room in one transaction is told once. Raises ValueError for what is no room, or a long text.
    """
    text = _checked(rooms, name, body)
    told = _told()
    for room in sorted(set(rooms)):
        entry = (room, name, text)
        if entry not in told.entries:
            told.entries.append(entry)


def hint(rooms: Collection[str], name: str, **body: Body) -> None:
    """Tell ``rooms`` after the commit, to whoever listens now: not stored, not replayed (somebody is typing). Raises ValueError as ``publish``."""
    text = _checked(rooms, name, body)
    if not rooms:
        return
    tenant = current_scope().tenant_id
    notice = f'h {tenant} {{"rooms":{json.dumps(sorted(set(rooms)))},"name":"{name}","body":{text}}}'
    if len(notice) > NOTICE_BYTES:
        raise ValueError("a hint goes to a few rooms")
    _told().hints.append(notice)


def _checked(rooms: Collection[str], name: str, body: dict[str, Body]) -> str:
    current_scope()
    if isinstance(rooms, str) or not all(is_room(room) for room in rooms):
        raise ValueError(f"rooms are called kind or kind:id, not {rooms}")
    if not all(part.isidentifier() for part in name.split(".")):
        raise ValueError(f"{name} is no name of something that happened")
    made = {key: str(value) if isinstance(value, UUID) else value for key, value in body.items()}
    for key, value in made.items():
        if isinstance(value, str) and len(value) > BODY_TEXT:
            raise ValueError(f"{key} is a text; a body holds ids and small words")
    return json.dumps(made, separators=(",", ":"))


def _told() -> _Told:
    session = db.session()
    told: _Told = session.info.setdefault(_INFO, _Told())
    return told


@event.listens_for(Session, "after_transaction_create")
def _mark(session: Session, transaction: SessionTransaction) -> None:
    # Also before anything was told: a savepoint may be the first to tell something.
    if transaction.nested:
        told: _Told = session.info.setdefault(_INFO, _Told())
        told.marks[id(transaction)] = (len(told.entries), len(told.hints))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    told: _Told | None = session.info.get(_INFO)
    if told is None:
        return
    mark = told.marks.get(id(transaction)) if transaction.nested else None
    if mark is None:
        session.info.pop(_INFO, None)
    else:
        del told.entries[mark[0] :], told.hints[mark[1] :]


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    if not session.in_nested_transaction():
        _tell(session)


def tell_now() -> None:
    """Write what has been told so far in the present tenant, before a transaction that makes a portal leaves it again. Every other transaction tells
    by itself, as its last statement."""
    _tell(db.session())


def _tell(session: Session) -> None:
    told: _Told | None = session.info.pop(_INFO, None)
    if told is None or not (told.entries or told.hints):
        return
    tenant = current_scope().tenant_id
    if not told.entries:
        execute("select pg_notify(%(channel)s, h) from unnest(%(hints)s::text[]) h", channel=CHANNEL, hints=told.hints)
        return
    execute(
        _WRITE,
        channel=CHANNEL,
        tenant=tenant,
        at=clock.real_now(),
        rooms=[room for room, _, _ in told.entries],
        names=[name for _, name, _ in told.entries],
        bodies=[body for _, _, body in told.entries],
        hints=told.hints,
        most=NOTICE_BYTES,
    )


# Ids sort by time, as everywhere. Where the rooms do not fit into one notice it names the tenant alone: listeners then look at all they hold.
_WRITE = """
with told as (
    select room, name, body::jsonb as body, n
    from unnest(%(rooms)s::text[], %(names)s::text[], %(bodies)s::text[]) with ordinality as t(room, name, body, n)
), raised as (
    insert into realtime_rooms (tenant_id, room, seq)
    select %(tenant)s, room, count(*) from told group by room order by room
    on conflict (tenant_id, room) do update set seq = realtime_rooms.seq + excluded.seq
    returning room, seq
), kept as (
    insert into realtime_entries (tenant_id, room, seq, name, body, at)
    select %(tenant)s, t.room, r.seq - count(*) over (partition by t.room) + row_number() over (partition by t.room order by t.n),
           t.name, t.body, %(at)s
    from told t join raised r on r.room = t.room order by t.n
), notice as (
    select 'e ' || %(tenant)s::text as alone, 'e ' || %(tenant)s::text || ' ' || string_agg(room, ' ' order by room) as whole from raised
)
select pg_notify(%(channel)s, case when octet_length(whole) <= %(most)s then whole else alone end) from notice
union all
select pg_notify(%(channel)s, h) from unnest(%(hints)s::text[]) h
"""
