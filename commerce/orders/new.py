"""A new order, and writing it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from commerce.orders.actions import ROOM, status_due, tell_pages
from foundation import realtime
from foundation.db import row, uuid7
from foundation.tenancy import current_scope
from portal_config.compiled import Pipeline, Status

NO_DUE_DATE = 2**53 - 1

# The number's row stays locked until the commit; taking it inside the insert makes a gap impossible. A number shorter than four digits is
# filled up, a longer one stays whole.
_PLACE = """
with numbered as (
    insert into number_series (tenant_id, id, kind, period, next)
    values (%(tenant)s, %(series_id)s, 'order', %(pattern)s, 2)
    on conflict (tenant_id, kind, period) do update set next = number_series.next + 1
    returning next - 1 as n
), placed as (
    insert into orders (tenant_id, id, number, client_id, member_id, placed_by, contact_name, contact_email, title, state, status,
        status_kind, status_name, status_since, status_due_at, pipeline, pipeline_hash, revision_ref, currency, net_minor, tax_minor,
        gross_minor, po_number, note, terms, terms_accepted_at, source, payment_state, payment_method, due_at, due_rank, placed_at,
        context)
    select %(tenant)s, %(id)s, replace(%(pattern)s, '{seq}', lpad(n::text, greatest(4, length(n::text)), '0')), %(client)s, %(member)s,
        %(actor)s, %(contact_name)s, %(contact_email)s, %(title)s, %(state)s, %(status)s, %(status_kind)s, %(status_name)s, %(at)s,
        %(status_due)s, %(pipeline)s, %(pipeline_hash)s, %(revision)s, %(currency)s, %(net)s, 0, %(net)s, %(po)s, %(note)s,
        %(terms)s::jsonb, %(accepted)s, %(source)s, %(payment_state)s, %(payment_method)s, %(due)s, %(due_rank)s, %(at)s,
        %(context)s::jsonb
    from numbered
    returning number
), lined as (
    insert into order_lines (tenant_id, id, order_id, position, service_id, name, quantity, unit, units, unit_price, net_minor, gross_minor,
        currency, price_hash, form_hash, answers, price_lines)
    select %(tenant)s, l.id, %(id)s, l.position, l.service_id, l.name, l.quantity, l.unit, l.units, l.unit_price, l.net_minor, l.net_minor,
        %(currency)s, l.price_hash, l.form_hash, l.answers, l.price_lines
    from jsonb_to_recordset(%(lines)s::jsonb) as l(id uuid, position int, service_id text, name text, quantity numeric, unit text, units text,
        unit_price numeric, net_minor bigint, price_hash text, form_hash text, answers jsonb, price_lines jsonb)
), told as (
    insert into order_history (tenant_id, id, order_id, seq, at, actor, actor_name, kind, to_state, to_status)
    values (%(tenant)s, %(history_id)s, %(id)s, 1, %(at)s, %(actor)s, %(contact_name)s, 'placed', %(state)s, %(status)s)
), counted as (
    insert into client_versions (tenant_id, id, client_id, room, n)
    select %(tenant)s, %(version_id)s, %(client)s, %(room)s, 1 from placed
    on conflict (tenant_id, client_id, room) do update set n = client_versions.n + 1
)
select number from placed
"""


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to be written. ``unit_price`` and ``price_lines`` are exact, in minor units; amounts are minor units."""

    service_id: str
    name: str
    quantity: Decimal
    unit: str
    units: str
    unit_price: Decimal
    net_minor: int
    price_hash: str | None
    form_hash: str | None
    answers: Mapping[str, Any]
    price_lines: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be written, priced and checked by the caller. ``number_pattern`` holds ``{seq}``, its year filled in."""

    id: UUID
    number_pattern: str
    client_id: UUID
    member_id: UUID | None
    actor: str
    contact_name: str
    contact_email: str
    title: str
    state: str
    status: Status
    pipeline: Pipeline
    revision_ref: str
    currency: str
    lines: tuple[NewLine, ...]
    po_number: str
    note: str
    terms: Sequence[Mapping[str, str]]
    source: str
    payment_state: str
    payment_method: str
    due_at: datetime | None
    placed_at: datetime
    context: Mapping[str, Any]

    @property
    def net_minor(self) -> int:
        """Rounded amounts of the lines, added without rounding again."""
        return sum(line.net_minor for line in self.lines)


def place(new: NewOrder) -> str:
    """Write an order with its lines and the first line of its history, and count it for its client, in one statement; open pages are told. Its number.

    The order is for ``checkout`` to place; permissions, prices and answers have been checked there, and the event is recorded there.
    """
    found = row(
        _PLACE,
        tenant=current_scope().tenant_id,
        series_id=uuid7(),
        pattern=new.number_pattern,
        id=new.id,
        client=new.client_id,
        member=new.member_id,
        actor=new.actor,
        contact_name=new.contact_name,
        contact_email=new.contact_email,
        title=new.title,
        state=new.state,
        status=new.status.id,
        status_kind=new.status.kind,
        status_name=new.status.name,
        status_due=status_due(new.status, new.placed_at),
        pipeline=new.pipeline.id,
        pipeline_hash=new.pipeline.frozen.hash,
        revision=new.revision_ref,
        currency=new.currency,
        net=new.net_minor,
        po=new.po_number,
        note=new.note,
        terms=json.dumps(list(new.terms)),
        accepted=new.placed_at if new.terms else None,
        source=new.source,
        payment_state=new.payment_state,
        payment_method=new.payment_method,
        due=new.due_at,
        due_rank=int(new.due_at.timestamp()) if new.due_at else NO_DUE_DATE,
        at=new.placed_at,
        context=json.dumps(dict(new.context)),
        lines=json.dumps([_line(line, position) for position, line in enumerate(new.lines, 1)]),
        history_id=uuid7(),
        version_id=uuid7(),
        room=ROOM,
    )
    assert found is not None
    tell_pages((realtime.DESK, *realtime.client_rooms(new.client_id, new.member_id)), new.id, str(found.number))
    return str(found.number)


def _line(line: NewLine, position: int) -> dict[str, Any]:
    return {
        "id": str(uuid7()),
        "position": position,
        "service_id": line.service_id,
        "name": line.name,
        "quantity": str(line.quantity),
        "unit": line.unit,
        "units": line.units,
        "unit_price": str(line.unit_price),
        "net_minor": line.net_minor,
        "price_hash": line.price_hash,
        "form_hash": line.form_hash,
        "answers": dict(line.answers),
        "price_lines": list(line.price_lines),
    }
