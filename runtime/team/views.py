"""The team tab: the list of members, one member, and asking several people in at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from commerce.clients import actions, joining, policies
from commerce.clients.invitations import Checked, check_invitations
from commerce.clients.queries import MemberFacts, access_member, page_members
from foundation.db import db
from foundation.errors import NotFound, Refused
from foundation.web.components.paging import Paging
from foundation.web.guards import clean_text, page_number, wants_json
from foundation.web.notices import tell
from foundation.web.routes import needs
from portal_config.compiled import Tab
from runtime import engines
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import Portal, draw, portal
from runtime.team import shown
from words import say, say_many, unsaid

team = Blueprint("team", __name__)

PAGE = 50
LONGEST_LIST = 10_000


def team_place(here: Portal) -> tuple[str, str, str]:
    """Id, label and address of the team tab; the first page where this portal has none."""
    for tab in visible_tabs(here.compiled, here.viewer):
        if tab.type == "team":
            return tab.id, tab.label, url_for("pages.tab", slug=tab.slug)
    return "", say("Team"), url_for("pages.home")


def own_client(here: Portal) -> UUID:
    """The client whose members are looked after. Raises NotFound for somebody who is at none."""
    if here.viewer.client_id is None:
        raise NotFound()
    return here.viewer.client_id


@engines.tab("team")
def team_tab(tab: Tab) -> ResponseReturnValue:
    """The members of one's own client; search and page are in the address."""
    here = portal()
    search = clean_text(request.args.get("q", ""), "q", most=100)
    number = page_number(request.args.get("page"))
    found = page_members(here.viewer, own_client(here), search=search, number=number, size=PAGE)
    path = url_for("pages.tab", slug=tab.slug)
    return draw(
        "team.html",
        tab.label,
        current=tab.id,
        members=[
            shown.member_row(one, here.compiled, here.viewer, here.formats, url_for("team.member", member_id=one.id))
            for one in found.members
        ],
        total=found.total,
        q=search,
        filter_url=path,
        may_change=here.viewer.client_state != "suspended",
        invite_url=url_for("team.invite"),
        paging=Paging(
            number, PAGE, len(found.members), found.total > number * PAGE, path, total=found.total, query={"q": search}
        ),
    )


@team.get("/team/invitations")
@needs(policies.MANAGE)
def invite() -> ResponseReturnValue:
    """The form that takes a pasted list of addresses."""
    return _invite()


def _invite(
    *,
    addresses: str = "",
    roles: tuple[str, ...] = (),
    checked: Checked | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    here = portal()
    current, label, url = team_place(here)
    offered = [one for one in shown.choices(here.compiled, here.viewer, roles) if one.may_give]
    return draw(
        "team_invite.html",
        say("Invite people"),
        current=current,
        team=(label, url),
        client_name=here.viewer.client_name,
        send_url=url_for("team.send_invitations"),
        addresses=addresses,
        roles=offered,
        chosen=[one for one in offered if one.chosen],
        checked=checked,
        errors=errors or {},
    )


@team.post("/team/invitations")
@needs(policies.MANAGE)
def send_invitations() -> ResponseReturnValue:
    """First show who would be asked, then send. ``step`` says which; nothing is sent without ``send``."""
    here = portal()
    addresses = clean_text(request.form.get("addresses", ""), "addresses", most=LONGEST_LIST)
    roles = tuple(clean_text(role, "roles", most=100) for role in request.form.getlist("roles"))
    step = request.form.get("step", "check")
    if step == "edit":
        return _invite(addresses=addresses, roles=roles)
    try:
        if step != "send":
            checked = check_invitations(
                here.viewer, own_client(here), addresses=addresses, roles=roles, compiled=here.compiled
            )
            return _invite(addresses=addresses, roles=roles, checked=checked)
        sent = joining.invite_members(
            here.viewer, own_client(here), addresses=addresses, roles=roles, compiled=here.compiled
        )
    except Refused as refused:
        if refused.status not in (409, 422) or wants_json():
            raise
        db.session.rollback()
        page = _invite(addresses=addresses, roles=roles, errors={refused.pointer: refused.message})
        return make_response(page, refused.status)
    tell(_sent(sent))
    return redirect(team_place(here)[2], 303)


def _sent(checked: Checked) -> str:
    letters, left = len(checked.ready), len(checked.left_out)
    said = say_many("{count} invitation is on the way.", "{count} invitations are on the way.", letters)
    if not letters:
        said = say("Nobody was invited.")
    if not left:
        return said
    return f"{said} {say_many('{count} address was left out.', '{count} addresses were left out.', left)}"


@team.get("/team/<uuid:member_id>")
@needs(policies.MANAGE)
def member(member_id: UUID) -> ResponseReturnValue:
    """One member: what they may, and what can be done about it."""
    return _member(member_id)


def _member(member_id: UUID, *, errors: dict[str, str] | None = None, roles: tuple[str, ...] | None = None) -> str:
    here = portal()
    current, label, url = team_place(here)
    facts = _own_member(member_id)
    reached = policies.reaches(here.viewer, facts.roles, here.compiled)
    open_ = here.viewer.client_state != "suspended"
    return draw(
        "team_member.html",
        facts.called,
        current=current,
        team=(label, url),
        member=shown.member_row(facts, here.compiled, here.viewer, here.formats, ""),
        joined_at=facts.joined_at,
        invited_at=facts.invited_at,
        link_until=shown.until(facts),
        link_expired=shown.expired(facts),
        email=facts.email,
        roles=shown.choices(here.compiled, here.viewer, facts.roles if roles is None else roles),
        may_change=open_ and reached,
        why_not="" if reached else policies.BEYOND_OWN,
        errors=errors or {},
        actions={
            name: url_for(f"team.{name}", member_id=member_id)
            for name in ("change_roles", "deactivate", "reactivate", "send_again", "withdraw")
        },
    )


def _own_member(member_id: UUID) -> MemberFacts:
    """A member of the viewer's own client. Raises NotFound, also for an invitation that was withdrawn."""
    facts = access_member(portal().viewer, member_id)
    if facts.state == "disabled" and facts.account_id is None:
        raise NotFound()
    return facts


def _changed(
    member_id: UUID,
    change: Callable[..., None],
    sentence: str,
    *,
    roles: tuple[str, ...] | None = None,
    gone: bool = False,
) -> ResponseReturnValue:
    """Change a member and say so in ``sentence``, with their ``{name}`` or ``{email}``; what cannot be done is said on the member's own page."""
    here = portal()
    facts = _own_member(member_id)
    try:
        change(here.viewer, member_id, compiled=here.compiled)
    except Refused as refused:
        if refused.status not in (403, 409, 422) or wants_json():
            raise
        db.session.rollback()
        page = _member(member_id, errors={refused.pointer: refused.message}, roles=roles)
        return make_response(page, refused.status)
    tell(say(sentence, name=facts.called, email=facts.email))
    return redirect(team_place(here)[2] if gone else url_for("team.member", member_id=member_id), 303)


@team.post("/team/<uuid:member_id>/roles")
@needs(policies.MANAGE)
def change_roles(member_id: UUID) -> ResponseReturnValue:
    roles = tuple(clean_text(role, "roles", most=100) for role in request.form.getlist("roles"))
    change = partial(actions.set_roles, roles=roles)
    return _changed(member_id, change, unsaid("The roles of {name} were saved."), roles=roles)


@team.post("/team/<uuid:member_id>/deactivation")
@needs(policies.MANAGE)
def deactivate(member_id: UUID) -> ResponseReturnValue:
    return _changed(member_id, actions.disable_member, unsaid("{name} has no access any more."))


@team.post("/team/<uuid:member_id>/activation")
@needs(policies.MANAGE)
def reactivate(member_id: UUID) -> ResponseReturnValue:
    return _changed(member_id, actions.enable_member, unsaid("{name} has access again."))


@team.post("/team/<uuid:member_id>/invitation")
@needs(policies.MANAGE)
def send_again(member_id: UUID) -> ResponseReturnValue:
    return _changed(member_id, joining.invite_again, unsaid("A new link is on its way to {email}."))


@team.post("/team/<uuid:member_id>/withdrawal")
@needs(policies.MANAGE)
def withdraw(member_id: UUID) -> ResponseReturnValue:
    return _changed(
        member_id, joining.withdraw_invitation, unsaid("The invitation of {name} was withdrawn."), gone=True
    )
