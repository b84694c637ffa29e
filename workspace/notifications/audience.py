"""Whom a fact concerns, as the viewers they are: members who may see it, and the staff whose work it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from commerce.clients.viewer import viewers_of_client
from commerce.orders import policies
from foundation.db import row
from foundation.identity import staff
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is told of an order. Amounts are minor units of ``currency``; times the tenant's, UTC."""

    id: UUID
    number: str
    title: str
    client_id: UUID
    client_name: str
    member_id: UUID | None
    contact_name: str
    assignee_id: UUID | None
    currency: str
    gross_minor: int
    pipeline_hash: str
    status: str
    status_name: str
    status_kind: str
    due: object
    status_due: object

    @property
    def subject(self) -> str:
        return f"order:{self.id}"


def order_facts(order_id: UUID) -> OrderFacts | None:
    """The order as it is now; None for one that is gone."""
    found = row(
        "select o.id, o.number, o.title, o.client_id, c.name as client_name, o.member_id, o.contact_name, o.assignee_id, o.currency,"
        " o.gross_minor, o.pipeline_hash, o.status, o.status_name, o.status_kind, o.due_at, o.status_due_at"
        " from orders o join clients c on c.tenant_id = o.tenant_id and c.id = o.client_id"
        " where o.tenant_id = %(tenant)s and o.id = %(id)s",
        tenant=current_scope().tenant_id,
        id=order_id,
    )
    return OrderFacts(*found) if found else None


@dataclass(frozen=True, slots=True)
class Reader:
    """How far somebody has read a thread, in both countings, and whether they have written in it."""

    seq: int
    open_seq: int
    wrote: bool


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What is told of a conversation. ``order`` is None for the one with a client as a whole; ``readers`` by person."""

    id: UUID
    client_id: UUID
    client_name: str
    order: OrderFacts | None
    readers: Mapping[str, Reader]

    @property
    def subject(self) -> str:
        return f"thread:{self.id}"

    @property
    def about(self) -> str:
        """What it is about: the order's title, or whose conversation it is."""
        return self.order.title if self.order else self.client_name

    def read_to(self, viewer: Viewer) -> int:
        """How far somebody has read, in their own counting."""
        known = self.readers.get(viewer.actor)
        return (known.seq if viewer.kind == "staff" else known.open_seq) if known else 0

    def wrote(self, viewer: Viewer) -> bool:
        known = self.readers.get(viewer.actor)
        return known is not None and known.wrote


def thread_facts(thread_id: UUID) -> ThreadFacts | None:
    """The conversation with who reads it; None where nobody has written yet."""
    tenant = current_scope().tenant_id
    found = row(
        "select t.client_id, t.order_id, c.name, (select coalesce(jsonb_agg(jsonb_build_array(r.person, r.seq, r.open_seq, r.wrote)), '[]')"
        " from thread_reads r where r.tenant_id = t.tenant_id and r.thread_id = t.id) as readers"
        " from threads t join clients c on c.tenant_id = t.tenant_id and c.id = t.client_id"
        " where t.tenant_id = %(tenant)s and t.id = %(id)s",
        tenant=tenant,
        id=thread_id,
    )
    if found is None:
        return None
    readers = {person: Reader(seq, open_seq, wrote) for person, seq, open_seq, wrote in found.readers}
    order = order_facts(found.order_id) if found.order_id else None
    return ThreadFacts(thread_id, found.client_id, found.name, order, readers)


def members_of_thread(thread: ThreadFacts, compiled: Compiled) -> tuple[Viewer, ...]:
    """The client's members who read the conversation."""
    if thread.order is not None:
        return members_of_order(thread.order, compiled)
    return tuple(one for one in viewers_of_client(thread.client_id, compiled) if policies.sees_whole_client(one))


def takes_part(viewer: Viewer, thread: ThreadFacts) -> bool:
    """Whether a member is meant by what is said: their own order, a conversation they wrote in, their company's own where they may write."""
    if thread.wrote(viewer):
        return True
    if thread.order is None:
        return viewer.may("message.write")
    return thread.order.member_id is not None and thread.order.member_id == viewer.member_id


def staff_of_thread(thread: ThreadFacts, compiled: Compiled) -> tuple[Viewer, ...]:
    """Whose work the order is, or everybody who answers; and whoever of them has written there, as far as they still read it."""
    everybody = seated(compiled)
    assignee = thread.order.assignee_id if thread.order else None
    reading = [
        one
        for one in everybody
        if policies.reads_every_order(one) or (assignee is not None and one.staff_id == assignee)
    ]
    assigned = [one for one in reading if assignee is not None and one.staff_id == assignee]
    meant = assigned or [one for one in reading if one.owner or one.may("message.write")]
    return tuple(one for one in reading if one in meant or thread.wrote(one))


def members_of_order(order: OrderFacts, compiled: Compiled) -> tuple[Viewer, ...]:
    """The client's members who may see the order."""
    return tuple(one for one in viewers_of_client(order.client_id, compiled) if may_see(one, order.member_id))


def may_see(viewer: Viewer, placed_by: UUID | None) -> bool:
    """Whether a member of the order's client reads it: as ``commerce.orders.policies.reach`` says, for one order."""
    if policies.sees_whole_client(viewer):
        return True
    own = placed_by is not None and viewer.member_id == placed_by
    return own and (viewer.may("order.read") or viewer.client_state == "pending")


def staff_of_order(order: OrderFacts, compiled: Compiled, *, needs: str = "order.move") -> tuple[Viewer, ...]:
    """The person the order is assigned to; where there is none, everybody who reads every order and may do what ``needs`` names."""
    everybody = seated(compiled)
    assigned = tuple(one for one in everybody if one.staff_id == order.assignee_id)
    return assigned or tuple(
        one for one in everybody if policies.reads_every_order(one) and (one.owner or one.may(needs))
    )


def seated(compiled: Compiled) -> tuple[Viewer, ...]:
    """Everybody with a seat in this portal, as the viewers they are on its desk."""
    return tuple(
        Viewer(
            kind="staff",
            staff_id=one.id,
            name=one.name,
            email=one.email,
            owner=one.owner,
            roles=frozenset(
                role for role in one.roles if (known := compiled.roles.get(role)) and known.side == "seller"
            ),
            permissions=MappingProxyType(
                compiled.permissions(
                    {role for role in one.roles if (known := compiled.roles.get(role)) and known.side == "seller"}
                )
            ),
        )
        for one in staff.colleagues(current_scope().portal_id)
    )


def others(viewers: Iterable[Viewer], actor: str) -> tuple[Viewer, ...]:
    """Everybody but who did it."""
    return tuple(one for one in viewers if one.actor != actor)
