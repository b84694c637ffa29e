"""What happens to orders that are there; ``new`` writes one. Every action locks the order, asks the state machine, writes history, audit and event,
and bumps the client's counter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commerce.clients.actions import bump
from commerce.orders import policies, states
from commerce.orders.events import OrderAssigned, OrderPaid, OrdersMoved, OrderStatusChanged
from commerce.orders.frozen import frozen_texts
from commerce.orders.queries import COLUMNS, OrderRecord, access_order
from foundation import audit, clock, realtime, revisions
from foundation.db import execute, row, uuid7
from foundation.errors import Forbidden, Refused
from foundation.events import record
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config import thaw_pipeline
from portal_config.compiled import Status

NOTE_LENGTH = 2000
ROOM = "orders"


def move_status(
    viewer: Viewer, number: str, to_status: str, *, note: str = "", expected_version: int | None = None
) -> OrderRecord:
    """Move an order to a status of its frozen pipeline, as far as the pipeline names one of the viewer's roles (an owner may make every move
    it has). What the move means for the state is in ``states.PATHS``.

    ``expected_version`` is the version the viewer saw. Raises NotFound, Forbidden ``move_forbidden`` or ``cancel_forbidden``, Refused ``stale``,
    ``state_forbids_move``, ``note_too_long``.
    """
    policies.require_move(viewer)
    order = access_order(viewer, number, lock=True)
    _require_version(order, expected_version)
    if to_status == order.status:
        return order
    if viewer.kind == "staff":
        policies.require_staff(viewer, order.assignee_id)
    pipeline = thaw_pipeline(frozen_texts({order.pipeline_hash})[order.pipeline_hash])
    roles = None if viewer.kind == "staff" and viewer.owner else viewer.roles
    target = next((status for status in pipeline.targets(order.status, roles) if status.id == to_status), None)
    if target is None:
        raise Forbidden(
            "Your role does not allow this move. Reload the page to see what is possible.", code="move_forbidden"
        )
    walked = states.path(order.state, target.kind)
    if walked and target.kind == "cancelled":
        _require_cancel(viewer, order)
    return _move(viewer, order, target, walked, note)


def confirm(viewer: Viewer, number: str, *, expected_version: int | None = None) -> OrderRecord:
    """Confirm an order that still waits for its payment, by staff who decide to begin without it.

    Raises NotFound, Forbidden, Refused ``stale``, ``state_forbids_move``.
    """
    order = access_order(viewer, number, lock=True)
    policies.require_staff(viewer, order.assignee_id)
    _require_version(order, expected_version)
    states.require_edge(order.state, "confirmed")
    return _change_state(order, "confirmed", actor=viewer.actor, actor_name=viewer.name)


def cancel(viewer: Viewer, number: str, *, note: str = "", expected_version: int | None = None) -> OrderRecord:
    """Cancel an order: the client until it is confirmed, staff until work begins. Its status becomes the pipeline's first of kind
    ``cancelled``.

    Raises NotFound, Forbidden, Refused ``stale``, ``state_forbids_move``, ``no_cancelled_status``.
    """
    policies.require_move(viewer)
    order = access_order(viewer, number, lock=True)
    _require_version(order, expected_version)
    walked = states.path(order.state, "cancelled")
    if not walked:
        return order
    _require_cancel(viewer, order)
    pipeline = thaw_pipeline(frozen_texts({order.pipeline_hash})[order.pipeline_hash])
    target = next((status for status in pipeline.statuses if status.kind == "cancelled"), None)
    if target is None:
        raise Refused("no_cancelled_status", "This order's pipeline has no status for cancelled orders.", status=409)
    return _move(viewer, order, target, walked, note)


def assign(viewer: Viewer, number: str, staff_id: UUID | None) -> OrderRecord:
    """Say whose work an order is: a person with a seat in this portal, or nobody. Nothing else about the order changes, its version neither, so
    that whoever has the page open can go on.

    Raises NotFound, Forbidden, Refused ``no_such_person``.
    """
    order = access_order(viewer, number, lock=True)
    if not policies.may_assign(viewer, order.assignee_id):
        policies.require_staff(viewer, order.assignee_id)
    if staff_id == order.assignee_id:
        return order
    name = ""
    if staff_id is not None:
        person = staff.colleague(current_scope().portal_id, staff_id)
        if person is None:
            raise Refused("no_such_person", "Choose somebody who has a seat in this portal.", pointer="assignee")
        name = person.name
    changed = row(
        "update orders o set assignee_id = %(assignee)s where o.tenant_id = %(tenant)s and o.id = %(id)s"  # noqa: S608
        f" returning {COLUMNS}",
        assignee=staff_id,
        tenant=current_scope().tenant_id,
        id=order.id,
    )
    assert changed is not None
    _tell(order, clock.now(), viewer.actor, viewer.name, kind="assigned", note=name, to_assignee=staff_id)
    subject, before, after = f"order:{order.id}", _text(order.assignee_id), _text(staff_id)
    audit.record("order.assign", subject, viewer.actor, before={"assignee": before}, after={"assignee": after})
    record(
        OrderAssigned(
            subject=subject,
            actor=viewer.actor,
            number=order.number,
            client=str(order.client_id),
            assignee=after,
            before=before,
        )
    )
    return OrderRecord(*changed)


def add_note(viewer: Viewer, number: str, note: str) -> None:
    """Add a note to an order's history, seen by both sides. Raises NotFound, Forbidden, Refused ``note_missing``, ``note_too_long``."""
    order = access_order(viewer, number, lock=True)
    if viewer.kind == "staff":
        policies.require_staff(viewer, order.assignee_id)
    text = _clean_note(note)
    if not text:
        raise Refused("note_missing", "Write a note first.", pointer="note")
    _tell(order, clock.now(), viewer.actor, viewer.name, kind="note", note=text)
    bump(order.client_id, ROOM)


def mark_paid(order: OrderRecord, *, payment_id: UUID, amount_minor: int, actor: str, actor_name: str) -> OrderRecord:
    """Note that a locked order is paid, for the payments room: a submitted order becomes confirmed. Idempotent."""
    if order.payment_state == "paid":
        return order
    paid = _set_payment_state(order, "paid")
    _tell(paid, clock.now(), actor, actor_name, kind="payment", note="paid")
    event = OrderPaid(
        subject=f"order:{order.id}",
        actor=actor,
        number=order.number,
        client=str(order.client_id),
        payment=str(payment_id),
        currency=order.currency,
        amount_minor=amount_minor,
    )
    if order.state in ("submitted", "on_hold_credit"):
        paid = _change_state(paid, "confirmed", actor=actor, actor_name=actor_name)
    else:
        bump(order.client_id, ROOM)
    record(event)
    return paid


def mark_payment(order: OrderRecord, payment_state: str, *, note: str, actor: str, actor_name: str) -> OrderRecord:
    """Note that a payment of a locked order was announced, declined or rejected, for the payments room. ``note`` is a code of the history:
    ``announced``, ``declined``, ``rejected``."""
    changed = order if order.payment_state == payment_state else _set_payment_state(order, payment_state)
    _tell(changed, clock.now(), actor, actor_name, kind="payment", note=note)
    bump(order.client_id, ROOM)
    return changed


def move_to_client(from_client: UUID, *, client_id: UUID, member_id: UUID, actor: str, actor_name: str) -> int:
    """Give every order of a guest's pending client to the client of the person who placed them; how many there were."""
    tenant = current_scope().tenant_id
    found = row(
        "with moved as (update orders set client_id = %(client)s, member_id = %(member)s, version = version + 1"
        " where tenant_id = %(tenant)s and client_id = %(from)s returning id, state, status, assignee_id),"
        " told as (insert into order_history (tenant_id, id, order_id, seq, at, actor, actor_name, kind, note)"
        " select %(tenant)s, uuidv7(), m.id, (select coalesce(max(h.seq), 0) + 1 from order_history h"
        " where h.tenant_id = %(tenant)s and h.order_id = m.id), %(at)s, %(actor)s, %(name)s, 'note', 'moved_to_client' from moved m)"
        " select count(*) as n, array_agg(distinct assignee_id) as assignees from moved",
        **{"from": from_client},
        tenant=tenant,
        client=client_id,
        member=member_id,
        at=clock.now(),
        actor=actor,
        name=actor_name,
    )
    count = int(found.n) if found else 0
    bump(from_client, ROOM)
    bump(client_id, ROOM)
    staff_rooms = realtime.desk_rooms(*(found.assignees or () if found else ()))
    clients = (*realtime.client_rooms(from_client), *realtime.client_rooms(client_id, member_id))
    tell_pages((*staff_rooms, *clients), None, None)
    record(
        OrdersMoved(
            subject=f"client:{from_client}", actor=actor, client=str(client_id), member=str(member_id), orders=count
        )
    )
    return count


def _move(viewer: Viewer, order: OrderRecord, target: Status, walked: tuple[str, ...], note: str) -> OrderRecord:
    at = clock.now()
    text = _clean_note(note)
    state = walked[-1] if walked else order.state
    before = order.state
    for following in walked:
        states.require_edge(before, following)
        before = following
    moved = row(
        f"update orders o set state = %(state)s, status = %(status)s, status_kind = %(kind)s, status_name = %(name)s,"  # noqa: S608
        " status_since = %(at)s, status_due_at = %(due)s, completed_at = case when %(state)s = 'completed' then %(at)s end,"
        f" version = version + 1 where o.tenant_id = %(tenant)s and o.id = %(id)s and o.version = %(version)s returning {COLUMNS}",
        state=state,
        status=target.id,
        kind=target.kind,
        name=target.name,
        at=at,
        due=status_due(target, at),
        tenant=current_scope().tenant_id,
        id=order.id,
        version=order.version,
    )
    if moved is None:
        raise stale()
    _tell(
        order,
        at,
        viewer.actor,
        viewer.name,
        kind="moved",
        from_state=order.state,
        to_state=state,
        from_status=order.status,
        to_status=target.id,
        note=text,
    )
    return _announce(order, OrderRecord(*moved), viewer.actor)


def _change_state(order: OrderRecord, state: str, *, actor: str, actor_name: str) -> OrderRecord:
    states.require_edge(order.state, state)
    changed = row(
        "update orders o set state = %(state)s, version = version + 1 where o.tenant_id = %(tenant)s and o.id = %(id)s"  # noqa: S608
        f" and o.version = %(version)s returning {COLUMNS}",
        state=state,
        tenant=current_scope().tenant_id,
        id=order.id,
        version=order.version,
    )
    if changed is None:
        raise stale()
    _tell(order, clock.now(), actor, actor_name, kind="state", from_state=order.state, to_state=state)
    return _announce(order, OrderRecord(*changed), actor)


def _announce(before: OrderRecord, after: OrderRecord, actor: str) -> OrderRecord:
    bump(after.client_id, ROOM)
    subject = f"order:{after.id}"
    audit.record(
        "order.move",
        subject,
        actor,
        before={"state": before.state, "status": before.status},
        after={"state": after.state, "status": after.status},
    )
    record(
        OrderStatusChanged(
            subject=subject,
            actor=actor,
            number=after.number,
            client=str(after.client_id),
            from_status=before.status,
            to_status=after.status,
            status_name=after.status_name,
            status_kind=after.status_kind,
            from_state=before.state,
            to_state=after.state,
        )
    )
    return after


def _set_payment_state(order: OrderRecord, payment_state: str) -> OrderRecord:
    changed = row(
        "update orders o set payment_state = %(payment)s, version = version + 1"  # noqa: S608
        f" where o.tenant_id = %(tenant)s and o.id = %(id)s and o.version = %(version)s returning {COLUMNS}",
        payment=payment_state,
        tenant=current_scope().tenant_id,
        id=order.id,
        version=order.version,
    )
    if changed is None:
        raise stale()
    return OrderRecord(*changed)


def _tell(
    order: OrderRecord,
    at: datetime,
    actor: str,
    actor_name: str,
    *,
    kind: str,
    from_state: str | None = None,
    to_state: str | None = None,
    from_status: str | None = None,
    to_status: str | None = None,
    note: str = "",
    to_assignee: UUID | None = None,
) -> None:
    # The order's row is locked, so the next number of its history is free.
    execute(
        "insert into order_history (tenant_id, id, order_id, seq, at, actor, actor_name, kind, from_state, to_state, from_status,"
        " to_status, note) select %(tenant)s, %(id)s, %(order)s, coalesce(max(seq), 0) + 1, %(at)s, %(actor)s, %(name)s, %(kind)s,"
        " %(from_state)s, %(to_state)s, %(from_status)s, %(to_status)s, %(note)s from order_history"
        " where tenant_id = %(tenant)s and order_id = %(order)s",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        order=order.id,
        at=at,
        actor=actor,
        name=actor_name,
        kind=kind,
        from_state=from_state,
        to_state=to_state,
        from_status=from_status,
        to_status=to_status,
        note=note,
    )
    # Whose work it is is the seller's own business.
    clients = () if kind == "assigned" else realtime.client_rooms(order.client_id, order.member_id)
    tell_pages((*realtime.desk_rooms(order.assignee_id, to_assignee), *clients), order.id, order.number)


def tell_pages(rooms: tuple[str, ...], order_id: UUID | None, number: str | None) -> None:
    """Tell open pages that an order is not what it was; None: several are not."""
    realtime.publish(rooms, "order.changed", order=order_id, number=number)


def stale() -> Refused:
    """The answer to a change based on a version that is no longer the present one."""
    return Refused("stale", "This order changed in the meantime. Reload the page and try again.", status=409)


def _require_cancel(viewer: Viewer, order: OrderRecord) -> None:
    """Whatever way leads to the end of an order, the rule is one."""
    if viewer.kind == "staff":
        policies.require_staff(viewer, order.assignee_id)
    if not policies.may_cancel(viewer, order.state, order.member_id == viewer.member_id, order.assignee_id):
        raise Forbidden("This order is confirmed. Ask us to cancel it.", code="cancel_forbidden")


def _require_version(order: OrderRecord, expected: int | None) -> None:
    if expected is not None and order.version != expected:
        raise stale()


def _text(identity: UUID | None) -> str | None:
    return str(identity) if identity else None


def _clean_note(note: str) -> str:
    text = note.strip()
    if len(text) > NOTE_LENGTH:
        raise Refused("note_too_long", "Use at most {most} characters.", most=NOTE_LENGTH, pointer="note")
    return text


def status_due(status: Status, at: datetime) -> datetime | None:
    """Until when an order that comes to a status ``at`` this moment is to have left it, by the portal's calendar."""
    if not status.due_days:
        return None
    return clock.in_days(at, status.due_days, revisions.compiled(revisions.pointer()).timezone)
