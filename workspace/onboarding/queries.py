"""How far a member is. It comes with the viewer, so nobody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commerce.clients.viewer import bring

FIGURE = "onboarding"

bring(
    FIGURE,
    "select jsonb_build_object('ticked', o.ticked, 'hidden', o.hidden_at is not null, 'done', o.done_at is not null)"
    " from member_onboardings o where o.tenant_id = %(tenant)s and o.member_id = m.id",
)


@dataclass(frozen=True, slots=True)
class Progress:
    """``ticked`` are the steps the member ticked, ``hidden`` that they see them no more, ``done`` that they were told that everything is done."""

    ticked: frozenset[str] = frozenset()
    hidden: bool = False
    done: bool = False


def progress_brought(figures: Mapping[str, Any]) -> Progress:
    """How far the member is whom the viewer's statement brought."""
    found = figures.get(FIGURE)
    return Progress(frozenset(found["ticked"]), found["hidden"], found["done"]) if found else Progress()
