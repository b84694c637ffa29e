"""What can be added to the first steps of new members, and how the whole goes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from builder.studio.palette import Offer, new_id
from builder.studio.place import Studio
from portal_config import ids
from portal_config.findings import pointer
from portal_config.first_steps import STEPS
from portal_config.sections.onboarding import MAPS

AT = "/onboarding"
FILM = {"url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ", "title": "How we work"}


def beginning(here: Studio) -> list[Offer]:
    """The whole, with two steps and a card: nothing where there is one."""
    if here.compiled.onboarding.written:
        return []
    shop = _tab(here, "storefront")
    edits = [
        _insert("checklist", {"do": "say_hello"}),
        _insert("checklist", {"do": "first_order", **({"to": shop} if shop else {})}),
        _insert("cards", _card(here)),
    ]
    line = "A welcome above the first dashboard, with steps to tick off"
    return [_offer("onboarding", "First steps", line, "star", edits, AT)]


def parts(here: Studio, name: str = "") -> list[Offer]:
    """What can be added to it, or to one of its maps: each known step once."""
    made: list[Offer] = []
    if name in ("", "checklist"):
        edit = _insert("checklist", {"title": "Something to do"})
        made.append(
            _offer("tick", "Step to tick", "Members say themselves that it is done", "task", [edit], edit["ptr"])
        )
        there = {step.do for step in here.compiled.onboarding.checklist}
        for do, step in STEPS.items():
            if do not in there:
                edit = _insert("checklist", {"do": do})
                made.append(
                    _offer(do, step.name, f"Ticks itself: {_lower(step.done_when)}", "check", [edit], edit["ptr"])
                )
    if name in ("", "cards"):
        edit = _insert("cards", _card(here))
        made.append(_offer("card", "Card", "Leads to a tab, a page or a service", "grid", [edit], edit["ptr"]))
    if not name and here.raw(f"{AT}/video") is None:
        film: dict[str, Any] = {"op": "set", "ptr": f"{AT}/video", "value": FILM}
        made.append(_offer("film", "Film", "From YouTube, Vimeo or Loom", "play", [film], f"{AT}/video"))
    return made


def removal(here: Studio) -> list[Mapping[str, Any]]:
    """The edits that take the whole away, its translations with it."""
    whole = here.raw(AT)
    written: Mapping[str, Any] = whole if isinstance(whole, Mapping) else {}
    edits = [
        {"op": "remove", "ptr": AT + pointer(name, part_id), "uses": "drop"}
        for name in MAPS
        for part_id in (written.get(name) or ())
    ]
    return [*edits, *_translations(here), {"op": "set", "ptr": AT, "value": None}]


def needs(here: Studio, ptr: str) -> str | None:
    """The action without which nobody is asked for the step at a pointer."""
    do = here.raw(f"{ptr}/do")
    return STEPS[do].needs if isinstance(do, str) and do in STEPS else None


def _translations(here: Studio) -> Iterator[Mapping[str, Any]]:
    texts = here.document.get("texts")
    for language, entries in texts.items() if isinstance(texts, Mapping) else ():
        for key in entries if isinstance(entries, Mapping) else ():
            if key.partition(".")[0] == "onboarding":
                yield {"op": "set", "ptr": pointer("texts", language, key), "value": None}


def _insert(name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {"op": "insert", "ptr": AT + pointer(name, new_id(ids.INNER["onboarding"][name])), "value": dict(value)}


def _card(here: Studio) -> dict[str, Any]:
    """A card that leads to the shop, or to the first tab that is no dashboard."""
    tab = _tab(here, "storefront") or next((one.id for one in here.compiled.tabs if one.type != "dashboard"), None)
    return {"title": "Look around", "icon": "grid", **({"to": tab} if tab else {})}


def _tab(here: Studio, kind: str) -> str | None:
    return next((one.id for one in here.compiled.tabs if one.type == kind and not one.hidden), None)


def _offer(name: str, label: str, line: str, icon: str, edits: Sequence[Mapping[str, Any]], select: str) -> Offer:
    return Offer(name, label, line, icon, json.dumps(edits, separators=(",", ":")), select, f"“{label}” was added")


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
