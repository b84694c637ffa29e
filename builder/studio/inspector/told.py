"""What people are told, and the groups they are in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from builder.studio.controls import controls
from builder.studio.inspector.inspected import Action, Inspected, edits_of, moves, not_allowed, removal, settings
from builder.studio.outline import Group, Node
from builder.studio.outline.notified import news_here
from builder.studio.place import Studio
from portal_config.news import EMAIL
from portal_config.sections.folders import READS, FolderSettings
from portal_config.sections.groups import GroupSettings
from portal_config.sections.notifications import settings_of
from workspace.notifications.kinds import kind_of


def notification(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    news = news_here(here, node.ptr)
    if news is None:
        return Inspected(node.ptr, node.name, node.icon, remove=removal(node, "entry"))
    made = controls(settings_of(news), here, node.ptr, only=("channels", "subject"))
    kind = kind_of(news.side, news.kind)
    if EMAIL in kind.channels(here.compiled) and not kind.email:
        made = [replace(one, help=f"{one.help} {STARTS_OFF}") if one.kind == "several" else one for one in made]
    made = [replace(one, extra={**one.extra, "offered": True}) if one.kind == "text" else one for one in made]
    raw = here.raw(node.ptr)
    if raw is None:
        begin = json.dumps({"op": "insert", "ptr": node.ptr, "value": {"event": news.event, "to": dict(news.to)}})
        made = [replace(one, first=begin) for one in made]
    changed = [name for name in ("channels", "subject") if isinstance(raw, Mapping) and name in raw]
    back = [{"op": "set", "ptr": f"{node.ptr}/{name}", "value": None} for name in changed]
    said = f"“{news.title}” is told as usual"
    return Inspected(
        node.ptr,
        news.title,
        node.icon,
        fields=made,
        told=f"{WHOM[news.side]} it as “{kind.label}”.",
        remove=Action("Tell it as usual", edits_of(*back), said, "undo", node.ptr) if back else None,
    )


STARTS_OFF = "This mail is off until a person switches it on."


WHOM = {"client": "Clients choose", "seller": "Your team chooses"}


def group(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = settings(here, node, [GroupSettings()], ("name", "match"))
    return Inspected(
        node.ptr, f"Group “{node.name}”", node.icon, **made, moves=moves(groups, node), remove=removal(node, "group")
    )


def folder(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    return Inspected(
        node.ptr,
        f"Folder “{node.name}”",
        node.icon,
        told="Every client has this folder. Your team always sees what is in it.",
        fields=controls(FolderSettings(), here, node.ptr),
        notices=not_allowed(here, node, READS),
        moves=moves(groups, node),
        remove=removal(node, "folder"),
    )
