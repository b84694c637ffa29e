"""Who is shown a part: by role, by group, by rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from portal_config.expressions.given import Given
from portal_config.expressions.rule import Rule
from portal_config.expressions.values import ExpressionFailed


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

    def admits(self, roles: Collection[str], groups: Collection[str] = frozenset(), given: Given | None = None) -> bool:
        """True when all that is written holds. ``groups``: those of the viewer's client; ``given``: what ``when`` is worked out with. A rule that cannot be
        worked out, or has nothing given, hides."""
        if self.roles and self.roles.isdisjoint(roles):
            return False
        if self.groups and self.groups.isdisjoint(groups):
            return False
        if self.when is None:
            return True
        try:
            return given is not None and self.when.holds(given)
        except ExpressionFailed:
            return False


EVERYBODY = See()
NOBODY = See(frozenset({""}))
"""Admits no role: a rule that cannot be read hides rather than shows."""
