"""What the inspector shows of a selected part: its settings, what is wrong with it, where it can be moved, and how it is copied or removed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import marshmallow

from builder.studio import palette, welcome
from builder.studio.controls import Control, controls
from builder.studio.copies import copy_of
from builder.studio.outline import Group, Node, find
from builder.studio.outline.node import joined, walk
from builder.studio.outline.notified import news_here
from builder.studio.place import Studio
from portal_config.branding import BrandingSettings
from portal_config.edits.places import spot
from portal_config.findings import Finding, pointer
from portal_config.kinds import registry
from portal_config.news import EMAIL
from portal_config.sections.folders import READS, FolderSettings
from portal_config.sections.forms import FieldSettings, FormSettings
from portal_config.sections.groups import GroupSettings
from portal_config.sections.layout import DashboardSettings, PageSettings, PartSettings, TabSettings, WidgetSettings
from portal_config.sections.notifications import settings_of
from portal_config.sections.onboarding import CardSettings, FirstStepSettings, OnboardingSettings, VideoSettings
from portal_config.sections.portal import PortalSettings, SignInSettings
from portal_config.sections.selling import ServiceSettings
from workspace.notifications.kinds import kind_of

SHOWN = 5
"""Settings in sight; the rest stands below “More settings”."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button that sends edits. ``said`` is what the toast says when it is done, ``select`` the pointer that is selected then."""

    label: str
    edits: str
    said: str
    icon: str = ""
    select: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to look at, with its fixes."""

    tone: str
    title: str
    text: str
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Inspected:
    """All that the inspector draws. ``told`` is a sentence about it, ``fields`` are in sight, ``more`` below them, ``parts`` titled groups of further settings."""

    ptr: str
    title: str
    icon: str
    told: str = ""
    fields: Sequence[Control] = ()
    more: Sequence[Control] = ()
    parts: Sequence[tuple[str, Sequence[Control]]] = ()
    notices: Sequence[Notice] = ()
    moves: Sequence[Action] = ()
    duplicate: Action | None = None
    remove: Action | None = None
    adds: Sequence[palette.Offer] = ()
    adds_label: str = ""
    goes: Sequence[tuple[str, str]] = field(default=())


def inspect(here: Studio, groups: Sequence[Group], ptr: str) -> Inspected | None:
    """What is shown of the part at a pointer, or of the nearest part around it that the tree knows; None when nothing is selected."""
    node = find(groups, ptr) if ptr else None
    if node is None:
        return None
    parts = node.ptr.split("/")[1:]
    kinds = (spot(tuple(parts[: place + 1])).kind for place in range(len(parts)))
    shape = "/".join("*" if kind == "part" else part for part, kind in zip(parts, kinds, strict=True))
    shower = SHOWERS.get(shape)
    if shower is None:
        return Inspected(node.ptr, node.name, node.icon)
    shown = shower(here, groups, node)
    return replace(shown, notices=[*shown.notices, *_elsewhere(here, node, shown)])


def _edits(*edits: Mapping[str, Any]) -> str:
    return json.dumps(edits, separators=(",", ":"))


def _settings(here: Studio, node: Node, schemas: Sequence[marshmallow.Schema], first: Sequence[str]) -> dict[str, Any]:
    """``fields`` and ``more``: those named in ``first``, then the kind's own, then the rest of the common ones."""
    found = [control for schema in schemas for control in controls(schema, here, node.ptr)]
    order = {node.ptr + pointer(name): place for place, name in enumerate(first)}
    # The kind's own settings are the reason for having the part, so they come before what all parts have in common.
    ranked = sorted(found, key=lambda one: order.get(one.ptr, 50))
    return {"fields": ranked[:SHOWN], "more": ranked[SHOWN:]}


def _kind(here: Studio, family: str, ptr: str) -> Any:
    raw = here.raw(ptr)
    return registry.get(family, str(raw.get("type", ""))) if isinstance(raw, Mapping) else None


def _siblings(groups: Sequence[Group], node: Node) -> tuple[Node, ...]:
    home = node.ptr.rpartition("/")[0]
    for group in groups:
        if node in group.nodes:
            return tuple(one for one in group.nodes if one.ptr.rpartition("/")[0] == home)
    for parent in walk(groups):
        if node in parent.children:
            return parent.children
    return ()


def _moves(groups: Sequence[Group], node: Node) -> tuple[Action, ...]:
    """First, up, down and last, as far as it is not there already."""
    siblings = [one for one in _siblings(groups, node) if one.orders]
    if not node.orders or len(siblings) < 2:
        return ()
    place = next(n for n, one in enumerate(siblings) if one.ptr == node.ptr)
    names = [one.ptr.rpartition("/")[2] for one in siblings]
    rest = [name for name in names if name != names[place]]
    made = []
    for label, icon, to in (
        ("Move to the top", "back", 0),
        ("Move up", "chevron", place - 1),
        ("Move down", "chevron", place + 1),
        ("Move to the end", "arrow", len(siblings) - 1),
    ):
        if 0 <= to < len(siblings) and to != place:
            after = rest[to - 1] if to else None
            said = f"“{node.name}” is now {to + 1} of {len(siblings)}"
            made.append(Action(label, _edits({"op": "move", "ptr": node.ptr, "after": after}), said, icon))
    return tuple(made)


def _remove(node: Node, what: str, *more: Mapping[str, Any]) -> Action:
    edit = {"op": "remove", "ptr": node.ptr, "uses": "drop"}
    return Action(f"Remove {what}", _edits(edit, *more), f"“{node.name}” was removed", "trash", look="danger")


def _duplicate(here: Studio, node: Node, *own: str) -> Action:
    edits, select = copy_of(here, node.ptr, *own)
    return Action("Duplicate", _edits(*edits), f"“{node.name}” was duplicated", "copy", select)


def _elsewhere(here: Studio, node: Node, shown: Inspected) -> list[Notice]:
    """Findings about the part that stand at none of its fields, and in none of the rows below it."""
    parts = [one for _, controls_ in shown.parts for one in controls_]
    told = {finding for one in (*shown.fields, *shown.more, *parts) for finding in one.findings}
    return [
        _notice(one)
        for one in here.findings
        if node.holds(one.pointer)
        and one not in told
        and one.code != "see_without_can"
        and not any(child.holds(one.pointer) for child in node.children)
    ]


def _notice(finding: Finding) -> Notice:
    return Notice("bad" if finding.severity == "error" else "warn", finding.message, finding.fix or "")


def _not_allowed(here: Studio, node: Node, needs: str | None) -> list[Notice]:
    """Who is shown it and may not use it, with the two ways out."""
    bad = [one for one in node.seen if one.state == "bad"]
    if not bad or needs is None:
        return []
    raw = here.raw(node.ptr + "/see/roles")
    left = [role for role in raw or () if role not in {one.id for one in bad}]
    hide: dict[str, Any] = {"op": "set", "ptr": f"{node.ptr}/see/roles", "value": left}
    if not left:
        hide = {"op": "set", "ptr": f"{node.ptr}/hidden", "value": True}
    names = joined([one.name for one in bad])
    what = ACTIONS.get(needs, needs)
    allow = [{"op": "set", "ptr": f"/roles/{one.id}/can/{needs}", "value": "company"} for one in bad]
    actions = [Action("Let them", _edits(*allow), f"{names} may now {what}")]
    if left or node.ptr.startswith("/tabs/"):
        actions.insert(0, Action("Hide it", _edits(hide), f"Hidden from {names}"))
    return [Notice("warn", f"{names} sees this but may not {what}.", "They would find it empty.", tuple(actions))]


ACTIONS = {
    "order.read": "read orders",
    "order.create": "order",
    "order.pay": "pay",
    "price.read": "see prices",
    "file.read": "read files",
    "message.write": "write messages",
    "member.manage": "manage members",
}
"""Actions in words that follow “may not”."""


def _tab(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = _kind(here, "tab", node.ptr)
    schemas = [TabSettings(), *([kind.schema()] if kind else [])]
    made = _settings(here, node, schemas, ("label", "icon", "see", "hidden"))
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
        notices=[*_not_allowed(here, node, kind.needs if kind else None)],
        moves=_moves(groups, node),
        duplicate=_duplicate(here, node, "page", "dashboards"),
        remove=_remove(node, "tab"),
        parts=parts,
        **adds,
    )


def _dashboard(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    made = _settings(here, node, [DashboardSettings()], ("name", "see"))
    dashboard = node.ptr.split("/")[2]
    return Inspected(
        node.ptr,
        f"Dashboard “{node.name}”",
        node.icon,
        **made,
        adds=palette.widgets(here, dashboard),
        adds_label="Add widget",
    )


def _widget(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = _kind(here, "widget", node.ptr)
    # A welcome says its heading itself; a title would be drawn by nobody.
    schemas = [*([kind.schema()] if kind else []), WidgetSettings()]
    made = _settings(here, node, schemas, ("title", "text", "hint"))
    return Inspected(
        node.ptr,
        node.name,
        node.icon,
        **made,
        notices=[*_not_allowed(here, node, kind.needs if kind else None)],
        moves=_moves(groups, node),
        duplicate=_duplicate(here, node),
        remove=_remove(node, "widget"),
    )


def _page(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = _settings(here, node, [PageSettings()], ("title", "slug", "public"))
    page = node.ptr.split("/")[2]
    return Inspected(
        node.ptr,
        f"Page “{node.name}”",
        node.icon,
        **made,
        moves=_moves(groups, node),
        duplicate=_duplicate(here, node),
        remove=_remove(node, "page"),
        adds=palette.sections(here, page),
        adds_label="Add section",
    )


def _section(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = _kind(here, "section", node.ptr)
    schemas = [PartSettings(), *([kind.schema()] if kind else [])]
    made = _settings(here, node, schemas, ())
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
        moves=_moves(groups, node),
        duplicate=_duplicate(here, node),
        remove=_remove(node, "section"),
        adds=palette.blocks(node.ptr, has=len(blocks)) if kind and kind.name in ("hero", "text") else (),
        adds_label="Add words",
    )


def _service(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    kind = _kind(here, "service", node.ptr)
    schemas = [ServiceSettings(), *([kind.schema()] if kind else [])]
    made = _settings(here, node, schemas, ("name", "summary", "description", "icon"))
    raw = here.raw(node.ptr)
    price_id = raw.get("price") if isinstance(raw, Mapping) else None
    price = here.compiled.prices.get(str(price_id))
    if price is not None:
        model = registry.get("price_model", price.model)
        money = controls(model.schema(), here, pointer("prices", price.id)) if model else []
        made = {
            "fields": [*made["fields"][:3], *money[:1], *made["fields"][3:4]],
            "more": [*money[1:], *made["fields"][4:], *made["more"]],
        }
    return Inspected(
        node.ptr,
        f"Service “{node.name}”",
        node.icon,
        **made,
        moves=_moves(groups, node),
        duplicate=_duplicate(here, node, "price"),
        goes=[("Its questions", pointer("forms", str(raw["form"])))]
        if isinstance(raw, Mapping) and raw.get("form")
        else [],
    )


def _form(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = _settings(here, node, [FormSettings()], ("title", "public"))
    form = node.ptr.split("/")[2]
    asked_by = [one for one in here.compiled.services.values() if one.form == form]
    return Inspected(
        node.ptr,
        f"Form “{node.name}”",
        node.icon,
        **made,
        told="" if asked_by else "No service asks it yet: choose it at a service.",
        moves=_moves(groups, node),
        remove=None if asked_by else _remove(node, "form"),
        goes=[(f"Asked by “{one.name}”", pointer("services", one.id)) for one in asked_by],
    )


def _field(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    kind = _kind(here, "field", node.ptr)
    schemas = [FieldSettings(), *([kind.schema()] if kind else [])]
    made = _settings(here, node, schemas, ("label", "help", "require", "options"))
    return Inspected(node.ptr, kind.label if kind else node.name, node.icon, **made)


def _notification(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    news = news_here(here, node.ptr)
    if news is None:
        return Inspected(node.ptr, node.name, node.icon, remove=_remove(node, "entry"))
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
        remove=Action("Tell it as usual", _edits(*back), said, "undo", node.ptr) if back else None,
    )


STARTS_OFF = "This mail is off until a person switches it on."
WHOM = {"client": "Clients choose", "seller": "Your team chooses"}


def _group(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    made = _settings(here, node, [GroupSettings()], ("name", "match"))
    return Inspected(
        node.ptr, f"Group “{node.name}”", node.icon, **made, moves=_moves(groups, node), remove=_remove(node, "group")
    )


def _folder(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    return Inspected(
        node.ptr,
        f"Folder “{node.name}”",
        node.icon,
        told="Every client has it. Your team sees what is in it, whoever else does.",
        fields=controls(FolderSettings(), here, node.ptr),
        notices=_not_allowed(here, node, READS),
        moves=_moves(groups, node),
        remove=_remove(node, "folder"),
    )


def _branding(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    name = controls(PortalSettings(), here, "/portal", only=("name",))
    look = controls(BrandingSettings(), here, "/branding")
    colour = sorted((one for one in look if one.kind in ("colour", "logo")), key=lambda one: one.kind != "logo")
    rest = [one for one in look if one not in colour]
    return Inspected(node.ptr, "Brand", node.icon, fields=[*name, *colour], more=rest)


def _sign_in(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    found = controls(SignInSettings(), here, "/sign_in")
    return Inspected(node.ptr, "Sign-in page", node.icon, fields=found)


def _onboarding(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    made = controls(OnboardingSettings(), here, node.ptr, only=("title", "text", "hide_when_done"), without=("video",))
    who = controls(OnboardingSettings(), here, node.ptr, only=("see",))
    return Inspected(
        node.ptr,
        "Welcome",
        node.icon,
        told="New members find it above their first dashboard, until they are through or hide it.",
        fields=[*made, *who],
        remove=Action(
            "Remove first steps", _edits(*welcome.removal(here)), "The first steps were removed", "trash", look="danger"
        ),
        adds=welcome.parts(here),
        adds_label="Add to it",
    )


def _film(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    gone = {"op": "set", "ptr": node.ptr, "value": None}
    return Inspected(
        node.ptr,
        node.name,
        node.icon,
        told="Members see its title until they press it. Only then its host is asked for anything.",
        fields=controls(VideoSettings(), here, node.ptr),
        remove=Action("Remove film", _edits(gone), "The film was removed", "trash", "/onboarding", "danger"),
    )


def _welcome_parts(here: Studio, _groups: Sequence[Group], node: Node) -> Inspected:
    return Inspected(
        node.ptr, node.name, node.icon, adds=welcome.parts(here, node.ptr.rpartition("/")[2]), adds_label="Add one"
    )


def _card(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    return _welcome_part(here, groups, node, CardSettings(), ("title", "text", "to", "icon"), "card")


def _first_step(here: Studio, groups: Sequence[Group], node: Node) -> Inspected:
    return _welcome_part(here, groups, node, FirstStepSettings(), ("do", "title", "text", "to"), "step")


def _welcome_part(
    here: Studio, groups: Sequence[Group], node: Node, settings: marshmallow.Schema, first: Sequence[str], what: str
) -> Inspected:
    return Inspected(
        node.ptr,
        node.name,
        node.icon,
        **_settings(here, node, [settings], first),
        notices=_not_allowed(here, node, welcome.needs(here, node.ptr)),
        moves=_moves(groups, node),
        duplicate=_duplicate(here, node),
        remove=_remove(node, what),
    )


Shower = Callable[[Studio, Sequence[Group], Node], Inspected]

SHOWERS: dict[str, Shower] = {
    "tabs/*": _tab,
    "dashboards/*": _dashboard,
    "dashboards/*/widgets/*": _widget,
    "pages/*": _page,
    "pages/*/sections/*": _section,
    "services/*": _service,
    "forms/*": _form,
    "forms/*/fields/*": _field,
    "groups/*": _group,
    "folders/*": _folder,
    "notifications/*": _notification,
    "branding": _branding,
    "sign_in": _sign_in,
    "onboarding": _onboarding,
    "onboarding/video": _film,
    "onboarding/cards": _welcome_parts,
    "onboarding/checklist": _welcome_parts,
    "onboarding/cards/*": _card,
    "onboarding/checklist/*": _first_step,
}
"""The shape of a pointer → what shows it."""

__all__ = ["Action", "Inspected", "Notice", "inspect"]
