"""Who may manage clients and their members, and which roles they may give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import Viewer
from portal_config.compiled import SCOPES, Compiled

MANAGE = "member.manage"


def may_manage_clients(viewer: Viewer) -> bool:
    """Staff who own the portal or manage members make, approve and suspend clients."""
    return viewer.kind == "staff" and (viewer.owner or viewer.may(MANAGE))


def require_clients(viewer: Viewer) -> None:
    """Raises Forbidden unless the viewer may manage clients."""
    if not may_manage_clients(viewer):
        raise Forbidden("Only staff who manage members may do this.")


def require_members(viewer: Viewer, client_id: UUID) -> None:
    """Raises NotFound for a client the viewer has nothing to do with, Forbidden for one whose members they may not manage."""
    if may_manage_clients(viewer):
        return
    if viewer.kind != "member" or viewer.client_id != client_id:
        raise NotFound()
    if not viewer.may(MANAGE) or viewer.client_state not in ("approved", "pending"):
        raise Forbidden("Your role does not allow managing members. Ask your company's administrator.")


def require_grant(viewer: Viewer, roles: Collection[str], compiled: Compiled) -> tuple[str, ...]:
    """The roles in the document's order, when all are client roles and a member gives nothing beyond what they hold themselves.

    Raises Refused ``roles_missing`` or ``unknown_role``, Forbidden ``role_beyond_own``.
    """
    if not roles:
        raise Refused("roles_missing", "Choose at least one role.", pointer="roles")
    for role_id in roles:
        role = compiled.roles.get(role_id)
        if role is None or role.side != "client":
            raise Refused("unknown_role", "Choose roles from the list.", pointer="roles")
        if viewer.kind == "member" and role_id not in viewer.roles and not _holds(viewer, role.can):
            raise Forbidden(
                f"You cannot give the role {role.name}, because you do not have all of its rights yourself.",
                code="role_beyond_own",
            )
    return tuple(role_id for role_id in compiled.roles if role_id in set(roles))


def used_up() -> Refused:
    """The one answer to a link that is unknown, used, expired, or about somebody who is no longer there."""
    return Refused(
        "link_used_up", "This link has been used or has expired. Ask for a new one on the sign-in page.", status=410
    )


def _holds(viewer: Viewer, can: Mapping[str, str]) -> bool:
    return all(
        (own := viewer.scope(action)) is not None and SCOPES.index(own) >= SCOPES.index(scope)
        for action, scope in can.items()
    )
