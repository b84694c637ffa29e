"""The tree of each mode, from the compiled draft: what is broken in it has a row all the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from builder.studio.outline.asked import asked
from builder.studio.outline.folders import file_folders
from builder.studio.outline.groups import client_groups
from builder.studio.outline.node import Group, Node, counted, only_for, seen_by
from builder.studio.outline.notified import notified
from builder.studio.outline.roles import roles
from builder.studio.outline.sold import sold
from builder.studio.outline.welcomed import welcomed
from builder.studio.outline.whole import whole
from builder.studio.outline.work import work
from builder.studio.people import roles_of
from builder.studio.place import Studio
from portal_config.compiled import Compiled, Dashboard, Page, Section, Tab, Widget
from portal_config.findings import pointer
from portal_config.kinds import registry

Roles = Sequence[Mapping[str, Any]]
SHORT = 40


def tree(here: Studio, mode: str) -> tuple[Group, ...]:
    """The groups of a mode with their rows, findings counted."""
    groups = TREES[mode](here, roles_of(here))
    return tuple(replace(group, nodes=counted(group.nodes, here.findings)) for group in groups)


def _pages(here: Studio, roles: Roles) -> tuple[Group, ...]:
    compiled = here.compiled
    used = {tab.settings.get("page") for tab in compiled.tabs}
    tabs = tuple(_tab(tab, compiled, roles) for tab in compiled.tabs)
    others = [_page(page) for page in compiled.pages.values() if page.id not in used]
    others.append(Node("/sign_in", "Sign in", "key", "/sign-in", visitor=True))
    return (
        Group("Tabs", tabs, "tab", "Add tab", letters=True),
        welcomed(here, roles),
        Group("Pages outside the menu", tuple(others), "page", "Add page"),
    )


def _tab(tab: Tab, compiled: Compiled, roles: Roles) -> Node:
    show = f"/t/{tab.slug}"
    kind = registry.get("tab", tab.type)
    children: tuple[Node, ...] = ()
    also: tuple[str, ...] = ()
    if tab.type == "dashboard":
        shown = [compiled.dashboards[one] for one in tab.settings.get("dashboards", ()) if one in compiled.dashboards]
        if len(shown) == 1:
            also = (pointer("dashboards", shown[0].id),)
            children = _widgets(shown[0], compiled, show, roles)
        else:
            children = tuple(
                Node(
                    pointer("dashboards", one.id),
                    one.name,
                    "grid",
                    show,
                    seen=seen_by(roles, one.see, None),
                    only=only_for(compiled, one.see),
                    children=_widgets(one, compiled, show, roles),
                )
                for one in shown
            )
    elif (page := compiled.pages.get(str(tab.settings.get("page") or ""))) is not None:
        children = tuple(_section(page, section, show) for section in page.sections)
        also = (pointer("pages", page.id),)
    return Node(
        pointer("tabs", tab.id),
        tab.label,
        tab.icon or (kind.icon if kind else "square"),
        show,
        seen=seen_by(roles, tab.see, tab.needs),
        only=only_for(compiled, tab.see),
        hidden=tab.hidden,
        orders=True,
        children=children,
        also=also,
    )


def _widgets(dashboard: Dashboard, compiled: Compiled, show: str, roles: Roles) -> tuple[Node, ...]:
    return tuple(_widget(dashboard, widget, compiled, show, roles) for widget in dashboard.widgets)


def _widget(dashboard: Dashboard, widget: Widget, compiled: Compiled, show: str, roles: Roles) -> Node:
    kind = registry.get("widget", widget.type)
    return Node(
        pointer("dashboards", dashboard.id, "widgets", widget.id),
        widget.title or (kind.label if kind else widget.type),
        kind.icon if kind else "square",
        show,
        seen=seen_by(roles, widget.see, widget.needs, within=dashboard.see),
        only=only_for(compiled, widget.see),
        orders=True,
    )


def _page(page: Page) -> Node:
    show = f"/pages/{page.slug}" if page.public else ""
    return Node(
        pointer("pages", page.id),
        page.title,
        "globe" if page.public else "page",
        show,
        tag="public" if page.public else "",
        orders=True,
        children=tuple(_section(page, section, show) for section in page.sections),
    )


def _section(page: Page, section: Section, show: str) -> Node:
    kind = registry.get("section", section.type)
    words = next((str(block.settings.get("text") or "") for block in section.blocks), "") or str(
        section.settings.get("title") or ""
    )
    name = words.split("\n")[0][:SHORT] or (kind.label if kind else section.type)
    return Node(
        pointer("pages", page.id, "sections", section.id), name, kind.icon if kind else "square", show, orders=True
    )


def _forms(here: Studio, _roles: Roles) -> tuple[Group, ...]:
    return asked(here)


def _people(here: Studio, roles_: Roles) -> tuple[Group, ...]:
    return (*client_groups(here), *roles(here), file_folders(here, roles_))


def _flow(here: Studio, _roles: Roles) -> tuple[Group, ...]:
    return work(here)


def _whole(here: Studio, _roles: Roles) -> tuple[Group, ...]:
    return whole(here)


def _notifications(here: Studio, _roles: Roles) -> tuple[Group, ...]:
    return notified(here)


def _brand(_here: Studio, _roles: Roles) -> tuple[Group, ...]:
    return (
        Group(
            "Brand",
            (
                Node("/branding", "Name, logo and colour", "palette", also=("/portal",)),
                Node("/sign_in", "Sign-in page", "key", "/sign-in", visitor=True),
            ),
        ),
    )


TREES: dict[str, Callable[[Studio, Roles], tuple[Group, ...]]] = {
    "pages": _pages,
    "services": sold,
    "forms": _forms,
    "people": _people,
    "flow": _flow,
    "settings": _whole,
    "notifications": _notifications,
    "brand": _brand,
}
