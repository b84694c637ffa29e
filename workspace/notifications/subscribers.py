"""Facts of other rooms that people are told of. Each runs once for an event, after the transaction that made it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from commerce.clients.events import MemberJoined
from commerce.clients.viewer import viewers_of_client
from commerce.orders.events import OrderAssigned, OrderPaid, OrderPlaced, OrderStatusChanged
from foundation import revisions
from foundation.db import row
from foundation.events import on
from foundation.events.record import Recorded
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled
from workspace.conversations.events import MessagePosted
from workspace.notifications import letters, links, unseen
from workspace.notifications.actions import Telling, announce, kind_for
from workspace.notifications.audience import (
    OrderFacts,
    members_of_order,
    members_of_thread,
    order_facts,
    others,
    seated,
    staff_of_order,
    staff_of_thread,
    takes_part,
    thread_facts,
)
from workspace.tasks.events import TaskAssigned


@on(OrderPlaced, joined=False)
def tell_of_order(event: OrderPlaced, recorded: Recorded) -> None:
    """The seller's people, and colleagues of whoever ordered. The person who ordered gets the confirmation of ``commerce.checkout``."""
    found = _order(event.subject)
    if found is None:
        return
    order, compiled = found
    actor = order.contact_name
    parts = _parts(order, actor)
    write = partial(letters.order_placed, order=order, compiled=compiled, recorded=recorded, actor=actor)
    announce(
        recorded,
        [
            Telling(one, kind_for(one, "order_placed"), order.subject, _sided(parts, one), write)
            for one in others([*members_of_order(order, compiled), *staff_of_order(order, compiled)], event.actor)
            if one.member_id is None or one.member_id != order.member_id
        ],
        compiled,
    )


@on(OrderStatusChanged, joined=False)
def tell_of_move(event: OrderStatusChanged, recorded: Recorded) -> None:
    """Members hear of every move, staff of those a client made. What only changed the state is told by the payment or not at all."""
    if event.from_status == event.to_status:
        return
    found = _order(event.subject)
    if found is None:
        return
    order, compiled = found
    happened = row(
        "select actor_name, note from order_history where tenant_id = %(tenant)s and order_id = %(order)s and actor = %(actor)s"
        " and to_status = %(status)s and at <= %(at)s order by seq desc limit 1",
        tenant=current_scope().tenant_id,
        order=order.id,
        actor=event.actor,
        status=event.to_status,
        at=recorded.at,
    )
    actor = happened.actor_name if happened and happened.actor_name else compiled.name
    note = happened.note if happened else ""
    parts = _parts(order, actor) | {"status": event.status_name, "status_kind": event.status_kind}
    write = partial(
        letters.order_moved,
        order=order,
        compiled=compiled,
        recorded=recorded,
        status=event.to_status,
        note=note,
        actor=actor,
    )
    told = list(members_of_order(order, compiled))
    if event.actor.startswith("member:"):
        told += staff_of_order(order, compiled)
    announce(
        recorded,
        [
            Telling(one, kind_for(one, _whose(one, order)), order.subject, _sided(parts, one), write)
            for one in others(told, event.actor)
        ],
        compiled,
    )


def _whose(viewer: Viewer, order: OrderFacts) -> str:
    own = viewer.kind == "staff" or viewer.member_id == order.member_id
    return "order_moved" if own else "order_moved_other"


@on(OrderPaid, joined=False)
def tell_of_payment(event: OrderPaid, recorded: Recorded) -> None:
    """Both sides, but not who paid or noted the payment."""
    found = _order(event.subject)
    if found is None:
        return
    order, compiled = found
    parts = _parts(order, "")
    write = partial(letters.order_paid, order=order, compiled=compiled, recorded=recorded)
    announce(
        recorded,
        [
            Telling(one, kind_for(one, "order_paid"), order.subject, _sided(parts, one), write)
            for one in others([*members_of_order(order, compiled), *staff_of_order(order, compiled)], event.actor)
        ],
        compiled,
    )


@on(OrderAssigned, joined=False)
def tell_of_assignment(event: OrderAssigned, recorded: Recorded) -> None:
    """Whose work it is now; not who took it for themselves."""
    found = _order(event.subject)
    if found is None or event.assignee is None:
        return
    order, compiled = found
    everybody = seated(compiled)
    actor = next((one.name for one in everybody if one.actor == event.actor), compiled.name)
    write = partial(letters.order_assigned, order=order, compiled=compiled, recorded=recorded, actor=actor)
    announce(
        recorded,
        [
            Telling(one, kind_for(one, "order_assigned"), order.subject, _parts(order, actor), write)
            for one in others(everybody, event.actor)
            if one.staff_id == UUID(event.assignee)
        ],
        compiled,
    )


@on(MemberJoined, joined=False)
def tell_of_colleague(event: MemberJoined, recorded: Recorded) -> None:
    """Whoever manages members, on both sides."""
    compiled = _document()
    client_id = UUID(event.client)
    about = row(
        "select coalesce(nullif(m.name, ''), m.email) as name, c.name as client from members m"
        " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id where m.tenant_id = %(tenant)s and m.id = %(id)s",
        tenant=current_scope().tenant_id,
        id=UUID(event.subject.removeprefix("member:")),
    )
    if about is None:
        return
    parts = {"actor": about.name, "client": about.client}

    def write(telling: Telling) -> None:
        url = (
            links.desk_url(f"/clients/{client_id}/members")
            if telling.viewer.kind == "staff"
            else f"{current_scope().origin}{_team_of(telling.viewer, compiled)}"
        )
        letters.member_joined(telling, compiled, recorded, name=about.name, client=about.client, url=url)

    everybody = [*viewers_of_client(client_id, compiled), *seated(compiled)]
    announce(
        recorded,
        [
            Telling(one, kind_for(one, "member_joined"), event.subject, parts, write)
            for one in others(everybody, event.actor)
            if one.owner or one.may("member.manage")
        ],
        compiled,
    )


def _team_of(viewer: Viewer, compiled: Compiled) -> str:
    """Where a member sees their colleagues; the first page, where they are shown no such tab."""
    return next((f"/t/{tab.slug}" for tab in compiled.tabs if tab.type == "team" and viewer.sees(tab.see)), "/")


@on(MessagePosted, joined=True)
def watch_for_unseen(event: MessagePosted, recorded: Recorded) -> None:
    """Two minutes later somebody looks who has not read it."""
    if not event.internal:
        unseen.watch(UUID(event.subject.removeprefix("thread:")), event.message, recorded.at)


@on(MessagePosted, joined=False)
def tell_of_message(event: MessagePosted, recorded: Recorded) -> None:
    """Members of what staff and colleagues say, staff of what clients say; notes between staff only to staff. Not who has read it already, and not
    what was taken back."""
    thread = thread_facts(UUID(event.subject.removeprefix("thread:")))
    said = row(
        "select seq, open_seq, author_name, side from messages where tenant_id = %(tenant)s and id = %(id)s and removed_at is null",
        tenant=current_scope().tenant_id,
        id=UUID(event.message),
    )
    if thread is None or said is None:
        return
    compiled = _document()
    hearing: list[tuple[Viewer, str]] = []
    if event.internal:
        hearing = [(one, "note") for one in staff_of_thread(thread, compiled)]
    else:
        hearing = [
            (one, "message" if takes_part(one, thread) else "message_other")
            for one in members_of_thread(thread, compiled)
        ]
        if said.side == "client":
            hearing += [(one, "message") for one in staff_of_thread(thread, compiled)]
    parts = {"actor": said.author_name, "client": thread.client_name}
    if thread.order is not None:
        parts = _parts(thread.order, said.author_name)
    announce(
        recorded,
        [
            Telling(
                one,
                kind_for(one, kind),
                thread.subject,
                _sided(parts, one),
                thread_id=thread.id,
                seq=place,
            )
            for one, kind in hearing
            if one.actor != event.actor
            and thread.read_to(one) < (place := said.seq if one.kind == "staff" else said.open_seq)
        ],
        compiled,
    )


@on(TaskAssigned, joined=False)
def tell_of_task(event: TaskAssigned, recorded: Recorded) -> None:
    """Whose task it is now; not who took it for themselves."""
    if event.assignee is None:
        return
    task = row(
        "select t.title, t.due_on, o.number, o.title as order_title, coalesce(oc.name, c.name) as client from tasks t"
        " left join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id"
        " left join clients oc on oc.tenant_id = o.tenant_id and oc.id = o.client_id"
        " left join clients c on c.tenant_id = t.tenant_id and c.id = t.client_id"
        " where t.tenant_id = %(tenant)s and t.id = %(id)s and t.removed_at is null",
        tenant=current_scope().tenant_id,
        id=UUID(event.subject.removeprefix("task:")),
    )
    if task is None:
        return
    compiled = _document()
    everybody = seated(compiled)
    actor = next((one.name for one in everybody if one.actor == event.actor), compiled.name)
    about = " · ".join(part for part in (task.client, task.number, task.order_title) if part)
    url = links.desk_url(f"/orders/{task.number}" if task.number else "/tasks")
    write = partial(
        letters.task_assigned,
        compiled=compiled,
        recorded=recorded,
        title=task.title,
        actor=actor,
        client=task.client or "",
        number=task.number or "",
        about=about,
        due=task.due_on,
        url=url,
    )
    parts = {"actor": actor, "task": task.title, "number": task.number or "", "client": task.client or ""}
    subject = f"order:{event.order}" if event.order else event.subject
    announce(
        recorded,
        [
            Telling(one, kind_for(one, "task_assigned"), subject, parts, write)
            for one in others(everybody, event.actor)
            if one.staff_id == UUID(event.assignee)
        ],
        compiled,
    )


def _document() -> Compiled:
    return revisions.compiled(revisions.pointer())


def _order(subject: str) -> tuple[OrderFacts, Compiled] | None:
    order = order_facts(UUID(subject.removeprefix("order:")))
    return (order, _document()) if order is not None else None


def _parts(order: OrderFacts, actor: str) -> dict[str, str]:
    return {"actor": actor, "number": order.number, "title": order.title, "client": order.client_name}


def _sided(parts: dict[str, str], viewer: Viewer) -> dict[str, str]:
    """A member knows their own company; only staff are told whose order it is."""
    return parts if viewer.kind == "staff" else {name: part for name, part in parts.items() if name != "client"}
