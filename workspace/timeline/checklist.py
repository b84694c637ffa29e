"""First steps that tick themselves: whether a step is done is read from what happened, never stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from foundation.db import row
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.first_steps import STEPS

_DONE = {
    "say_hello": "exists (select 1 from thread_reads r where r.tenant_id = %(tenant)s and r.person = %(actor)s and r.wrote)",
    "first_order": "exists (select 1 from orders o where o.tenant_id = %(tenant)s and o.member_id = %(me)s)",
    "add_file": "exists (select 1 from files f where f.tenant_id = %(tenant)s and f.client_id = %(client)s and f.added_by = %(actor)s"
    " and f.subject is not null and f.state in ('checking', 'ready'))",
    "invite_team": "exists (select 1 from members m where m.tenant_id = %(tenant)s and m.client_id = %(client)s and m.id <> %(me)s"
    " and m.state in ('invited', 'active'))",
}
_AWAY = (
    "array(select a.widget from checklists_away a where a.tenant_id = %(tenant)s and a.member_id = %(me)s) as put_away"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a member has done so far, and the checklists they put away (ids of widgets)."""

    done: frozenset[str]
    away: frozenset[str]


def checklist_facts(viewer: Viewer) -> Facts:
    """Which steps the viewer has taken, and what they put away, in one statement. Raises NotFound for somebody who is no member."""
    return _facts(viewer, STEPS, _AWAY)


def steps_done(viewer: Viewer, steps: Collection[str]) -> frozenset[str]:
    """Which of ``steps`` the viewer has taken: one statement, or none where there is nothing to ask. Raises NotFound for somebody who is no member."""
    return _facts(viewer, steps).done if steps else frozenset()


def _facts(viewer: Viewer, steps: Collection[str], *more: str) -> Facts:
    if viewer.kind != "member":
        raise NotFound()
    asked = [f"{_DONE[step]} as {step}" for step in STEPS if step in steps]
    found = row(
        f"select {', '.join((*asked, *more))}",
        tenant=current_scope().tenant_id,
        client=viewer.client_id,
        me=viewer.member_id,
        actor=viewer.actor,
    )
    assert found is not None
    done = frozenset(step for step in STEPS if step in steps and getattr(found, step))
    return Facts(done, frozenset(found.put_away) if more else frozenset())


def offered(viewer: Viewer, steps: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``steps`` that this viewer can take at all, in their order."""
    return tuple(step for step in steps if viewer.may(STEPS[step].needs))
