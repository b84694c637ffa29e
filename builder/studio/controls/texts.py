"""Texts: one line, several lines, an address of a page, an https address; the icon that is chosen by name."""

from __future__ import annotations

from builder.studio.controls.control import Control, Option, Setting, renders
from foundation.web.icons import ICONS
from portal_config.settings import Template, Text, Url

LONG = 160
SUGGESTED = (
    "home", "grid", "list", "page", "file", "folder", "chat", "card", "receipt", "users", "user", "calendar", "clock", "chart", "box",
    "truck", "tag", "star", "shield", "help", "info", "link", "globe", "image", "pen", "search", "settings", "bell", "mail", "cart",
)  # fmt: skip
"""Icons worth a place in a menu; those the house does not have are left out."""


@renders(Text)
def text(setting: Setting) -> Control:
    """One line, or several where the setting admits them."""
    field = setting.field
    assert isinstance(field, Text)
    return setting.control(
        "lines" if field.lines else "text",
        plain=True,
        extra={"maximum": field.at_most, "rows": 4 if field.at_most > LONG else 2},
    )


@renders(Template)
def template(setting: Setting) -> Control:
    """A text with placeholders; which ones can be named stands below it."""
    field = setting.field
    assert isinstance(field, Template)
    return setting.control(
        "lines" if field.lines else "text",
        plain=True,
        extra={
            "maximum": field.at_most,
            "rows": 5,
            "placeholders": [f"{{{{{path}}}}}" for path in sorted(field.paths)],
        },
    )


@renders(Url)
def url(setting: Setting) -> Control:
    return setting.control("text", extra={"maximum": 2048, "mode": "url"})


@renders(name="icon")
def icon(setting: Setting) -> Control:
    """One of the house's icons."""
    chosen = str(setting.value or "")
    names = [name for name in SUGGESTED if name in ICONS]
    if chosen in ICONS and chosen not in names:
        names.insert(0, chosen)
    return setting.control(
        "icon", options=tuple(Option(name, name.replace("_", " "), name == chosen) for name in names)
    )
