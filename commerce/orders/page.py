"""Everything an order's page shows, in two statements: the order with lines, payments and history, and its frozen parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from commerce.orders import policies, states
from commerce.orders.frozen import frozen_texts
from commerce.orders.queries import COLUMNS, OrderRecord
from foundation.db import row
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config import thaw_form, thaw_pipeline
from portal_config.compiled import Form, Pipeline, Status


@dataclass(frozen=True, slots=True)
class PriceLineShown:
    """One line of how an amount came about, in minor units; ``unit_price`` is exact. ``times``: quantity times unit; ``addon``: the name of the add-on it is about, or nothing."""

    label: str
    quantity: Decimal
    unit_price: Decimal
    net_minor: int
    times: bool = True
    addon: str = ""


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line with the form it was asked with; ``answers`` maps field ids to stored values. ``form`` is None where nothing was asked."""

    position: int
    service_id: str
    name: str
    quantity: Decimal
    unit: str
    units: str
    unit_price: Decimal
    net_minor: int
    tax_minor: int
    gross_minor: int
    price_lines: tuple[PriceLineShown, ...]
    form: Form | None
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """One attempt to pay, oldest first. Times are the tenant's, UTC."""

    id: UUID
    attempt: int
    amount_minor: int
    currency: str
    method: str
    gateway: str
    state: str
    reference: str
    failure: str
    created_at: datetime
    settled_at: datetime | None

    @property
    def waiting(self) -> bool:
        """True while the attempt may still be paid."""
        return self.state in ("checkout", "processing", "pending", "announced")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened, oldest first. Status ids are those of the frozen pipeline."""

    seq: int
    at: datetime
    actor: str
    actor_name: str
    kind: str
    from_state: str | None
    to_state: str | None
    from_status: str | None
    to_status: str | None
    note: str

    @property
    def by_staff(self) -> bool:
        return self.actor.startswith("staff:")


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order with everything around it. ``moves`` are the statuses this viewer may move it to now; ``may_cancel`` as it stands."""

    order: OrderRecord
    client_name: str
    client_state: str
    lines: tuple[LineShown, ...]
    payments: tuple[PaymentShown, ...]
    history: tuple[HistoryEntry, ...]
    pipeline: Pipeline
    moves: tuple[Status, ...]
    may_cancel: bool
    may_assign: bool
    may_pay: bool

    @property
    def waiting_payment(self) -> PaymentShown | None:
        """The attempt that can be paid now, or None."""
        return next((payment for payment in self.payments if payment.waiting), None)

    def status_name(self, status_id: str | None) -> str:
        """What people call a status of the frozen pipeline."""
        status = self.pipeline.status(status_id) if status_id else None
        return status.name if status else ""


_LINES = """(select coalesce(jsonb_agg(jsonb_build_object('position', l.position, 'service_id', l.service_id, 'name', l.name,
 'quantity', l.quantity::text, 'unit', l.unit, 'units', l.units, 'unit_price', l.unit_price::text, 'net_minor', l.net_minor,
 'tax_minor', l.tax_minor, 'gross_minor', l.gross_minor, 'form_hash', l.form_hash, 'answers', l.answers,
 'price_lines', l.price_lines) order by l.position), '[]')
 from order_lines l where l.tenant_id = o.tenant_id and l.order_id = o.id) as lines"""
_PAYMENTS = """(select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'attempt', p.attempt, 'amount_minor', p.amount_minor,
 'currency', p.currency, 'method', p.method, 'gateway', p.gateway, 'state', p.state, 'reference', p.reference,
 'failure', p.failure, 'created_at', p.created_at, 'settled_at', p.settled_at) order by p.attempt), '[]')
 from payments p where p.tenant_id = o.tenant_id and p.order_id = o.id) as payments"""
_HISTORY = """(select coalesce(json_agg(json_build_array(h.seq, h.at, h.actor, h.actor_name, h.kind, h.from_state, h.to_state,
 h.from_status, h.to_status, h.note) order by h.seq), '[]')
 from order_history h where h.tenant_id = o.tenant_id and h.order_id = o.id and (%(seller)s or h.kind <> 'assigned')) as history"""
# Whose an order is, is the seller's own matter.


def order_page(viewer: Viewer, number: str) -> OrderPage:
    """Everything the viewer is shown of an order. Raises NotFound as ``access_order`` does."""
    condition, parameters = policies.reach(viewer)
    if not number or len(number) > 100:
        raise NotFound()
    tenant = current_scope().tenant_id
    found = row(
        f"select {COLUMNS}, c.name as client_name, c.state as client_state, {_LINES}, {_PAYMENTS}, {_HISTORY} from orders o"  # noqa: S608
        " join clients c on c.tenant_id = o.tenant_id and c.id = o.client_id"
        # `is true` keeps the condition out of the choice of an index: the number finds the one row, whatever a generic plan thinks.
        f" where o.tenant_id = %(tenant)s and o.number = %(number)s and ({condition}) is true",
        tenant=tenant,
        number=number,
        seller=viewer.kind == "staff",
        **parameters,
    )
    if found is None:
        raise NotFound()
    order = OrderRecord(*found[:-5])
    texts = frozen_texts({order.pipeline_hash, *(line["form_hash"] for line in found.lines if line["form_hash"])})
    pipeline = thaw_pipeline(texts[order.pipeline_hash])
    return OrderPage(
        order=order,
        client_name=found.client_name,
        client_state=found.client_state,
        lines=tuple(_line(line, texts) for line in found.lines),
        payments=tuple(_payment(payment) for payment in found.payments),
        history=tuple(HistoryEntry(one[0], datetime.fromisoformat(one[1]), *one[2:]) for one in found.history),
        pipeline=pipeline,
        moves=possible_moves(viewer, order, pipeline),
        may_cancel=policies.may_cancel(viewer, order.state, order.member_id == viewer.member_id, order.assignee_id),
        may_assign=policies.may_assign(viewer, order.assignee_id),
        may_pay=policies.may_pay(viewer, order.member_id),
    )


class Placed(Protocol):
    """What decides where an order may go: an order, or a row of a list."""

    @property
    def status(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def member_id(self) -> UUID | None: ...

    @property
    def assignee_id(self) -> UUID | None: ...


def possible_moves(viewer: Viewer, order: Placed, pipeline: Pipeline) -> tuple[Status, ...]:
    """Statuses the viewer may move the order to: named by the pipeline for one of their roles (all for an owner), allowed by its state, and by the
    rule of cancelling where one ends it so."""
    if viewer.kind == "guest" or viewer.client_state == "suspended":
        return ()
    if viewer.kind == "staff" and not policies.staff_may_move(viewer, order.assignee_id):
        return ()
    targets = pipeline.targets(order.status, None if viewer.kind == "staff" and viewer.owner else viewer.roles)
    mine = viewer.kind == "member" and order.member_id == viewer.member_id
    ends = policies.may_cancel(viewer, order.state, mine, order.assignee_id)
    return tuple(
        status
        for status in targets
        if order.state in states.PATHS[status.kind] and (status.kind != "cancelled" or ends)
    )


def _line(line: Mapping[str, Any], texts: Mapping[str, str]) -> LineShown:
    return LineShown(
        position=line["position"],
        service_id=line["service_id"],
        name=line["name"],
        quantity=Decimal(line["quantity"]),
        unit=line["unit"],
        units=line["units"],
        unit_price=Decimal(line["unit_price"]),
        net_minor=line["net_minor"],
        tax_minor=line["tax_minor"],
        gross_minor=line["gross_minor"],
        price_lines=tuple(
            PriceLineShown(
                part["label"],
                Decimal(part["quantity"]),
                Decimal(part["unit_price"]),
                part["net_minor"],
                part.get("times", True),
                part.get("addon", ""),
            )
            for part in line["price_lines"]
        ),
        form=thaw_form(texts[line["form_hash"]]) if line["form_hash"] else None,
        answers=line["answers"],
    )


def _payment(payment: Mapping[str, Any]) -> PaymentShown:
    values = dict(payment)
    values["id"] = UUID(values["id"])
    values["created_at"] = datetime.fromisoformat(values["created_at"])
    values["settled_at"] = datetime.fromisoformat(values["settled_at"]) if values["settled_at"] else None
    return PaymentShown(**values)
