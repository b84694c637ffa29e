"""Which groups of the document a client is in: put in by hand, which is written here, or by a rule, which is worked out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from commerce.clients import policies, queries
from commerce.clients.events import ClientEnteredGroup, ClientLeftGroup
from commerce.clients.person import facts_of_clients, moment
from foundation import audit, clock
from foundation.db import execute, rows, uuid7
from foundation.errors import Refused
from foundation.events import record
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled, Group
from portal_config.standing import groups_of

MOST_CLIENTS = 20_000
"""Clients a rule is asked about for a list of those in its group: the newest."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group of the document and whether a client is in it. ``manual``: staff put clients in, otherwise a rule decides."""

    id: str
    name: str
    manual: bool
    inside: bool


def groups_of_client(viewer: Viewer, client: queries.ClientFacts, compiled: Compiled) -> tuple[GroupFacts, ...]:
    """Every group of the document in its order; no statement where it has none, else one, and one for each name of context that a rule of a group asks the
    database for. Raises NotFound for anybody but staff who read every client."""
    policies.require_every_client(viewer)
    if not compiled.groups:
        return ()
    found = rows(
        "select group_id from client_groups where tenant_id = %(tenant)s and client_id = %(client)s",
        tenant=current_scope().tenant_id,
        client=client.id,
    )
    by_hand = frozenset(one.group_id for one in found)
    known = moment(compiled) | facts_of_clients({client.id: client.name}, _names(compiled))[client.id]
    inside = groups_of(compiled, by_hand, known)
    return tuple(GroupFacts(one.id, one.name, one.manual, one.id in inside) for one in compiled.groups.values())


def clients_in_group(viewer: Viewer, group: Group, compiled: Compiled) -> tuple[UUID, ...]:
    """Who is in a group. Of a rule the newest ``MOST_CLIENTS`` are asked, with one statement and one for each name of context that it asks the database for.
    Raises NotFound for anybody but staff who read every client."""
    policies.require_every_client(viewer)
    if group.match is None:
        by_hand = rows(
            "select client_id from client_groups where tenant_id = %(tenant)s and group_id = %(group)s",
            tenant=current_scope().tenant_id,
            group=group.id,
        )
        return tuple(one.client_id for one in by_hand) if group.manual else ()
    return _by_rules(compiled, group.match.contexts)[group.id]


def clients_by_group(group_ids: Collection[str], compiled: Compiled) -> dict[str, tuple[str, int]]:
    """Group → its name and how many clients of the entered tenant are in it, for those asked about that the document has: whom a change of a group would
    reach. Costs what ``clients_in_group`` does, once for all of them."""
    asked = [compiled.groups[each] for each in group_ids if each in compiled.groups]
    by_hand = rows(
        "select group_id, count(*) as clients from client_groups where tenant_id = %(tenant)s and group_id = any(%(groups)s) group by group_id",
        tenant=current_scope().tenant_id,
        groups=[one.id for one in asked if one.manual],
    )
    counted = {one.group_id: int(one.clients) for one in by_hand}
    names = {name for one in asked if one.match is not None for name in one.match.contexts}
    ruled = _by_rules(compiled, names) if any(one.match is not None for one in asked) else {}
    return {one.id: (one.name, counted.get(one.id, len(ruled.get(one.id, ())))) for one in asked}


def _by_rules(compiled: Compiled, names: Collection[str]) -> dict[str, tuple[UUID, ...]]:
    """Whom rules put into which group, of the newest ``MOST_CLIENTS``. ``names``: what the rules that are asked about name."""
    found = rows(
        "select id, name from clients where tenant_id = %(tenant)s order by created_at desc, id desc limit %(limit)s",
        tenant=current_scope().tenant_id,
        limit=MOST_CLIENTS,
    )
    now = moment(compiled)
    known = facts_of_clients({one.id: one.name for one in found}, names)
    inside: dict[str, list[UUID]] = {group_id: [] for group_id in compiled.groups}
    for client, facts in known.items():
        for group_id in groups_of(compiled, (), now | facts):
            inside[group_id].append(client)
    return {group_id: tuple(clients) for group_id, clients in inside.items()}


def add_to_group(viewer: Viewer, client_id: UUID, group_id: str, *, compiled: Compiled) -> Group:
    """Put a client into a group; one that is in it already stays. Raises Forbidden, NotFound, Refused ``unknown_group``, ``group_by_rule``."""
    policies.require_clients(viewer)
    client = queries.access_client(viewer, client_id)
    group = _manual(group_id, compiled)
    added = execute(
        "insert into client_groups (tenant_id, id, client_id, group_id, added_at) values (%(tenant)s, %(id)s, %(client)s, %(group)s, %(at)s)"
        " on conflict (tenant_id, client_id, group_id) do nothing",
        tenant=current_scope().tenant_id,
        id=uuid7(),
        client=client.id,
        group=group.id,
        at=clock.now(),
    )
    if added:
        subject = f"client:{client_id}"
        audit.record("client.group", subject, viewer.actor, after={"group": group.id, "name": group.name})
        record(ClientEnteredGroup(subject=subject, actor=viewer.actor, group=group.id))
    return group


def remove_from_group(viewer: Viewer, client_id: UUID, group_id: str, *, compiled: Compiled) -> Group:
    """Take a client out of a group; one that is not in it stays out. Raises Forbidden, NotFound, Refused ``unknown_group``, ``group_by_rule``."""
    policies.require_clients(viewer)
    client = queries.access_client(viewer, client_id)
    group = _manual(group_id, compiled)
    removed = execute(
        "delete from client_groups where tenant_id = %(tenant)s and client_id = %(client)s and group_id = %(group)s",
        tenant=current_scope().tenant_id,
        client=client.id,
        group=group.id,
    )
    if removed:
        subject = f"client:{client_id}"
        audit.record("client.group_remove", subject, viewer.actor, before={"group": group.id, "name": group.name})
        record(ClientLeftGroup(subject=subject, actor=viewer.actor, group=group.id))
    return group


def _manual(group_id: str, compiled: Compiled) -> Group:
    group = compiled.groups.get(group_id)
    if group is None:
        raise Refused("unknown_group", "Choose a group from the list.", pointer="group")
    if not group.manual:
        raise Refused(
            "group_by_rule",
            "A rule decides who is in {group}, so nobody is put in or taken out by hand.",
            group=group.name,
            pointer="group",
        )
    return group


def _names(compiled: Compiled) -> frozenset[str]:
    return frozenset(name for one in compiled.groups.values() if one.match is not None for name in one.match.contexts)
