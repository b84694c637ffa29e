"""How people come to a client: they are invited and accept, or they order as a guest and open the mailed link."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from commerce.clients import invitations, policies, queries
from commerce.clients.actions import NAME_LENGTH, bump, change_member, clean_name
from commerce.clients.events import ClientChanged, MemberInvited, MemberJoined
from foundation import audit, clock
from foundation.db import execute, row, uuid7, value
from foundation.errors import NotFound, Refused
from foundation.events import record
from foundation.identity import accounts, limits, tokens
from foundation.identity.addresses import clean_address
from foundation.identity.names import one_line
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled
from words import unsaid

INVITATIONS_A_DAY = 200
"""Letters that one client's own members may have sent to people who have not joined."""
INVITATIONS_OF_A_PORTAL = 1_000
"""Letters of this kind that one portal's staff send in a day, to addresses nobody has confirmed: enough for every client at once, too few for a campaign."""
JUST_NOW = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Joined:
    """Who an invitation or a guest's link turned out to be. ``moved_from``: the pending client that was given up for ``client_id``."""

    account_id: UUID
    member_id: UUID
    client_id: UUID
    moved_from: UUID | None = None


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
    change_member(viewer, member, state="disabled", roles=member.roles)


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
    person = clean_name(name, pointer="guest.name", message=unsaid("Enter your name, with at most 120 characters."))
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


def _invited(viewer: Viewer, member_id: UUID, compiled: Compiled | None) -> queries.MemberFacts:
    member = queries.access_member(viewer, member_id, lock=True)
    policies.require_reach(viewer, member.roles, compiled or queries.current_document())
    if member.state != "invited":
        raise Refused("not_invited", "This person has joined already, or the invitation was withdrawn.", status=409)
    return member


def _spend_invitations(viewer: Viewer, client_id: UUID, letters: int) -> None:
    if not letters:
        return
    if viewer.kind == "member":
        limits.spend("invitations", str(client_id), INVITATIONS_A_DAY, timedelta(days=1), uses=letters)
    else:
        told = unsaid("This portal has sent very many invitations today.")
        limits.spend("invitations", "staff", INVITATIONS_OF_A_PORTAL, timedelta(days=1), uses=letters, told=told)


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
