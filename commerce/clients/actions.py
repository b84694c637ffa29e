"""What happens to clients and their members; how people come to be members is in ``joining``. Every change bumps the member's ``access_version`` and
the client's ``members`` counter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from commerce.clients import policies, queries
from commerce.clients.events import ClientChanged, ClientRenamed, MemberChanged
from foundation import audit, clock
from foundation.db import execute, row, rows, uuid7, value
from foundation.errors import NotFound, Refused
from foundation.events import record
from foundation.identity.names import one_line
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled
from words import unsaid

NAME_LENGTH = 120
NUMBER_LENGTH = 60


def bump(client_id: UUID, room: str) -> None:
    """Count a change of what a client is shown of ``room``; fragments of older counts are no longer used."""
    execute(
        "insert into client_versions (tenant_id, id, client_id, room, n) values (%(tenant)s, %(id)s, %(client)s, %(room)s, 1)"
        " on conflict (tenant_id, client_id, room) do update set n = client_versions.n + 1",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        client=client_id,
        room=room,
    )


def create_client(viewer: Viewer, *, name: str, number: str | None = None) -> UUID:
    """A new approved client, made by staff. ``number`` is the seller's own customer number.

    Raises Forbidden, Refused ``name_missing`` or ``number_taken``.
    """
    policies.require_clients(viewer)
    client_id = uuid7()
    at = clock.now()
    made = execute(
        "insert into clients (tenant_id, id, name, number, state, source, created_at, approved_at) values"
        " (%(tenant)s, %(id)s, %(name)s, %(number)s, 'approved', 'staff', %(at)s, %(at)s)"
        " on conflict (tenant_id, number) do nothing",
        tenant=current_scope().tenant_id,
        id=client_id,
        name=clean_name(name),
        number=one_line(number or "")[:NUMBER_LENGTH] or None,
        at=at,
    )
    if not made:
        raise number_taken()
    audit.record("client.create", f"client:{client_id}", viewer.actor, after={"name": name, "state": "approved"})
    record(ClientChanged(subject=f"client:{client_id}", actor=viewer.actor, state="approved"))
    return client_id


def change_client(viewer: Viewer, client_id: UUID, *, name: str, number: str | None = None) -> None:
    """Give a client another name or customer number; no number is none. Raises Forbidden, NotFound, Refused ``name_missing``, ``number_taken``."""
    policies.require_clients(viewer)
    tenant = current_scope().tenant_id
    before = row(
        "select name, number from clients where tenant_id = %(tenant)s and id = %(id)s for update",
        tenant=tenant,
        id=client_id,
    )
    if before is None:
        raise NotFound()
    after = (clean_name(name), one_line(number or "")[:NUMBER_LENGTH] or None)
    if after == (before.name, before.number):
        return
    if after[1] is not None and value(
        "select 1 from clients where tenant_id = %(tenant)s and number = %(number)s and id <> %(id)s",
        tenant=tenant,
        number=after[1],
        id=client_id,
    ):
        raise number_taken()
    execute(
        "update clients set name = %(name)s, number = %(number)s where tenant_id = %(tenant)s and id = %(id)s",
        name=after[0],
        number=after[1],
        tenant=tenant,
        id=client_id,
    )
    bump(client_id, "members")
    audit.record(
        "client.rename",
        f"client:{client_id}",
        viewer.actor,
        before={"name": before.name, "number": before.number},
        after={"name": after[0], "number": after[1]},
    )
    record(ClientRenamed(subject=f"client:{client_id}", actor=viewer.actor))


def approve_client(viewer: Viewer, client_id: UUID) -> None:
    """Approve a pending client, or lift a suspension. Raises Forbidden, NotFound, Refused ``wrong_state``."""
    _change_state(viewer, client_id, "approved", from_states=("pending", "suspended"))


def suspend_client(viewer: Viewer, client_id: UUID) -> None:
    """Suspend a client: its members may read and pay, not order. Raises Forbidden, NotFound, Refused ``wrong_state``."""
    _change_state(viewer, client_id, "suspended", from_states=("approved",))


def _change_state(viewer: Viewer, client_id: UUID, state: str, *, from_states: tuple[str, ...]) -> None:
    policies.require_clients(viewer)
    tenant = current_scope().tenant_id
    before = value(
        "select state from clients where tenant_id = %(tenant)s and id = %(id)s for update", tenant=tenant, id=client_id
    )
    if before is None:
        raise NotFound()
    if before == state:
        return
    if before not in from_states:
        raise Refused(
            "wrong_state", "This client is {before} and cannot become {state}.", before=before, state=state, status=409
        )
    execute(
        "update clients set state = %(state)s, approved_at = coalesce(approved_at, %(at)s)"
        " where tenant_id = %(tenant)s and id = %(id)s",
        state=state,
        at=clock.now(),
        tenant=tenant,
        id=client_id,
    )
    execute(
        "update members set access_version = access_version + 1 where tenant_id = %(tenant)s and client_id = %(client)s",
        tenant=tenant,
        client=client_id,
    )
    bump(client_id, "members")
    audit.record("client.state", f"client:{client_id}", viewer.actor, before={"state": before}, after={"state": state})
    record(ClientChanged(subject=f"client:{client_id}", actor=viewer.actor, state=state, before=before))


NAME = unsaid("Enter a name, with at most 120 characters.")


def clean_name(name: str, *, pointer: str = "name", message: str = NAME) -> str:
    """A name on one line, with single spaces. Raises Refused ``name_missing``."""
    cleaned = one_line(name)
    if not cleaned or len(cleaned) > NAME_LENGTH:
        raise Refused("name_missing", message, pointer=pointer)
    return cleaned


def number_taken() -> Refused:
    """The answer to a customer number that another client has."""
    return Refused("number_taken", "Another client has this number. Choose a different one.", pointer="number")


def set_roles(viewer: Viewer, member_id: UUID, roles: Collection[str], *, compiled: Compiled | None = None) -> None:
    """Give a member other roles. Raises NotFound, Forbidden (also ``member_beyond_own``), Refused ``unknown_role``, ``roles_missing``, ``last_administrator``."""
    document = compiled or queries.current_document()
    member = queries.access_member(viewer, member_id, lock=True)
    policies.require_reach(viewer, member.roles, document)
    granted = policies.require_grant(viewer, roles, document)
    if member.state == "active" and policies.MANAGE not in document.permissions(granted):
        _keep_an_administrator(member, document)
    change_member(viewer, member, state=member.state, roles=granted)


def disable_member(viewer: Viewer, member_id: UUID, *, compiled: Compiled | None = None) -> None:
    """Close a member's place. Raises NotFound, Forbidden (also ``member_beyond_own``), Refused ``last_administrator`` for the last one who manages
    members."""
    document = compiled or queries.current_document()
    member = queries.access_member(viewer, member_id, lock=True)
    policies.require_reach(viewer, member.roles, document)
    if member.state == "disabled":
        return
    if member.state == "active":
        _keep_an_administrator(member, document)
    change_member(viewer, member, state="disabled", roles=member.roles)


def enable_member(viewer: Viewer, member_id: UUID, *, compiled: Compiled | None = None) -> None:
    """Open a disabled place again. Raises NotFound, Forbidden, Refused ``roles_missing``."""
    member = queries.access_member(viewer, member_id, lock=True)
    if member.state != "disabled":
        return
    policies.require_grant(viewer, member.roles, compiled or queries.current_document())
    change_member(viewer, member, state="active" if member.account_id else "invited", roles=member.roles)


def change_member(viewer: Viewer, member: queries.MemberFacts, *, state: str, roles: Collection[str]) -> None:
    """Write a locked member's state and roles, count it and announce it. Whether ``viewer`` may is asked before."""
    execute(
        "update members set state = %(state)s, roles = %(roles)s, access_version = access_version + 1"
        " where tenant_id = %(tenant)s and id = %(id)s",
        state=state,
        roles=list(roles),
        tenant=current_scope().tenant_id,
        id=member.id,
    )
    bump(member.client_id, "members")
    subject = f"member:{member.id}"
    audit.record(
        "member.change",
        subject,
        viewer.actor,
        before={"state": member.state, "roles": list(member.roles)},
        after={"state": state, "roles": list(roles)},
    )
    record(
        MemberChanged(
            subject=subject, actor=viewer.actor, client=str(member.client_id), state=state, roles=",".join(roles)
        )
    )


def _keep_an_administrator(member: queries.MemberFacts, document: Compiled) -> None:
    """Raises Refused ``last_administrator`` when nobody else at the client could manage members; the client's members are locked."""
    if policies.MANAGE not in document.permissions(member.roles):
        return
    others = rows(
        "select roles from members where tenant_id = %(tenant)s and client_id = %(client)s and state = 'active'"
        " and id <> %(id)s",
        tenant=current_scope().tenant_id,
        client=member.client_id,
        id=member.id,
    )
    if not any(policies.MANAGE in document.permissions(other.roles) for other in others):
        raise Refused(
            "last_administrator",
            "This is the last person who manages members here. Give somebody else that role first.",
            status=409,
        )


def note_seen(session_hash: bytes, member_id: UUID, *, at: datetime | None = None) -> None:
    """Note that a session is in use and that its member was here, now or ``at`` (real time): one statement, at most once a minute."""
    execute(
        "with used as (update sessions set seen_at = %(at)s where tenant_id = %(tenant)s and id_hash = %(session)s)"
        " update members set seen_at = %(at)s where tenant_id = %(tenant)s and id = %(member)s",
        at=at or clock.real_now(),
        tenant=current_scope().tenant_id,
        session=session_hash,
        member=member_id,
    )


def switch_member(viewer: Viewer, member_id: UUID) -> None:
    """Act for another of one's own clients in this session. Raises NotFound for a place that is not one's own."""
    tenant = current_scope().tenant_id
    moved = execute(
        "update sessions set member_id = %(member)s where tenant_id = %(tenant)s and id_hash = %(session)s"
        " and account_id = %(account)s and exists (select 1 from members m"
        " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id where m.tenant_id = %(tenant)s"
        " and m.id = %(member)s and m.account_id = %(account)s and m.state = 'active' and c.state <> 'closed')",
        member=member_id,
        tenant=tenant,
        session=viewer.session_id,
        account=viewer.account_id,
    )
    if not moved:
        raise NotFound()
