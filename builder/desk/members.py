"""The members of one client, as the seller looks after them: the same actions as the client's own administrator has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.desk.clients import PEOPLE_LENGTH, frame_of, letters, tell_left_out
from builder.desk.place import Desk, desk_here, draw
from builder.desk.routes import at
from commerce.clients import actions, joining
from commerce.clients.policies import MANAGE
from commerce.clients.queries import MemberFacts, access_client, access_member, page_members
from commerce.clients.told import STATES, rights, role_names
from foundation.db import db
from foundation.errors import NotFound, Refused
from foundation.web.components.paging import Paging
from foundation.web.guards import clean_text, page_number, wants_json
from foundation.web.notices import Undo, tell
from foundation.web.routes import needs

PER_PAGE = 50
TONES = {"active": "ok", "invited": "warn", "disabled": "line"}


@dataclass(frozen=True, slots=True)
class MemberShown:
    """A member of the list, with what can be done about them. ``since`` says when they joined, or were asked."""

    id: str
    name: str
    email: str
    roles: str
    role_ids: tuple[str, ...]
    state: str
    state_word: str
    tone: str
    seen_at: datetime | None
    invited_at: datetime | None
    url: str


def _shown(member: MemberFacts, here: Desk) -> MemberShown:
    return MemberShown(
        id=str(member.id),
        name=member.called,
        email=member.email if member.name else "",
        roles=role_names(member, here.compiled),
        role_ids=member.roles,
        state=member.state,
        state_word=STATES[member.state],
        tone=TONES[member.state],
        seen_at=member.seen_at,
        invited_at=member.invited_at,
        url=here.client(member.client_id, f"members/{member.id}"),
    )


@at("/clients/<uuid:client_id>/members", "GET")
@needs(MANAGE)
def show_members(client_id: UUID) -> ResponseReturnValue:
    """Who may sign in for a client, and the form that asks more of them in."""
    return _members(client_id)


def _members(
    client_id: UUID, *, addresses: str = "", chosen: tuple[str, ...] | None = None, errors: dict[str, str] | None = None
) -> str:
    here = desk_here()
    client = access_client(here.viewer, client_id)
    number = page_number(request.args.get("page"))
    found = page_members(here.viewer, client_id, number=number, size=PER_PAGE)
    path = here.client(client_id, "members")
    roles = [role for role in here.compiled.roles.values() if role.side == "client"]
    ticked = chosen if chosen is not None else tuple(role.id for role in roles[:1])
    return draw(
        "client_members.html",
        client.name,
        **frame_of(here, client, "members"),
        members=[_shown(one, here) for one in found.members],
        total=found.total,
        roles=[(role.id, role.name, rights(role), role.id in ticked) for role in roles],
        invite_url=path if client.state != "closed" else "",
        addresses=addresses,
        errors=errors or {},
        paging=Paging(number, PER_PAGE, len(found.members), found.total > number * PER_PAGE, path, total=found.total),
    )


@at("/clients/<uuid:client_id>/members", "POST")
@needs(MANAGE)
def invite_members(client_id: UUID) -> ResponseReturnValue:
    """Ask several people in at once. What is no address is told with its reason; the others get their letters."""
    here = desk_here()
    addresses = clean_text(request.form.get("addresses", ""), "addresses", most=PEOPLE_LENGTH)
    roles = tuple(clean_text(role, "roles", most=100) for role in request.form.getlist("roles"))
    try:
        asked = joining.invite_members(here.viewer, client_id, addresses=addresses, roles=roles, compiled=here.compiled)
    except Refused as refused:
        if refused.status not in (409, 422) or wants_json():
            raise
        db.session.rollback()
        errors = {refused.pointer: refused.message}
        return make_response(_members(client_id, addresses=addresses, chosen=roles, errors=errors), refused.status)
    if asked.ready:
        tell(letters(len(asked.ready)))
    if asked.left_out:
        tell_left_out([(one.text, one.message) for one in asked.left_out])
    return redirect(here.client(client_id, "members"), 303)


@at("/clients/<uuid:client_id>/members/<uuid:member_id>", "GET")
@needs(MANAGE)
def show_member(client_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """One person: what they may, and what can be done about it."""
    return _member(client_id, member_id)


def _member(client_id: UUID, member_id: UUID, *, errors: dict[str, str] | None = None) -> str:
    here = desk_here()
    client = access_client(here.viewer, client_id)
    member = _of(here, client_id, member_id)
    seen = _shown(member, here)
    return draw(
        "client_member.html",
        seen.name,
        **frame_of(here, client, "members"),
        member=seen,
        email=member.email,
        joined_at=member.joined_at,
        members_url=here.client(client_id, "members"),
        roles=[
            (role.id, role.name, rights(role), role.id in member.roles)
            for role in here.compiled.roles.values()
            if role.side == "client"
        ],
        errors=errors or {},
    )


def _of(here: Desk, client_id: UUID, member_id: UUID) -> MemberFacts:
    """A member of this very client. Raises NotFound, also for an invitation that was withdrawn."""
    member = access_member(here.viewer, member_id)
    if member.client_id != client_id or (member.state == "disabled" and member.account_id is None):
        raise NotFound()
    return member


def _changed(
    client_id: UUID, member_id: UUID, change: Callable[..., None], sentence: str, *, undo: str = "", gone: bool = False
) -> ResponseReturnValue:
    """Change a member and say so in ``sentence``, with their ``{name}`` or ``{email}``; what cannot be done is said on the member's own page."""
    here = desk_here()
    member = _of(here, client_id, member_id)
    try:
        change(here.viewer, member_id, compiled=here.compiled)
    except Refused as refused:
        if refused.status not in (403, 409, 422) or wants_json():
            raise
        db.session.rollback()
        return make_response(_member(client_id, member_id, errors={refused.pointer: refused.message}), refused.status)
    place = here.client(client_id, "members" if gone else f"members/{member_id}")
    tell(
        sentence.format(name=member.called, email=member.email),
        undo=Undo(here.client(client_id, f"members/{member_id}/{undo}")) if undo else None,
    )
    return redirect(place, 303)


@at("/clients/<uuid:client_id>/members/<uuid:member_id>/roles", "POST")
@needs(MANAGE)
def change_member_roles(client_id: UUID, member_id: UUID) -> ResponseReturnValue:
    roles = tuple(clean_text(role, "roles", most=100) for role in request.form.getlist("roles"))
    change = partial(actions.set_roles, roles=roles)
    return _changed(client_id, member_id, change, "The roles of {name} were saved.")


@at("/clients/<uuid:client_id>/members/<uuid:member_id>/deactivation", "POST")
@needs(MANAGE)
def disable_member(client_id: UUID, member_id: UUID) -> ResponseReturnValue:
    sentence = "{name} has no access any more."
    return _changed(client_id, member_id, actions.disable_member, sentence, undo="activation")


@at("/clients/<uuid:client_id>/members/<uuid:member_id>/activation", "POST")
@needs(MANAGE)
def enable_member(client_id: UUID, member_id: UUID) -> ResponseReturnValue:
    return _changed(client_id, member_id, actions.enable_member, "{name} has access again.")


@at("/clients/<uuid:client_id>/members/<uuid:member_id>/invitation", "POST")
@needs(MANAGE)
def invite_member_again(client_id: UUID, member_id: UUID) -> ResponseReturnValue:
    return _changed(client_id, member_id, joining.invite_again, "A new link is on its way to {email}.")


@at("/clients/<uuid:client_id>/members/<uuid:member_id>/withdrawal", "POST")
@needs(MANAGE)
def withdraw_member(client_id: UUID, member_id: UUID) -> ResponseReturnValue:
    sentence = "The invitation of {name} was withdrawn."
    return _changed(client_id, member_id, joining.withdraw_invitation, sentence, gone=True)
