"""Who is shown a part: by role, by group, by rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from portal_config.expressions.rule import Rule


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders of files as a document gives them to somebody, by id: those ``shown`` to them; of these the ``free`` ones, where whoever may add files does; those
    where a role of theirs is named to ``add`` files; and those where one is named to ``clear`` away any."""

    shown: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    add: frozenset[str] = frozenset()
    clear: frozenset[str] = frozenset()


NO_FOLDERS = Folders()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a document says of a person beside their roles: the ``groups`` of their client, which rules about who is shown a part hold for them (``met``), and
    the ``folders`` of files they have. Made by ``portal_config.standing``."""

    groups: frozenset[str] = frozenset()
    met: frozenset[Rule] = frozenset()
    folders: Folders = NO_FOLDERS


NOWHERE = Standing()
"""In no group, no rule holds, and no folder is shown."""


@dataclass(frozen=True, slots=True)
class See:
    """Who is shown a part. Each of the three says what must hold where it is written: one of the ``roles``, one of the ``groups`` of the client, and
    ``when``, a rule about the person. Nothing written admits everybody; visibility never grants access."""

    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    when: Rule | None = None

    def names(self, role: str) -> bool:
        """Whether a role is among those it is shown to, whatever its groups and its rule say of the client."""
        return not self.roles or role in self.roles

    def admits(self, roles: Collection[str], standing: Standing = NOWHERE) -> bool:
        """True when all that is written holds of somebody with these roles who stands so."""
        if self.roles and self.roles.isdisjoint(roles):
            return False
        if self.groups and self.groups.isdisjoint(standing.groups):
            return False
        return self.when is None or self.when in standing.met


EVERYBODY = See()
NOBODY = See(frozenset({""}))
"""Admits no role: a rule that cannot be read hides rather than shows."""
