"""The viewer: who is looking and what they may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from flask_login import UserMixin

from portal_config.see import NOWHERE, See, Standing

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Viewer(UserMixin):
    """A guest, a member at one client, or staff. ``permissions`` maps an action to its scope (own, team, company, assigned, all). ``standing`` is what the
    document says of them beside their roles. ``visit``: the hash of what a guest's browser is known by, while it is."""

    kind: Literal["guest", "member", "staff"] = "guest"
    account_id: UUID | None = None
    member_id: UUID | None = None
    client_id: UUID | None = None
    staff_id: UUID | None = None
    name: str = ""
    email: str = ""
    client_name: str = ""
    client_state: str = ""
    roles: frozenset[str] = frozenset()
    permissions: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    owner: bool = False
    session_id: bytes | None = None
    access_version: int = 0
    locale: str | None = None
    visit: bytes | None = None
    standing: Standing = NOWHERE

    def sees(self, see: See) -> bool:
        """True when a part that is shown to these is shown to the viewer."""
        return see.admits(self.roles, self.standing)

    def may(self, action: str) -> bool:
        """True when a role of the viewer names the action."""
        return action in self.permissions

    def scope(self, action: str) -> str | None:
        """How far the viewer may do it, or None."""
        return self.permissions.get(action)

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""

    @property
    def is_guest(self) -> bool:
        return self.kind == "guest"

    @property
    def is_authenticated(self) -> bool:
        return self.kind != "guest"

    @property
    def actor(self) -> str:
        """Who did it, for histories and the audit trail: ``member:<id>``, ``staff:<id>`` or ``guest``."""
        if self.kind == "member":
            return f"member:{self.member_id}"
        return f"staff:{self.staff_id}" if self.kind == "staff" else "guest"

    @property
    def keeper(self) -> str | None:
        """Under whom something is kept before it belongs to anybody else: who it is, or for a guest the present visit (``visit:<digest>``). None where
        the browser is not known yet."""
        if self.kind == "guest":
            return f"visit:{self.visit.hex()}" if self.visit else None
        return self.actor

    def get_id(self) -> str:
        return self.actor


GUEST = Viewer()
SYSTEM = "system"
