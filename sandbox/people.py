"""The sample client of a sandbox: a company with members in different roles, who sign in as real ones do."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from commerce.clients import actions as clients
from commerce.clients import joining
from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled


@dataclass(frozen=True)
class Sample:
    """A sample person. ``role`` is the id of the role in the document."""

    name: str
    email: str
    role: str


COMPANY = "Sample Company"
NAMES = ("Robin Sample", "Kim Sample", "Alex Sample", "Sascha Sample", "Toni Sample")


def samples(compiled: Compiled, *, most: int = 3) -> tuple[Sample, ...]:
    """One sample person for each of the document's first client roles."""
    roles = [role for role in compiled.roles.values() if role.side == "client"][:most]
    return tuple(
        Sample(name, f"{role.id.removeprefix('rol_').replace('_', '-')}@sample.example", role.id)
        for name, role in zip(NAMES, roles, strict=False)
    )


def add_people(staff: Viewer, compiled: Compiled, *, password: str) -> tuple[UUID, tuple[Sample, ...]]:
    """Make the sample client in the entered sandbox, with its members joined by invitation: (client id, its people)."""
    client_id = clients.create_client(staff, name=COMPANY)
    people = samples(compiled)
    for person in people:
        join(staff, client_id, compiled, name=person.name, email=person.email, role=person.role, password=password)
    return client_id, people


def join(
    staff: Viewer, client_id: UUID, compiled: Compiled, *, name: str, email: str, role: str, password: str | None
) -> UUID:
    """Invite a person and accept for them, by the actions real people use: the member's id. Without a password they sign in by mailed links."""
    member_id = joining.invite_member(staff, client_id, email=email, name=name, roles=(role,), compiled=compiled)
    invitation = joining.invitation_token(member_id)
    assert invitation is not None
    joining.accept_invitation(invitation[1], name=name, password=password)
    return member_id
