"""The slots of an address that a portal's documents obey, and what they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.bindings.queries import live_values
from foundation.domains.names import shown
from foundation.domains.queries import Domain
from foundation.revisions.history import draft_texts, live_revision
from portal_config import upgrades


@dataclass(frozen=True, slots=True)
class AddressSlot:
    """``obeyed``: the live document's links begin with it; else a draft's would. ``choices``: [(host, words, chosen)], the portal's own address first, whose host is
    empty."""

    id: str
    label: str
    obeyed: bool
    bound: bool
    choices: Sequence[tuple[str, str, bool]]


def obeyed_slot() -> str | None:
    """The slot that the live document's links begin with, or None."""
    published = live_revision()
    return _primary(upgrades.read(published[1]))[0] if published else None


def address_slots(known: Sequence[Domain], own: str) -> tuple[AddressSlot, ...]:
    """Those of the live document and of every draft, the live one's first. ``known``: the portal's hosts, ``own``: its address on the platform."""
    published = live_revision()
    live = _primary(upgrades.read(published[1])) if published else (None, "")
    found = dict([live, *(_primary(upgrades.read(text)) for text in draft_texts())])
    bound = live_values()
    hosts = [("", own), *((one.host, shown(one.host)) for one in known if one.verified_at is not None)]
    return tuple(
        AddressSlot(
            slot,
            label,
            slot == live[0],
            slot in bound,
            [(host, words, bound.get(slot) == host) for host, words in hosts],
        )
        for slot, label in found.items()
        if slot
    )


def _primary(document: Mapping[str, Any]) -> tuple[str | None, str]:
    """Id and label of the slot that a document's ``domains.primary`` names; a draft may be broken anywhere."""
    domains, env = document.get("domains"), document.get("env")
    name = domains.get("primary") if isinstance(domains, Mapping) else None
    slot = env.get(name) if isinstance(env, Mapping) and isinstance(name, str) else None
    if not isinstance(slot, Mapping) or slot.get("kind") != "domain":
        return None, ""
    return name, str(slot.get("label") or name)
