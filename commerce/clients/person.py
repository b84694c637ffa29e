"""What the rules of a document may know of a person and their client (``portal_config.context``), and how the person stands by it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from foundation import clock
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from portal_config.compiled import Compiled
from portal_config.expressions import Value
from portal_config.standing import GROUPS, groups_of, standing

Fill = Callable[[Collection[UUID]], Mapping[UUID, Any]]
"""Clients → what is so of each."""


@dataclass(frozen=True, slots=True)
class _Filled:
    ask: Fill
    room: str


_fills: dict[str, _Filled] = {}
_KEPT = 20_000
_kept: OrderedDict[tuple[UUID, UUID, str], tuple[int, Value]] = OrderedDict()
_lock = threading.Lock()


def fills(name: str, *, room: str) -> Callable[[Fill], Fill]:
    """Let a room above say what a name of context comes to, for many clients with one statement. Whatever changes it bumps the client's counter of
    ``room`` in the same transaction. Raises ValueError for a name that is taken."""

    def register(ask: Fill) -> Fill:
        if name in _fills:
            raise ValueError(f"two rooms fill {name}")
        _fills[name] = _Filled(ask, room)
        return ask

    return register


def facts(viewer: Viewer, names: Collection[str], *, versions: Mapping[str, int] | None = None) -> dict[str, Value]:
    """What is known of the viewer and their client, of those ``names`` only: what needs the database is asked only where it is named, and not again while the
    counter of ``versions`` it hangs on stands still. What is not so of anybody, as of a guest's client, is missing."""
    made: dict[str, Value] = {
        "user.signed_in": viewer.kind == "member",
        "user.roles": frozenset(viewer.roles),
        "client.name": viewer.client_name or None,
    }
    if viewer.client_id is not None:
        made[GROUPS] = viewer.standing.groups
        made |= {name: _filled(name, viewer.client_id, versions) for name in _fills if name in names}
    return {name: value for name, value in made.items() if name in names}


def with_standing(
    viewer: Viewer,
    compiled: Compiled,
    *,
    language: str,
    by_hand: Collection[str] = (),
    versions: Mapping[str, int] | None = None,
) -> Viewer:
    """The viewer with how they stand by the document. ``by_hand``: the groups their client was put in; ``language``: that of the page."""
    if not compiled.groups and not compiled.whens and not compiled.folders:
        return viewer
    names = compiled.standing_contexts
    known = moment(compiled) | facts(viewer, names, versions=versions)
    groups = groups_of(compiled, by_hand, known) if viewer.client_id is not None else frozenset()
    known["locale"] = language
    if viewer.client_id is not None:
        known[GROUPS] = groups
    return replace(viewer, standing=standing(compiled, groups, known, viewer.roles))


def facts_of_clients(clients: Mapping[UUID, str], names: Collection[str]) -> dict[UUID, dict[str, Value]]:
    """The same of many clients (id → name), without any person: what rules of groups may know. One statement for each name that needs the database."""
    asked = {name: one.ask(clients) for name, one in _fills.items() if name in names}
    return {
        client: {"client.name": called, **{name: values.get(client) for name, values in asked.items()}}
        for client, called in clients.items()
    }


def moment(compiled: Compiled) -> dict[str, Value]:
    """The portal's day and the moment."""
    return {"today": clock.today(compiled.timezone), "now": clock.now().replace(microsecond=0)}


def _filled(name: str, client_id: UUID, versions: Mapping[str, int] | None) -> Value:
    """What a name comes to for one client, as it was while the counter it hangs on has not moved."""
    filled = _fills[name]
    key, counter = (current_scope().tenant_id, client_id, name), (versions or {}).get(filled.room, 0)
    if versions is not None:
        with _lock:
            kept = _kept.get(key)
        if kept is not None and kept[0] == counter:
            return kept[1]
    value: Value = filled.ask((client_id,)).get(client_id)
    if versions is not None:
        with _lock:
            _kept[key] = (counter, value)
            _kept.move_to_end(key)
            while len(_kept) > _KEPT:
                _kept.popitem(last=False)
    return value
