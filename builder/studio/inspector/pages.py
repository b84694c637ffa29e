"""Tabs, dashboards with their widgets, pages with their sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from builder.studio import palette
from builder.studio.controls import controls
from builder.studio.inspector.inspected import Inspected, duplicate, kind_at, moves, not_allowed, removal, settings
from builder.studio.outline import Group, Node
from builder.studio.place import Studio
from portal_config.findings import pointer
from portal_config.kinds import registry
from portal_config.sections.layout import DashboardSettings, PageSettings, PartSettings, TabSettings, WidgetSettings


def tab(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = kind_at(here, "tab", node.ptr)
    schemas = [TabSettings(), *([kind.schema()] if kind else [])]
    made = settings(here, node, schemas, ("label", "icon", "see", "hidden"))
    raw = here.raw(node.ptr)
    parts = []
    if isinstance(raw, Mapping) and raw.get("page"):
        parts.append(
            ("Its page", controls(PageSettings(), here, pointer("pages", str(raw["page"])), only=("title", "slug")))
        )
    dashboards = here.compiled.tabs and raw.get("dashboards") if isinstance(raw, Mapping) else None
    single = dashboards[0] if isinstance(dashboards, list) and len(dashboards) == 1 else None
    adds: Mapping[str, Any] = {}
    if isinstance(single, str) and single in here.compiled.dashboards:
        adds = {"adds": palette.widgets(here, single), "adds_label": "Add widget"}
    elif isinstance(raw, Mapping) and raw.get("page"):
        adds = {"adds": palette.sections(here, str(raw["page"])), "adds_label": "Add section"}
    return Inspected(
        node.ptr,
        f"Tab “{node.name}”",
        node.icon,
        **made,
        notices=[*not_allowed(here, node, kind.needs if kind else None)],
        moves=moves(groups, node),
        duplicate=duplicate(here, node, "page", "dashboards"),
        remove=removal(node, "tab"),
        parts=parts,
        **adds,
    )


def dashboard(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    made = settings(here, node, [DashboardSettings()], ("name", "see"))
    dashboard = node.ptr.split("/")[2]
    return Inspected(
        node.ptr,
        f"Dashboard “{node.name}”",
        node.icon,
        **made,
        adds=palette.widgets(here, dashboard),
        adds_label="Add widget",
    )


def widget(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = kind_at(here, "widget", node.ptr)
    # A welcome says its heading itself; a title would be drawn by nobody.
    schemas = [*([kind.schema()] if kind else []), WidgetSettings()]
    made = settings(here, node, schemas, ("title", "text", "hint"))
    return Inspected(
        node.ptr,
        node.name,
        node.icon,
        **made,
        notices=[*not_allowed(here, node, kind.needs if kind else None)],
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=removal(node, "widget"),
    )


def page(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = settings(here, node, [PageSettings()], ("title", "slug", "public"))
    page = node.ptr.split("/")[2]
    return Inspected(
        node.ptr,
        f"Page “{node.name}”",
        node.icon,
        **made,
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=removal(node, "page"),
        adds=palette.sections(here, page),
        adds_label="Add section",
    )


def section(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = kind_at(here, "section", node.ptr)
    schemas = [PartSettings(), *([kind.schema()] if kind else [])]
    made = settings(here, node, schemas, ())
    parts = []
    page, section = node.ptr.split("/")[2], node.ptr.split("/")[4]
    compiled = here.compiled.pages[page]
    blocks = next((one.blocks for one in compiled.sections if one.id == section), ())
    for block in blocks:
        ptr = node.ptr + pointer("blocks", block.id)
        block_kind = registry.get("block", block.type)
        if block_kind is not None:
            parts.append((block_kind.label, controls(block_kind.schema(), here, ptr)))
    return Inspected(
        node.ptr,
        kind.label if kind else node.name,
        node.icon,
        **made,
        parts=parts,
        moves=moves(groups, node),
        duplicate=duplicate(here, node),
        remove=removal(node, "section"),
        adds=palette.blocks(node.ptr, has=len(blocks)) if kind and kind.name in ("hero", "text") else (),
        adds_label="Add words",
    )
