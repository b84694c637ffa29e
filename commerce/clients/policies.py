"""Who may manage clients and their members, and which roles they may give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import Viewer
from portal_config.compiled import SCOPES, Compiled
from words import unsaid

MANAGE = "member.manage"
BEYOND_OWN = unsaid(
    "This person has rights that you do not have yourself, so only somebody who has them too can change their place."
)


def may_manage_clients(viewer: Viewer) -> bool:
    """Staff who own the portal or manage members make, approve and suspend clients."""
    return viewer.kind == "staff" and (viewer.owner or viewer.may(MANAGE))


def reads_every_client(viewer: Viewer) -> bool:
    """Staff who manage members, and those who read more than the orders assigned to them."""
    wide = viewer.scope("order.read") in ("team", "company", "all")
    return viewer.kind == "staff" and (viewer.owner or wide or viewer.may(MANAGE))


def require_every_client(viewer: Viewer) -> None:
    """Raises NotFound unless the viewer reads every client."""
    if not reads_every_client(viewer):
        raise NotFound()


def may_write_notes(viewer: Viewer) -> bool:
    """Notes on clients are written by staff who do more than look: who move orders, or manage members."""
    works = viewer.owner or viewer.may("order.move") or viewer.may(MANAGE)
    return reads_every_client(viewer) and works


def require_notes(viewer: Viewer) -> None:
    """Raises Forbidden."""
    if not may_write_notes(viewer):
        raise Forbidden("Your role does not allow writing notes.")


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


def require_reading(viewer: Viewer, client_id: UUID) -> None:
    """Who manages a client's members may also look at them while the client is suspended. Raises NotFound, Forbidden."""
    if viewer.kind == "member" and viewer.client_id == client_id and viewer.may(MANAGE):
        return
    require_members(viewer, client_id)


def reaches(viewer: Viewer, roles: Collection[str], compiled: Compiled) -> bool:
    """True when the viewer holds every right of ``roles``: a member changes nobody who may do more than they may. Roles the document does not
    know any more give no rights."""
    return viewer.kind == "staff" or all(
        role_id in viewer.roles or _holds(viewer, role.can)
        for role_id in roles
        if (role := compiled.roles.get(role_id)) is not None
    )


def require_reach(viewer: Viewer, roles: Collection[str], compiled: Compiled) -> None:
    """Raises Forbidden ``member_beyond_own`` for a member with rights the viewer lacks."""
    if not reaches(viewer, roles, compiled):
        raise Forbidden(BEYOND_OWN, code="member_beyond_own")


def grantable(viewer: Viewer, compiled: Compiled) -> tuple[str, ...]:
    """The client roles the viewer may give, in the document's order."""
    return tuple(
        role.id for role in compiled.roles.values() if role.side == "client" and reaches(viewer, (role.id,), compiled)
    )


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
        if not reaches(viewer, (role_id,), compiled):
            raise Forbidden(
                "You cannot give the role {role}, because you do not have all of its rights yourself.",
                role=role.name,
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
