"""Reading clients and members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.clients import policies
from foundation import revisions
from foundation.db import row, rows
from foundation.errors import NotFound
from foundation.identity import tokens
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A client as its own members and staff see it. Times are the tenant's, UTC."""

    id: UUID
    name: str
    number: str | None
    state: str
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member as those who manage members see them."""

    id: UUID
    client_id: UUID
    account_id: UUID | None
    email: str
    name: str
    roles: tuple[str, ...]
    state: str
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """One of an account's clients, for the switcher."""

    member_id: UUID
    client_id: UUID
    client_name: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation's page shows before it is accepted. ``has_password``: the invited address signs in with a password already."""

    member_id: UUID
    client_name: str
    email: str
    name: str
    has_password: bool


def current_document() -> Compiled:
    """The document the entered tenant serves."""
    return revisions.compiled(revisions.pointer())


def access_client(viewer: Viewer, client_id: UUID) -> ClientFacts:
    """A client, for staff who read orders or manage members and for its own members. Raises NotFound."""
    staff = viewer.kind == "staff" and (viewer.owner or viewer.may("order.read") or viewer.may(policies.MANAGE))
    if not staff and (viewer.kind != "member" or viewer.client_id != client_id):
        raise NotFound()
    found = row(
        "select id, name, number, state, source, created_at from clients where tenant_id = %(tenant)s and id = %(id)s",
        tenant=current_scope().tenant_id,
        id=client_id,
    )
    if found is None:
        raise NotFound()
    return ClientFacts(*found)


def list_clients(viewer: Viewer, *, limit: int = 100) -> tuple[ClientFacts, ...]:
    """Clients by name, for staff. Raises Forbidden."""
    policies.require_clients(viewer)
    found = rows(
        "select id, name, number, state, source, created_at from clients where tenant_id = %(tenant)s"
        " and state <> 'closed' order by name, id limit %(limit)s",
        tenant=current_scope().tenant_id,
        limit=limit,
    )
    return tuple(ClientFacts(*one) for one in found)


def client_names(viewer: Viewer, *, limit: int = 200) -> tuple[tuple[UUID, str], ...]:
    """Ids and names of the first clients by name, for staff who read orders: what a list of orders is narrowed by. Raises NotFound."""
    if viewer.kind != "staff" or not (viewer.owner or viewer.may("order.read")):
        raise NotFound()
    found = rows(
        "select id, name from clients where tenant_id = %(tenant)s and state <> 'closed' order by name, id limit %(limit)s",
        tenant=current_scope().tenant_id,
        limit=limit,
    )
    return tuple((one.id, one.name) for one in found)


def list_members(viewer: Viewer, client_id: UUID) -> tuple[MemberFacts, ...]:
    """A client's members by name. Raises NotFound, Forbidden."""
    policies.require_members(viewer, client_id)
    found = rows(
        f"select {_MEMBER} from members where tenant_id = %(tenant)s and client_id = %(client)s order by name, id",  # noqa: S608
        tenant=current_scope().tenant_id,
        client=client_id,
    )
    return tuple(_member(one) for one in found)


def access_member(viewer: Viewer, member_id: UUID, *, lock: bool = False) -> MemberFacts:
    """A member whom the viewer may manage; ``lock`` holds every member of the client until the end of the transaction, so that two changes
    cannot both remove the last administrator. Raises NotFound, Forbidden."""
    tenant = current_scope().tenant_id
    found = row(
        f"select {_MEMBER} from members where tenant_id = %(tenant)s and id = %(id)s",  # noqa: S608
        tenant=tenant,
        id=member_id,
    )
    if found is None:
        raise NotFound()
    policies.require_members(viewer, found.client_id)
    if not lock:
        return _member(found)
    locked = rows(
        f"select {_MEMBER} from members where tenant_id = %(tenant)s and client_id = %(client)s order by id for update",  # noqa: S608
        tenant=tenant,
        client=found.client_id,
    )
    return next(_member(one) for one in locked if one.id == member_id)


def places(account_id: UUID) -> tuple[Place, ...]:
    """The clients an account may act for, by name."""
    found = rows(
        "select m.id as member_id, c.id as client_id, c.name from members m join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id"
        " where m.tenant_id = %(tenant)s and m.account_id = %(account)s and m.state = 'active' and c.state <> 'closed'"
        " order by c.name, m.id",
        tenant=current_scope().tenant_id,
        account=account_id,
    )
    return tuple(Place(*one) for one in found)


def read_invitation(token: str) -> Invitation:
    """What an invitation says, without using it up. Raises Refused ``link_used_up``."""
    opened = tokens.peek("invitation", token)
    found = row(
        "select m.id, c.name, m.email, m.name as member_name, a.password_hash is not null as has_password from members m"
        " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id"
        " left join accounts a on a.tenant_id = m.tenant_id and a.email = m.email"
        " where m.tenant_id = %(tenant)s and m.id = %(id)s and m.state = 'invited' and c.state <> 'closed'",
        tenant=current_scope().tenant_id,
        id=UUID(opened.payload["member"]),
    )
    if found is None:
        raise policies.used_up()
    return Invitation(found.id, found.name, found.email, found.member_name, found.has_password)


_MEMBER = "id, client_id, account_id, email, name, roles, state, joined_at"


def _member(found: Any) -> MemberFacts:
    return MemberFacts(
        found.id,
        found.client_id,
        found.account_id,
        found.email,
        found.name,
        tuple(found.roles),
        found.state,
        found.joined_at,
    )
