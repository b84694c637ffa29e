"""People of a sandbox, who joined as real ones do."""

from __future__ import annotations

from uuid import UUID

from commerce.clients import joining
from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled


def join(
    staff: Viewer, client_id: UUID, compiled: Compiled, *, name: str, email: str, role: str, password: str | None
) -> UUID:
    """Invite a person and accept for them, by the actions real people use: the member's id. Without a password they sign in by mailed links."""
    member_id = joining.invite_member(staff, client_id, email=email, name=name, roles=(role,), compiled=compiled)
    invitation = joining.invitation_token(member_id)
    assert invitation is not None
    joining.accept_invitation(invitation[1], name=name, password=password)
    return member_id
