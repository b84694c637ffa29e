"""One history out of what every room recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from commerce.clients import policies as clients
from commerce.orders import policies as orders
from commerce.orders.frozen import frozen_texts
from foundation.db import rows
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config import thaw_pipeline
from workspace.conversations import policies as conversations
from workspace.files import policies as files

SOURCES = ("orders", "messages", "files", "people", "groups")
"""What is told; ``groups`` to staff alone, who put clients into them."""
LATEST_ORDERS = 200
"""Orders that are looked at, the latest first: so that a client with a hundred thousand of them waits no longer."""
LARGEST = 50


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. ``what`` says how to read the rest: ``placed``, ``moved``, ``paid``, ``declined``, ``announced``, ``cancelled``,
    ``completed``, ``note``, ``file``, ``message``, ``joined``, ``grouped`` or ``ungrouped``; ``title`` is the order's, the file's or the group's; ``thread_id`` where it was said;
    ``who`` is a name, for groups the actor (``staff:<id>``)."""

    what: str
    at: datetime
    who: str
    number: str
    title: str
    status: str = ""
    note: str = ""
    thread_id: UUID | None = None


# What belongs to the few rows that are shown is looked up for each: "offset 0" keeps the planner, which cannot know how few they are, from reading a whole
# table of the tenant to join it.
_COLUMNS = "what, at, who, number, title, status, note, pipeline_hash, thread_id"
_ORDERS = """
select case h.kind when 'payment' then h.note when 'state' then h.to_state else h.kind end as what, h.at, h.actor_name as who, o.number, o.title,
    h.to_status as status, case when h.kind in ('moved', 'note') then h.note else '' end as note, o.pipeline_hash, null::uuid as thread_id
from (select o.* from orders o where o.tenant_id = %(tenant)s and {reach}{narrow} order by o.placed_at desc, o.id desc limit {latest}) o
cross join lateral (select * from order_history h where h.tenant_id = o.tenant_id and h.order_id = o.id offset 0) h
where h.kind in ('placed', 'moved', 'note') or (h.kind = 'payment' and h.note in ('paid', 'declined', 'announced'))
    or (h.kind = 'state' and h.to_state = 'cancelled' and h.from_status is not distinct from h.to_status)
order by h.at desc, h.id desc limit %(limit)s
"""
_MESSAGES = """
select 'message', m.at, m.author_name, coalesce(o.number, ''), coalesce(o.title, ''), '', '', null, t.id
from (select t.* from threads t where t.tenant_id = %(tenant)s and t.open_at is not null{narrow_thread} order by t.open_at desc, t.id desc limit {latest}) t
cross join lateral (select * from messages m where m.tenant_id = t.tenant_id and m.id = t.open_message_id and m.removed_at is null offset 0) m
left join lateral (select * from orders o where o.tenant_id = t.tenant_id and o.id = t.order_id offset 0) o on true
cross join lateral (select * from clients c where c.tenant_id = t.tenant_id and c.id = t.client_id offset 0) c
where (t.kind = 'order' and ({reach})) or (t.kind = 'client' and ({reach_client}))
order by m.at desc limit %(limit)s
"""
_FILES = """
select 'file', f.at, f.added_by_name, coalesce(o.number, ''), f.name, '', '', null, null
from files f
left join lateral (select * from orders o where o.tenant_id = f.tenant_id and o.id = f.order_id offset 0) o on true
where f.tenant_id = %(tenant)s and f.subject is not null and f.state in ('checking', 'ready') and not f.internal and {reach_files}{narrow_file}
order by f.at desc, f.id desc limit %(limit)s
"""
_PEOPLE = """
select 'joined', m.joined_at, coalesce(nullif(m.name, ''), m.email), '', c.name, '', '', null, null
from members m join clients c on c.tenant_id = m.tenant_id and c.id = m.client_id
where m.tenant_id = %(tenant)s and m.joined_at is not null and m.state = 'active' and m.client_id = %(of_client)s
order by m.joined_at desc limit %(limit)s
"""
_GROUPS = """
select case a.action when 'client.group' then 'grouped' else 'ungrouped' end, a.at, a.actor, '', coalesce(a.after, a.before) ->> 'name', '', '', null, null
from audit a
where a.tenant_id = %(tenant)s and a.subject = 'client:' || %(of_client)s and a.action in ('client.group', 'client.group_remove')
order by a.id desc limit %(limit)s
"""


def happenings(
    viewer: Viewer, *, client_id: UUID | None = None, of: Collection[str] = SOURCES, limit: int = 8
) -> tuple[Happening, ...]:
    """The latest things that happened for the viewer's client, for staff with ``client_id`` for that one, newest first: what the viewer reads by the rules
    of each room, and nothing else. One statement, and one more for pipelines this process has not read yet. Raises NotFound for somebody who reads
    no orders.
    """
    reach, parameters = orders.reach(viewer)
    of_client = viewer.client_id if viewer.kind == "member" else client_id
    if of_client is None:
        raise NotFound()
    wanted = {
        "tenant": current_scope().tenant_id,
        "limit": max(1, min(limit, LARGEST)),
        "of_client": of_client,
        "person": viewer.actor,
    }
    parts = _parts(viewer, of, reach, wanted | parameters)
    if not parts[0]:
        return ()
    found = rows(
        f"select * from ({' union all '.join(f'({part})' for part in parts[0])}) x ({_COLUMNS}) order by at desc limit %(limit)s",  # noqa: S608
        **parts[1],
    )
    names = _status_names({one.pipeline_hash for one in found if one.pipeline_hash and one.what == "moved"})
    return tuple(_happening(one, names) for one in found)


def _parts(
    viewer: Viewer, of: Collection[str], reach: str, parameters: dict[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    made: list[str] = []
    known = {"latest": LATEST_ORDERS, "reach": reach, "narrow": " and o.client_id = %(of_client)s"}
    if "orders" in of:
        made.append(_ORDERS.format(**known))
    if "messages" in of:
        reach_client, more = conversations.reach_clients(viewer)
        parameters |= more
        made.append(
            _MESSAGES.format(**known, reach_client=reach_client, narrow_thread=" and t.client_id = %(of_client)s")
        )
    if "files" in of:
        reach_files, more = files.reach(viewer)
        parameters |= more
        made.append(_FILES.format(reach_files=reach_files, narrow_file=" and f.client_id = %(of_client)s"))
    if "people" in of and orders.sees_whole_client(viewer):
        made.append(_PEOPLE)
    if "groups" in of and clients.reads_every_client(viewer):
        made.append(_GROUPS)
    return made, parameters


def _status_names(hashes: set[str]) -> dict[tuple[str, str], str]:
    return {
        (digest, status.id): status.name
        for digest, text in frozen_texts(hashes).items()
        for status in thaw_pipeline(text).statuses
    }


def _happening(one: Any, names: dict[tuple[str, str], str]) -> Happening:
    made = Happening(one.what, one.at, one.who, one.number, one.title, "", one.note, one.thread_id)
    if one.what == "moved":
        return replace(made, status=names.get((one.pipeline_hash, one.status or ""), ""))
    return made
