"""Reading clients and members."""

from __future__ import annotations

from collections.abc import Collection
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
    invited_at: datetime | None
    seen_at: datetime | None

    @property
    def called(self) -> str:
        """The name, or the address of somebody who has not told theirs."""
        return self.name or self.email


@dataclass(frozen=True, slots=True)
class SandboxPerson:
    """A person of a sandbox's sample clients; ``roles`` are ids of the document, whether or not it still has them."""

    id: UUID
    name: str
    client_name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """Some of a client's members and how many there are in all."""

    members: tuple[MemberFacts, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ClientNoteFacts:
    """What staff wrote down about a client. ``author_name`` is what they were called then."""

    id: UUID
    client_id: UUID
    text: str
    pinned: bool
    author_id: UUID
    author_name: str
    created_at: datetime
    edited_at: datetime | None


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
    """A client, for staff who read every order or manage members and for its own members. Raises NotFound."""
    if not policies.reads_every_client(viewer) and (viewer.kind != "member" or viewer.client_id != client_id):
        raise NotFound()
    found = row(
        "select id, name, number, state, source, created_at from clients where tenant_id = %(tenant)s and id = %(id)s",
        tenant=current_scope().tenant_id,
        id=client_id,
    )
    if found is None:
        raise NotFound()
    return ClientFacts(*found)


def client_names(viewer: Viewer, *, limit: int = 200) -> tuple[tuple[UUID, str], ...]:
    """Ids and names of the first clients by name, for staff who read every order: what a list of orders is narrowed by. Raises NotFound."""
    if not policies.reads_every_client(viewer):
        raise NotFound()
    found = rows(
        "select id, name from clients where tenant_id = %(tenant)s and state <> 'closed' order by name, id limit %(limit)s",
        tenant=current_scope().tenant_id,
        limit=limit,
    )
    return tuple((one.id, one.name) for one in found)


def client_notes(viewer: Viewer, client_id: UUID) -> tuple[ClientNoteFacts, ...]:
    """The notes on a client, pinned ones first, each newest first; at most 100. Raises NotFound for anybody but staff who read every client."""
    if not policies.reads_every_client(viewer):
        raise NotFound()
    found = rows(
        f"select {_NOTE} from client_notes where tenant_id = %(tenant)s and client_id = %(client)s and removed_at is null"  # noqa: S608
        " order by pinned desc, created_at desc, id desc limit 100",
        tenant=current_scope().tenant_id,
        client=client_id,
    )
    return tuple(ClientNoteFacts(*one) for one in found)


def access_note(viewer: Viewer, note_id: UUID, *, lock: bool = False) -> ClientNoteFacts:
    """One note, a removed one too; ``lock`` holds it until the transaction ends. Raises NotFound."""
    if not policies.reads_every_client(viewer):
        raise NotFound()
    found = row(
        f"select {_NOTE} from client_notes where tenant_id = %(tenant)s and id = %(id)s"  # noqa: S608
        + (" for update" if lock else ""),
        tenant=current_scope().tenant_id,
        id=note_id,
    )
    if found is None:
        raise NotFound()
    return ClientNoteFacts(*found)


_NOTE = "id, client_id, text, pinned, author_id, author_name, created_at, edited_at"


def sandbox_people(*, limit: int = 60) -> tuple[SandboxPerson, ...]:
    """Active people of the entered sandbox, by client and name; none in a live tenant, whose people nobody looks at the portal as."""
    scope = current_scope()
    if scope.mode != "sandbox":
        return ()
    found = rows(
        "select m.id, coalesce(nullif(a.name, ''), m.name, a.email) as name, c.name as client_name, m.roles from members m"
        " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id and c.state <> 'closed'"
        " join accounts a on a.tenant_id = m.tenant_id and a.id = m.account_id and a.state = 'active'"
        " where m.tenant_id = %(tenant)s and m.state = 'active' order by c.created_at, c.id, m.joined_at, m.id limit %(limit)s",
        tenant=scope.tenant_id,
        limit=limit,
    )
    return tuple(SandboxPerson(one.id, one.name, one.client_name, tuple(one.roles)) for one in found)


def page_members(viewer: Viewer, client_id: UUID, *, search: str = "", number: int = 1, size: int = 50) -> Members:
    """Page ``number`` of a client's members: active ones, then invited, then closed places, each by name. ``search`` finds a part of a name or
    an address. One statement. Raises NotFound, Forbidden."""
    policies.require_reading(viewer, client_id)
    found = rows(
        f"select {_MEMBER}, count(*) over () as total from members where tenant_id = %(tenant)s and client_id = %(client)s"  # noqa: S608
        f" and {_THERE} and (%(needle)s = '' or strpos(lower(name), %(needle)s) > 0 or strpos(email, %(needle)s) > 0)"
        " order by array_position(array['active', 'invited', 'disabled'], state), lower(coalesce(nullif(name, ''), email)), id"
        " limit %(size)s offset %(skip)s",
        tenant=current_scope().tenant_id,
        client=client_id,
        needle=" ".join(search.split()).lower(),
        size=size,
        skip=(number - 1) * size,
    )
    return Members(tuple(_member(one) for one in found), found[0].total if found else 0)


def people_by_role(roles: Collection[str]) -> dict[str, tuple[int, int]]:
    """Role → (people, clients they belong to) of the entered tenant, for the roles asked about: whom a change of a role would reach."""
    found = rows(
        "select r.role, count(*) as people, count(distinct m.client_id) as clients from members m"
        " join unnest(%(roles)s::text[]) as r(role) on r.role = any(m.roles)"
        " where m.tenant_id = %(tenant)s and m.state = 'active' group by r.role",
        tenant=current_scope().tenant_id,
        roles=list(roles),
    )
    return {each.role: (each.people, each.clients) for each in found}


def access_member(viewer: Viewer, member_id: UUID, *, lock: bool = False) -> MemberFacts:
    """A member whom the viewer may manage, or look at where nothing is locked; ``lock`` holds every member of the client until the end of the transaction, so that two changes
    cannot both remove the last administrator. Raises NotFound, Forbidden."""
    tenant = current_scope().tenant_id
    found = row(
        f"select {_MEMBER} from members where tenant_id = %(tenant)s and id = %(id)s",  # noqa: S608
        tenant=tenant,
        id=member_id,
    )
    if found is None:
        raise NotFound()
    if not lock:
        policies.require_reading(viewer, found.client_id)
        return _member(found)
    policies.require_members(viewer, found.client_id)
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


# The note in the place outlives sessions and is up to a minute old; a session that was opened just now knows better. Until somebody with several
# places has chosen one, it says nothing of any of them.
_MEMBER = (
    "id, client_id, account_id, email, name, roles, state, joined_at, invited_at, greatest(seen_at, (select max(s.seen_at)"
    " from sessions s where s.tenant_id = members.tenant_id and s.account_id = members.account_id and (s.member_id = members.id or s.member_id is null"
    " and not exists (select 1 from members x where x.tenant_id = members.tenant_id and x.account_id = members.account_id"
    " and x.id <> members.id)))) as seen_at"
)
_THERE = "(state <> 'disabled' or account_id is not null)"


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
        found.invited_at,
        found.seen_at,
    )
