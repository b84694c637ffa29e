"""What can be added: every kind whose engine is ready, with the edits that add it."""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.studio.forms import edits_for, library
from builder.studio.place import Studio
from portal_config import ids
from portal_config.findings import pointer
from portal_config.kinds import Kind, registry
from portal_config.settings import Items, Ref

NAME = "abcdefghjkmnpqrstuvwxyz23456789"
EXAMPLE = "_example"

LINES = {
    ("tab", "dashboard"): "A first page made of widgets",
    ("tab", "page"): "A page with your own words",
    ("tab", "storefront"): "The services a client can order",
    ("tab", "orders"): "All orders with their status",
    ("tab", "files"): "Files of a client, and those of its orders",
    ("tab", "messages"): "Conversations with your team",
    ("tab", "team"): "The client's own people and their roles",
    ("widget", "welcome"): "A greeting and the one next step",
    ("widget", "waiting_for_you"): "What the client is asked for",
    ("widget", "order_list"): "Orders with status and due date",
    ("widget", "payment_due"): "What is left to pay",
    ("widget", "links"): "Ways to other pages",
    ("widget", "text"): "A few words of yours",
    ("widget", "messages"): "The latest messages",
    ("widget", "files_recent"): "Files that were added last",
    ("widget", "timeline"): "What happened lately",
    ("widget", "checklist"): "First steps, ticked off one by one",
    ("section", "hero"): "A large opening with a heading",
    ("section", "text"): "A heading and paragraphs",
    ("section", "service_grid"): "Services as cards",
    ("section", "form"): "A form and its service",
}
"""One line for each kind: what somebody gets who adds it. Others are told by their group."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind that can be added: ``edits`` as JSON, ``select`` the pointer of what will be there; those of one ``group`` stand below its name."""

    name: str
    label: str
    line: str
    icon: str
    edits: str
    select: str
    said: str
    group: str = ""


def new_id(prefix: str) -> str:
    """A fresh id: 8 letters and digits, 40 bits."""
    return f"{prefix}_{''.join(secrets.choice(NAME) for _ in range(8))}"


def tabs(here: Studio) -> list[Offer]:
    """Every ready kind of tab, added at the end."""
    return _offers(here, "tab", "tabs", prefix="tab")


def widgets(here: Studio, dashboard: str) -> list[Offer]:
    """Every ready kind of widget, added at the end of a dashboard."""
    return _offers(here, "widget", "dashboards", dashboard, "widgets", prefix="wdg")


def sections(here: Studio, page: str) -> list[Offer]:
    """Every ready kind of section, added at the end of a page."""
    return _offers(here, "section", "pages", page, "sections", prefix="sec")


def _offers(here: Studio, family: str, *place: str, prefix: str) -> list[Offer]:
    """Every ready kind of a family, each with the edits that add it at ``place`` under a fresh id."""
    made = []
    for kind in registry.family(family):
        edits, value = _filled(here, kind)
        if value is None:
            continue
        ptr = pointer(*place, new_id(prefix))
        edits.append({"op": "insert", "ptr": ptr, "value": value})
        made.append(_offer(kind, edits, ptr))
    return made


def blocks(section: str, *, has: int) -> list[Offer]:
    """A heading or a paragraph more; nothing once a section is long."""
    if has >= 12:
        return []
    made = []
    for kind in registry.family("block"):
        ptr = f"{section}/blocks/{new_id('blk')}"
        edit = {"op": "insert", "ptr": ptr, "value": dict(kind.example)}
        made.append(_offer(kind, [edit], section))
    return made


def pages() -> list[Offer]:
    """A new public page with one section."""
    page, section, block = new_id("pag"), new_id("sec"), new_id("blk")
    value = {
        "title": "New page",
        "public": True,
        "section_order": [section],
        "sections": {
            section: {
                "type": "text",
                "block_order": [block],
                "blocks": {block: {"type": "heading", "text": "New page"}},
            }
        },
    }
    ptr = pointer("pages", page)
    edits = json.dumps([{"op": "insert", "ptr": ptr, "value": value}])
    return [Offer("page", "Page", "Everybody can read it, signed in or not", "globe", edits, ptr, "A page was added")]


def groups() -> list[Offer]:
    """A group whom staff put clients into."""
    ptr = pointer("groups", new_id("grp"))
    edits = json.dumps([{"op": "insert", "ptr": ptr, "value": {"name": "New group", "match": "manual"}}])
    return [
        Offer("group", "Group", "You say on a client’s page who is in it", "users", edits, ptr, "A group was added")
    ]


def folders() -> list[Offer]:
    """A folder that every client has."""
    ptr = pointer("folders", new_id("fol"))
    edits = json.dumps([{"op": "insert", "ptr": ptr, "value": {"name": "New folder"}}])
    return [
        Offer(
            "folder",
            "Folder",
            "For files of every client, seen by whom you say",
            "folder",
            edits,
            ptr,
            "A folder was added",
        )
    ]


def forms(here: Studio) -> list[Offer]:
    """Every intake form of the library, added at the end."""
    document = here.document
    retired = document.get("retired_ids")
    taken = {each.id for each in ids.found(dict(document)) if isinstance(each.id, str)}
    taken |= {each for each in retired if isinstance(each, str)} if isinstance(retired, list) else set()
    made = []
    for one in library():
        edits, ptr = edits_for(one, document, taken)
        made.append(
            Offer(
                one.key,
                one.name,
                one.line,
                "form",
                json.dumps(edits, separators=(",", ":")),
                ptr,
                f"“{one.name}” was added",
            )
        )
    return made


def _offer(kind: type[Kind], edits: list[dict[str, Any]], ptr: str) -> Offer:
    line = LINES.get((kind.family, kind.name), kind.group)
    return Offer(
        kind.name,
        kind.label,
        line,
        kind.icon,
        json.dumps(edits, separators=(",", ":")),
        ptr,
        f"“{kind.label}” was added",
    )


def _filled(here: Studio, kind: type[Kind]) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """(edits that come first, the part): the kind's example, its references led to parts that are there or that are made. None where it needs one that
    cannot be made here."""
    value = copy.deepcopy(dict(kind.example))
    before: list[dict[str, Any]] = []
    for name, setting in kind.schema().load_fields.items():
        key = setting.data_key or name
        inner = setting.inner if isinstance(setting, Items) else setting
        if not isinstance(inner, Ref) or key not in value:
            continue
        target_ = _target(here, inner, before)
        if target_ is None and setting.required:
            return [], None
        if target_ is None:
            del value[key]
        else:
            value[key] = [target_] if isinstance(setting, Items) else target_
    for inner_map, prefix in ids.INNER.get(f"{kind.family}s", {}).items():
        if isinstance(value.get(inner_map), Mapping):
            value[inner_map] = {new_id(prefix): part for part in value[inner_map].values()}
    return before, value


def _target(here: Studio, setting: Ref, before: list[dict[str, Any]]) -> str | None:
    """A part that the reference may name: a dashboard or page made for it, else the first there is."""
    prefix = setting.prefixes[0]
    if prefix == "dsh":
        made = new_id("dsh")
        welcome = new_id("wdg")
        value: dict[str, Any] = {
            "name": "New dashboard",
            "widget_order": [welcome],
            "widgets": {welcome: {"type": "welcome", "size": "full", "text": "Hello {{user.first_name}}"}},
        }
        before.append({"op": "insert", "ptr": pointer("dashboards", made), "value": value})
        return made
    if prefix == "pag":
        made, section, heading = new_id("pag"), new_id("sec"), new_id("blk")
        value = {
            "title": "New page",
            "section_order": [section],
            "sections": {
                section: {
                    "type": "text",
                    "block_order": [heading],
                    "blocks": {heading: {"type": "heading", "text": "New page"}},
                }
            },
        }
        before.append({"op": "insert", "ptr": pointer("pages", made), "value": value})
        return made
    return target(here, setting)


def target(here: Studio, setting: Ref) -> str | None:
    """The first part there is that a reference may name, or None."""
    maps = {prefix: name for name, prefix in ids.MAPS.items()}
    found = here.document.get(maps.get(setting.prefixes[0], ""))
    return next(iter(found), None) if isinstance(found, Mapping) and found else None
