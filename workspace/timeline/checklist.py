"""First steps that tick themselves: whether a step is done is read from what happened, never stored."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.db import row
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope

STEPS = ("say_hello", "first_order", "add_file", "invite_team")
NEEDS = {
    "say_hello": "message.write",
    "first_order": "order.create",
    "add_file": "message.write",
    "invite_team": "member.manage",
}
"""Step → the action without which nobody is asked for it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a member has done so far, and the checklists they put away (ids of widgets)."""

    done: frozenset[str]
    away: frozenset[str]


def checklist_facts(viewer: Viewer) -> Facts:
    """Which steps the viewer has taken, in one statement. Raises NotFound for somebody who is no member."""
    if viewer.kind != "member":
        raise NotFound()
    found = row(
        "select exists (select 1 from members m where m.tenant_id = %(tenant)s and m.client_id = %(client)s and m.id <> %(me)s"
        " and m.state in ('invited', 'active')) as invite_team,"
        " exists (select 1 from orders o where o.tenant_id = %(tenant)s and o.member_id = %(me)s) as first_order,"
        " exists (select 1 from thread_reads r where r.tenant_id = %(tenant)s and r.person = %(actor)s and r.wrote) as say_hello,"
        " exists (select 1 from files f where f.tenant_id = %(tenant)s and f.client_id = %(client)s and f.added_by = %(actor)s"
        " and f.subject is not null and f.state in ('checking', 'ready')) as add_file,"
        " array(select a.widget from checklists_away a where a.tenant_id = %(tenant)s and a.member_id = %(me)s) as away",
        tenant=current_scope().tenant_id,
        client=viewer.client_id,
        me=viewer.member_id,
        actor=viewer.actor,
    )
    assert found is not None
    return Facts(frozenset(step for step in STEPS if getattr(found, step)), frozenset(found.away))


def offered(viewer: Viewer, steps: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``steps`` that this viewer can take at all, in their order."""
    return tuple(step for step in steps if viewer.may(NEEDS[step]))
