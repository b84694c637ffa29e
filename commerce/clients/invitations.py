"""Asking several people at once: what would happen, before anything is sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commerce.clients import policies, queries
from commerce.clients.addresses import Typed, read_addresses
from foundation.db import rows
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled
from words import say, unsaid

NO_ADDRESS = unsaid("This is no e-mail address. Write it as name@company.com.")
MEMBER_ALREADY = unsaid("This person is a member already.")
CLOSED_PLACE = unsaid("This person was a member before. Open their access again instead of inviting them.")


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody who can be invited. ``again``: they were invited before and have not joined, so they get a new link and these roles."""

    email: str
    name: str
    again: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece of the list that cannot be invited, with the reason as code and sentence."""

    text: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A list of people, sorted out. ``roles`` are in the document's order."""

    ready: tuple[Ready, ...]
    left_out: tuple[LeftOut, ...]
    roles: tuple[str, ...]


def check_invitations(
    viewer: Viewer, client_id: UUID, *, addresses: str, roles: Collection[str], compiled: Compiled | None = None
) -> Checked:
    """Sort a pasted list: who can be invited with ``roles``, and what is wrong with the others. Nothing is written.

    Raises NotFound, Forbidden (also ``role_beyond_own``), Refused ``roles_missing``, ``unknown_role``, ``no_addresses``,
    ``too_many_addresses``.
    """
    policies.require_members(viewer, client_id)
    document = compiled or queries.current_document()
    granted = policies.require_grant(viewer, roles, document)
    typed = read_addresses(addresses)
    known = {
        one.email: one
        for one in rows(
            "select email, state, account_id, roles from members where tenant_id = %(tenant)s and client_id = %(client)s"
            " and email = any(%(emails)s)",
            tenant=current_scope().tenant_id,
            client=client_id,
            emails=[one.email for one in typed if one.email],
        )
    }
    ready: list[Ready] = []
    left_out: list[LeftOut] = []
    for one in typed:
        there = known.get(one.email) if one.email else None
        refusal = _refusal(viewer, one, there, document)
        if refusal is not None:
            left_out.append(refusal)
        elif one.email:
            ready.append(Ready(one.email, one.name, again=there is not None and there.state == "invited"))
    return Checked(tuple(ready), tuple(left_out), granted)


def _refusal(viewer: Viewer, typed: Typed, there: Any, document: Compiled) -> LeftOut | None:
    if typed.email is None:
        return LeftOut(typed.text, "bad_address", say(NO_ADDRESS))
    if there is None:
        return None
    if there.state == "active":
        return LeftOut(typed.email, "member_exists", say(MEMBER_ALREADY))
    if there.state == "disabled" and there.account_id is not None:
        return LeftOut(typed.email, "member_closed", say(CLOSED_PLACE))
    if there.state == "invited" and not policies.reaches(viewer, there.roles, document):
        return LeftOut(typed.email, "member_beyond_own", say(policies.BEYOND_OWN))
    return None
