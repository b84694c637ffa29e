"""What happens to clients and their members. Every change bumps the member's ``access_version`` and the client's ``members`` counter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from commerce.clients import invitations, policies, queries
from commerce.clients.events import ClientChanged, ClientRenamed, MemberChanged, MemberInvited, MemberJoined
from foundation import audit, clock
from foundation.db import execute, row, rows, uuid7, value
from foundation.errors import Forbidden, NotFound, Refused
from foundation.events import record
from foundation.identity import accounts, limits, tokens
from foundation.identity.addresses import clean_address
from foundation.identity.names import one_line
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled

NAME_LENGTH = 120
NUMBER_LENGTH = 60
NOTE_LENGTH = 4000
INVITATIONS_A_DAY = 200
"""Letters that one client's own members may have sent to people who have not joined."""
JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Joined:
    """Who an invitation or a guest's link turned out to be. ``moved_from``: the pending client that was given up for ``client_id``."""

    account_id: UUID
    member_id: UUID
    client_id: UUID
    moved_from: UUID | None = None


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
        raise Refused("wrong_state", f"This client is {before} and cannot become {state}.", status=409)
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


def invite_member(
    viewer: Viewer,
    client_id: UUID,
    *,
    email: str,
    name: str = "",
    roles: Collection[str],
    compiled: Compiled | None = None,
) -> UUID:
    """Ask a person to join a client: the member's id. The mail with the link follows from ``MemberInvited``. Inviting again somebody who has
    not joined yet takes the new name and roles and sends a new link.

    Raises NotFound, Forbidden (also ``role_beyond_own``, ``member_beyond_own``), TooMany, Refused ``bad_address``, ``roles_missing``,
    ``unknown_role``, ``member_exists``, ``client_closed``.
    """
    document = compiled or queries.current_document()
    policies.require_members(viewer, client_id)
    address = clean_address(email)
    granted = policies.require_grant(viewer, roles, document)
    _spend_invitations(viewer, client_id, 1)
    return _invite(viewer, client_id, address, name, granted, document)


def invite_members(
    viewer: Viewer, client_id: UUID, *, addresses: str, roles: Collection[str], compiled: Compiled | None = None
) -> invitations.Checked:
    """Ask everybody in a pasted list to join a client with ``roles``: who was asked, and who was left out and why. One that cannot be invited
    keeps nobody else from it; the same list sent twice within a minute sends each letter once.

    Raises what ``check_invitations`` raises, TooMany, Refused ``client_closed``.
    """
    document = compiled or queries.current_document()
    checked = invitations.check_invitations(viewer, client_id, addresses=addresses, roles=roles, compiled=document)
    _spend_invitations(viewer, client_id, len(checked.ready))
    for one in checked.ready:
        _invite(viewer, client_id, one.email, one.name, checked.roles, document, patient=True)
    return checked


def invite_again(viewer: Viewer, member_id: UUID, *, compiled: Compiled | None = None) -> None:
    """Send a new link to somebody who has not joined. Raises NotFound, Forbidden, TooMany, Refused ``not_invited``."""
    member = _invited(viewer, member_id, compiled)
    _spend_invitations(viewer, member.client_id, 1)
    _invite(viewer, member.client_id, member.email, "", member.roles, compiled or queries.current_document())


def withdraw_invitation(viewer: Viewer, member_id: UUID, *, compiled: Compiled | None = None) -> None:
    """Take an invitation back: its links stop working, and the person is no longer listed. They may be invited again.
    Raises NotFound, Forbidden, Refused ``not_invited``."""
    member = _invited(viewer, member_id, compiled)
    tokens.withdraw("invitation", member.email, about={"member": str(member.id)})
    _change_member(viewer, member, state="disabled", roles=member.roles)


def _invited(viewer: Viewer, member_id: UUID, compiled: Compiled | None) -> queries.MemberFacts:
    member = queries.access_member(viewer, member_id, lock=True)
    policies.require_reach(viewer, member.roles, compiled or queries.current_document())
    if member.state != "invited":
        raise Refused("not_invited", "This person has joined already, or the invitation was withdrawn.", status=409)
    return member


def _spend_invitations(viewer: Viewer, client_id: UUID, letters: int) -> None:
    if viewer.kind == "member" and letters:
        limits.spend("invitations", str(client_id), INVITATIONS_A_DAY, timedelta(days=1), uses=letters)


def _invite(
    viewer: Viewer,
    client_id: UUID,
    address: str,
    name: str,
    granted: tuple[str, ...],
    document: Compiled,
    *,
    patient: bool = False,
) -> UUID:
    """Make or renew the invited place and announce it. ``patient``: one that was announced a moment ago is left as it is."""
    tenant = current_scope().tenant_id
    state = value(
        "select state from clients where tenant_id = %(tenant)s and id = %(id)s for share", tenant=tenant, id=client_id
    )
    if state is None:
        raise NotFound()
    if state == "closed":
        raise Refused("client_closed", "This client is closed. Nobody can join it any more.", status=409)
    if viewer.kind == "member":
        there = row(
            "select id, state, roles, invited_at from members where tenant_id = %(tenant)s and client_id = %(client)s and email = %(email)s",
            tenant=tenant,
            client=client_id,
            email=address,
        )
        if there is not None and there.state == "invited":
            policies.require_reach(viewer, there.roles, document)
    member_id = uuid7()
    at = clock.now()
    found = row(
        "insert into members (tenant_id, id, client_id, email, name, roles, state, created_at, invited_at) values"
        " (%(tenant)s, %(id)s, %(client)s, %(email)s, %(name)s, %(roles)s, 'invited', %(at)s, %(at)s)"
        " on conflict (tenant_id, client_id, email) do update set roles = excluded.roles, state = 'invited',"
        " invited_at = excluded.invited_at,"
        " name = case when excluded.name = '' then members.name else excluded.name end"
        " where (members.state = 'invited' or (members.state = 'disabled' and members.account_id is null))"
        " and (%(before)s::timestamptz is null or members.state <> 'invited' or members.invited_at is null"
        " or members.invited_at < %(before)s or members.roles <> excluded.roles)"
        " returning id",
        tenant=tenant,
        id=member_id,
        client=client_id,
        email=address,
        name=one_line(name)[:NAME_LENGTH],
        roles=list(granted),
        at=at,
        before=at - JUST_NOW if patient else None,
    )
    if found is None:
        known = value(
            "select id from members where tenant_id = %(tenant)s and client_id = %(client)s and email = %(email)s and state = 'invited'",
            tenant=tenant,
            client=client_id,
            email=address,
        )
        if patient and known is not None:
            return UUID(str(known))
        raise Refused("member_exists", "This person is a member already.", pointer="email", status=409)
    bump(client_id, "members")
    subject = f"member:{found.id}"
    audit.record("member.invite", subject, viewer.actor, after={"client": str(client_id), "roles": list(granted)})
    record(MemberInvited(subject=subject, actor=viewer.actor, client=str(client_id), again=bool(found.id != member_id)))
    return UUID(str(found.id))


def invitation_token(member_id: UUID) -> tuple[str, str] | None:
    """A fresh token for an invited member: (address, secret); None when they have joined or were removed. Sent by mail, shown to nobody."""
    found = row(
        "select m.email, m.client_id from members m join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id"
        " where m.tenant_id = %(tenant)s and m.id = %(id)s and m.state = 'invited' and c.state <> 'closed'",
        tenant=current_scope().tenant_id,
        id=member_id,
    )
    if found is None:
        return None
    payload = {"member": str(member_id), "client": str(found.client_id)}
    return found.email, tokens.issue("invitation", found.email, payload, tokens.INVITATION)


def accept_invitation(token: str, *, name: str = "", password: str | None = None) -> Joined:
    """Join by an invitation's link. An account with this address gains a place, never a second account; a password it has stays as it is, and
    ``password`` is for an account that has none.

    Raises Refused ``link_used_up``, ``name_missing``, ``weak_password``, ``account_disabled``.
    """
    opened = tokens.consume("invitation", token)
    member_id = UUID(opened.payload["member"])
    tenant = current_scope().tenant_id
    found = row(
        "select m.email, m.name, m.client_id from members m"
        " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id and c.state <> 'closed'"
        " where m.tenant_id = %(tenant)s and m.id = %(id)s and m.state = 'invited' for update of m",
        tenant=tenant,
        id=member_id,
    )
    if found is None or found.email != opened.subject:
        raise policies.used_up()
    account = _account(found.email, name or found.name, password)
    _activate(member_id, account)
    bump(found.client_id, "members")
    audit.record("member.join", f"member:{member_id}", f"member:{member_id}", after={"account": str(account)})
    record(MemberJoined(subject=f"member:{member_id}", actor=f"member:{member_id}", client=str(found.client_id)))
    return Joined(account, member_id, found.client_id)


def create_guest(*, company: str, name: str, email: str, roles: Collection[str]) -> tuple[UUID, UUID]:
    """The pending client and its one invited member for a guest's order, in one statement: (client id, member id). Nothing tells whether the
    address is known; that is found out when the mailed link is opened. Raises Refused ``bad_address``, ``name_missing``."""
    client_id, member_id = uuid7(), uuid7()
    person = clean_name(name, pointer="guest.name", message="Enter your name, with at most 120 characters.")
    execute(
        "with client as (insert into clients (tenant_id, id, name, state, source, created_at)"
        " values (%(tenant)s, %(client)s, %(company)s, 'pending', 'guest', %(at)s))"
        " insert into members (tenant_id, id, client_id, email, name, roles, state, created_at)"
        " values (%(tenant)s, %(member)s, %(client)s, %(email)s, %(name)s, %(roles)s, 'invited', %(at)s)",
        tenant=current_scope().tenant_id,
        client=client_id,
        member=member_id,
        company=one_line(company)[:NAME_LENGTH] or person,
        email=clean_address(email, pointer="guest.email"),
        name=person,
        roles=list(roles),
        at=clock.now(),
    )
    return client_id, member_id


def join_guest(member_id: UUID, *, email: str) -> Joined:
    """Let the person behind a guest's order in, whose address ``email`` the mailed link has just proven.

    Who is a member of an open client already keeps that place: the pending client is closed and ``moved_from`` names it, so that the caller
    moves what belongs to it. Otherwise the guest's own place becomes active. Repeating it changes nothing.
    Raises Refused ``link_used_up``, ``account_disabled``.
    """
    tenant = current_scope().tenant_id
    found = row(
        "select m.email, m.name, m.client_id, m.state, m.account_id, c.state as client_state from members m"
        " join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id"
        " where m.tenant_id = %(tenant)s and m.id = %(id)s for update",
        tenant=tenant,
        id=member_id,
    )
    if found is None or found.email != email or found.state == "disabled":
        raise policies.used_up()
    account = accounts.ensure_account(found.email, found.name, verified=True)
    if found.state == "active":
        return Joined(account, member_id, found.client_id)
    elsewhere = row(
        "select m.id, m.client_id from members m join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id"
        " where m.tenant_id = %(tenant)s and m.account_id = %(account)s and m.state = 'active'"
        " and c.state <> 'closed' and m.id <> %(id)s order by (c.state = 'approved') desc, m.joined_at, m.id limit 1",
        tenant=tenant,
        account=account,
        id=member_id,
    )
    if elsewhere is None:
        _activate(member_id, account)
        bump(found.client_id, "members")
        record(MemberJoined(subject=f"member:{member_id}", actor=f"member:{member_id}", client=str(found.client_id)))
        return Joined(account, member_id, found.client_id)
    execute(
        "update clients set state = 'closed' where tenant_id = %(tenant)s and id = %(client)s and state = 'pending'",
        tenant=tenant,
        client=found.client_id,
    )
    execute(
        "update members set state = 'disabled', access_version = access_version + 1"
        " where tenant_id = %(tenant)s and id = %(id)s",
        tenant=tenant,
        id=member_id,
    )
    actor = f"member:{elsewhere.id}"
    subject = f"client:{found.client_id}"
    audit.record(
        "client.merge", subject, actor, before={"state": found.client_state}, after={"into": str(elsewhere.client_id)}
    )
    record(ClientChanged(subject=subject, actor=actor, state="closed", before=found.client_state))
    return Joined(account, elsewhere.id, elsewhere.client_id, moved_from=found.client_id)


def set_roles(viewer: Viewer, member_id: UUID, roles: Collection[str], *, compiled: Compiled | None = None) -> None:
    """Give a member other roles. Raises NotFound, Forbidden (also ``member_beyond_own``), Refused ``unknown_role``, ``roles_missing``, ``last_administrator``."""
    document = compiled or queries.current_document()
    member = queries.access_member(viewer, member_id, lock=True)
    policies.require_reach(viewer, member.roles, document)
    granted = policies.require_grant(viewer, roles, document)
    if member.state == "active" and policies.MANAGE not in document.permissions(granted):
        _keep_an_administrator(member, document)
    _change_member(viewer, member, state=member.state, roles=granted)


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
    _change_member(viewer, member, state="disabled", roles=member.roles)


def enable_member(viewer: Viewer, member_id: UUID, *, compiled: Compiled | None = None) -> None:
    """Open a disabled place again. Raises NotFound, Forbidden, Refused ``roles_missing``."""
    member = queries.access_member(viewer, member_id, lock=True)
    if member.state != "disabled":
        return
    policies.require_grant(viewer, member.roles, compiled or queries.current_document())
    _change_member(viewer, member, state="active" if member.account_id else "invited", roles=member.roles)


def note_seen(session_hash: bytes, member_id: UUID) -> None:
    """Note that a session is in use and that its member was here: one statement, at most once a minute. Real time."""
    execute(
        "with used as (update sessions set seen_at = %(at)s where tenant_id = %(tenant)s and id_hash = %(session)s)"
        " update members set seen_at = %(at)s where tenant_id = %(tenant)s and id = %(member)s",
        at=clock.real_now(),
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


def clean_name(name: str, *, pointer: str = "name", message: str = "Enter a name, with at most 120 characters.") -> str:
    """A name on one line, with single spaces. Raises Refused ``name_missing``."""
    cleaned = one_line(name)
    if not cleaned or len(cleaned) > NAME_LENGTH:
        raise Refused("name_missing", message, pointer=pointer)
    return cleaned


def _account(email: str, name: str, password: str | None) -> UUID:
    account = accounts.ensure_account(email, clean_name(name), verified=True)
    if password is not None:
        known = value(
            "select password_hash is not null from accounts where tenant_id = %(tenant)s and id = %(id)s",
            tenant=current_scope().tenant_id,
            id=account,
        )
        if not known:
            accounts.set_first_password(account, password, about=(name, email))
    return account


def _activate(member_id: UUID, account_id: UUID) -> None:
    execute(
        "update members m set state = 'active', account_id = %(account)s, joined_at = %(at)s,"
        " access_version = access_version + 1, name = coalesce(nullif(a.name, ''), m.name)"
        " from accounts a where a.tenant_id = m.tenant_id and a.id = %(account)s"
        " and m.tenant_id = %(tenant)s and m.id = %(id)s",
        account=account_id,
        at=clock.now(),
        tenant=current_scope().tenant_id,
        id=member_id,
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


def _change_member(viewer: Viewer, member: queries.MemberFacts, *, state: str, roles: Collection[str]) -> None:
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


def number_taken() -> Refused:
    """The answer to a customer number that another client has."""
    return Refused("number_taken", "Another client has this number. Choose a different one.", pointer="number")


def add_note(viewer: Viewer, client_id: UUID, text: str, *, pinned: bool = False) -> UUID:
    """Write down something about a client that staff see and its members never do. Raises NotFound, Forbidden, Refused ``note_missing``,
    ``note_too_long``."""
    client = queries.access_client(viewer, client_id)
    policies.require_notes(viewer)
    note_id = uuid7()
    execute(
        "insert into client_notes (tenant_id, id, client_id, text, pinned, author_id, author_name, created_at) values"
        " (%(tenant)s, %(id)s, %(client)s, %(text)s, %(pinned)s, %(author)s, %(name)s, %(at)s)",
        tenant=current_scope().tenant_id,
        id=note_id,
        client=client.id,
        text=_clean_note(text),
        pinned=pinned,
        author=viewer.staff_id,
        name=viewer.name,
        at=clock.now(),
    )
    audit.record("client.note", f"client:{client_id}", viewer.actor, after={"note": str(note_id)})
    return note_id


def edit_note(viewer: Viewer, note_id: UUID, text: str) -> queries.ClientNoteFacts:
    """Write a note of one's own anew. Raises NotFound, Forbidden, Refused ``note_missing``, ``note_too_long``."""
    note = _own_note(viewer, note_id)
    cleaned = _clean_note(text)
    if cleaned != note.text:
        _write_note(note, "text = %(text)s, edited_at = %(at)s", text=cleaned, at=clock.now())
        audit.record("client.note_edit", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id)})
    return note


def remove_note(viewer: Viewer, note_id: UUID) -> queries.ClientNoteFacts:
    """Take a note of one's own away; owners take any. It is kept, and ``restore_note`` brings it back. Raises NotFound, Forbidden."""
    note = _own_note(viewer, note_id, owner_too=True)
    _write_note(note, "removed_at = %(at)s", at=clock.now())
    audit.record("client.note_remove", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id)})
    return note


def restore_note(viewer: Viewer, note_id: UUID) -> queries.ClientNoteFacts:
    """Bring a removed note back. Raises NotFound, Forbidden."""
    note = _own_note(viewer, note_id, owner_too=True)
    _write_note(note, "removed_at = null")
    audit.record("client.note_restore", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id)})
    return note


def pin_note(viewer: Viewer, note_id: UUID, *, pinned: bool) -> queries.ClientNoteFacts:
    """Let a note stand first, or no longer; whoever writes notes may. Raises NotFound, Forbidden."""
    note = queries.access_note(viewer, note_id, lock=True)
    policies.require_notes(viewer)
    _write_note(note, "pinned = %(pinned)s", pinned=pinned)
    audit.record(
        "client.note_pin", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id), "pinned": pinned}
    )
    return note


def _own_note(viewer: Viewer, note_id: UUID, *, owner_too: bool = False) -> queries.ClientNoteFacts:
    note = queries.access_note(viewer, note_id, lock=True)
    policies.require_notes(viewer)
    if note.author_id != viewer.staff_id and not (owner_too and viewer.owner):
        raise Forbidden("This note is somebody else’s. Write one of your own beneath it.")
    return note


def _write_note(note: queries.ClientNoteFacts, changes: str, **values: Any) -> None:
    execute(
        f"update client_notes set {changes} where tenant_id = %(tenant)s and id = %(id)s",  # noqa: S608 - fixed fragments, values as parameters
        tenant=current_scope().tenant_id,
        id=note.id,
        **values,
    )


def _clean_note(text: str) -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise Refused("note_missing", "Write a note first.", pointer="text")
    if len(cleaned) > NOTE_LENGTH:
        raise Refused("note_too_long", f"Use at most {NOTE_LENGTH} characters.", pointer="text")
    return cleaned
