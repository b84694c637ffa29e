"""``tabs``, ``pages`` and ``dashboards``: what people see and where."""

from __future__ import annotations

import re
from typing import Any

from portal_config import ids, limits
from portal_config.compiled import Block, Dashboard, Page, Section, Tab, Widget
from portal_config.kinds import Kind, registry
from portal_config.reader import Entry, Reader, immutable
from portal_config.see import EVERYBODY, NOBODY
from portal_config.settings import (
    Choice,
    Fault,
    Flag,
    Planned,
    Ref,
    Refs,
    SeeSetting,
    Settings,
    Template,
    Text,
    Whole,
    refuse,
)

_PAGE_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,58}[a-z0-9])?", re.ASCII)


class PageSlug(Text):
    """Lower-case letters, digits and hyphens."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _PAGE_SLUG.fullmatch(text):
            refuse("slug_invalid", "An address has a-z, 0-9 and hyphens.", "Write it like free-audit.")
        return text


class TabSettings(Settings):
    type = Text(required=True, at_least=1)
    label = Text(required=True, at_least=1, at_most=40, translated=True, label="Name of the tab")
    icon = Text(at_most=40, label="Icon")
    see = SeeSetting()
    hidden = Flag(label="Hidden from everybody")
    badge = Planned("A badge", Choice(("waiting_count", "unread_count", "open_count")))


class WidgetSettings(Settings):
    type = Text(required=True, at_least=1)
    title = Text(translated=True, label="Title")
    size = Choice(("full", "half", "third"), default="full", label="Width")
    see = SeeSetting()


class DashboardSettings(Settings):
    name = Text(required=True, at_least=1, label="Name")
    see = SeeSetting()


class PageSettings(Settings):
    title = Text(required=True, at_least=1, translated=True, label="Title")
    slug = PageSlug(label="Address")
    public = Flag(label="Readable without signing in")


class PartSettings(Settings):
    """What sections and blocks have in common."""

    type = Text(required=True, at_least=1)
    v = Whole(at_least=1, at_most=1, default=1)


class SlotSettings(Settings):
    pass


_SLOT = SlotSettings()
_TAB, _WIDGET, _DASHBOARD, _PAGE, _PART = (
    TabSettings(),
    WidgetSettings(),
    DashboardSettings(),
    PageSettings(),
    PartSettings(),
)


class HeroSettings(Settings):
    pass


class ServiceGridSettings(Settings):
    title = Text(translated=True, label="Title")
    services = Refs("svc", label="Services, in order; none: all")
    layout = Choice(("cards", "list"), default="cards", label="Layout")


class FormSectionSettings(Settings):
    title = Text(translated=True, label="Title")
    form = Ref("frm", required=True, label="Form")


class HeadingSettings(Settings):
    text = Template(required=True, at_least=1, at_most=limits.SENTENCE, lines=False, label="Text")


class TextBlockSettings(Settings):
    text = Template(required=True, at_least=1, label="Text")


@registry.register
class Hero(Kind):
    name, family, label, icon, group = "hero", "section", "Opening", "star", "Sections"
    Settings = HeroSettings
    example = {"type": "hero", "blocks": {"blk_example": {"type": "heading", "text": "Order in two minutes"}}}


@registry.register
class TextSection(Kind):
    name, family, label, icon, group = "text", "section", "Text", "text", "Sections"
    Settings = HeroSettings
    example = {"type": "text", "blocks": {"blk_example": {"type": "text", "text": "How we work."}}}


@registry.register
class ServiceGrid(Kind):
    name, family, label, icon, group = "service_grid", "section", "Services", "grid", "Sections"
    Settings = ServiceGridSettings
    example = {"type": "service_grid", "layout": "cards"}


@registry.register
class FormSection(Kind):
    name, family, label, icon, group = "form", "section", "Form", "form", "Sections"
    Settings = FormSectionSettings
    example = {"type": "form", "form": "frm_example"}


@registry.register
class Heading(Kind):
    name, family, label, icon, group = "heading", "block", "Heading", "heading", "Blocks"
    Settings = HeadingSettings
    example = {"type": "heading", "text": "Order in two minutes"}


@registry.register
class TextBlock(Kind):
    name, family, label, icon, group = "text", "block", "Text", "text", "Blocks"
    Settings = TextBlockSettings
    example = {"type": "text", "text": "Prices are yours: they follow your agreement."}


def read_tabs(reader: Reader) -> tuple[Tab, ...]:
    """The ``tabs`` section in order."""
    tabs = []
    for entry in reader.entries(reader.document, "tabs", "tab_order", "tab", ""):
        common, own, kind = reader.typed(_TAB, "tab", entry.raw, entry.at)
        label = common.text("label") or entry.id
        hidden = bool(common.values.get("hidden"))
        tabs.append(
            Tab(
                entry.id,
                common.text("type"),
                label,
                common.text("icon") or (kind.icon if kind else "square"),
                ids.slug(entry.id),
                NOBODY if hidden else common.values.get("see") or EVERYBODY,
                kind.needs if kind else None,
                immutable(own.values),
                common.broken or own.broken,
                hidden,
            )
        )
    return tuple(tabs)


def read_dashboards(reader: Reader) -> dict[str, Dashboard]:
    """The ``dashboards`` section in order. One whose ``see`` cannot be read is shown to nobody."""
    dashboards = {}
    for entry in reader.entries(reader.document, "dashboards", "dashboard_order", "dsh", ""):
        raw = entry.raw if isinstance(entry.raw, dict) else {}
        own = {key: value for key, value in raw.items() if key not in ("widgets", "widget_order")}
        read = reader.part(_DASHBOARD, own if raw is entry.raw else entry.raw, entry.at)
        widgets = tuple(
            _widget(reader, each) for each in reader.entries(raw, "widgets", "widget_order", "wdg", entry.at)
        )
        see = read.values["see"] if raw is entry.raw else NOBODY
        dashboards[entry.id] = Dashboard(entry.id, read.text("name") or entry.id, see, widgets)
    return dashboards


def _widget(reader: Reader, entry: Entry) -> Widget:
    common, own, kind = reader.typed(_WIDGET, "widget", entry.raw, entry.at)
    return Widget(
        entry.id,
        common.text("type"),
        common.text("title"),
        common.values.get("size") or "full",
        common.values.get("see") or EVERYBODY,
        kind.needs if kind else None,
        immutable(own.values),
        common.broken or own.broken,
    )


def read_pages(reader: Reader) -> dict[str, Page]:
    """The ``pages`` section in order."""
    pages: dict[str, Page] = {}
    slugs: dict[str, str] = {}
    for entry in reader.entries(reader.document, "pages", "page_order", "pag", ""):
        raw = entry.raw if isinstance(entry.raw, dict) else {}
        own = {key: value for key, value in raw.items() if key not in ("sections", "section_order")}
        read = reader.part(_PAGE, own if raw is entry.raw else entry.raw, entry.at)
        slug = read.text("slug") or ids.slug(entry.id)
        if slug in slugs:
            fault = Fault(
                "slug_duplicate", f"“{slug}” is the address of “{slugs[slug]}” too.", "Choose another address."
            )
            reader.error(entry.at + "/slug", fault)
        slugs.setdefault(slug, entry.id)
        sections = tuple(
            _section(reader, each) for each in reader.entries(raw, "sections", "section_order", "sec", entry.at)
        )
        pages[entry.id] = Page(entry.id, slug, read.text("title") or entry.id, bool(read.values["public"]), sections)
    return pages


def _section(reader: Reader, entry: Entry) -> Section:
    raw = entry.raw if isinstance(entry.raw, dict) else {}
    split = ("blocks", "block_order", *(("slots", "slot_order") if raw.get("type") == "columns" else ()))
    own = {key: value for key, value in raw.items() if key not in split}
    common, settings, _ = reader.typed(_PART, "section", own if raw is entry.raw else entry.raw, entry.at)
    blocks = tuple(_block(reader, each) for each in reader.entries(raw, "blocks", "block_order", "blk", entry.at))
    if "slots" in split:
        _slots(reader, raw, entry.at)
    return Section(
        entry.id,
        common.text("type"),
        blocks,
        tuple(settings.values.get("services") or ()),
        settings.values.get("form"),
        immutable(settings.values),
        common.broken or settings.broken,
    )


def _slots(reader: Reader, raw: dict[str, Any], at: str) -> None:
    """Read the blocks beside each other of a section of columns; no engine draws them yet."""
    for slot in reader.entries(raw, "slots", "slot_order", "slt", at):
        inner = slot.raw if isinstance(slot.raw, dict) else {}
        own = {key: value for key, value in inner.items() if key not in ("blocks", "block_order")}
        reader.part(_SLOT, own if inner is slot.raw else slot.raw, slot.at)
        for each in reader.entries(inner, "blocks", "block_order", "blk", slot.at):
            reader.typed(_PART, "block", each.raw, each.at)


def _block(reader: Reader, entry: Entry) -> Block:
    common, settings, _ = reader.typed(_PART, "block", entry.raw, entry.at)
    return Block(entry.id, common.text("type"), immutable(settings.values), common.broken or settings.broken)
