"""Links into the portal and out of it. A target the viewer does not see is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config.compiled import Compiled, Widget
from runtime.engines import WidgetEngine, widget
from runtime.pages.fragments import Declared
from runtime.pages.targets import target


def present(part: Widget, _answer: Any, declared: Declared, compiled: Compiled) -> Mapping[str, Any]:
    made = []
    for link in part.settings.get("links", ()):
        url, icon = _target(link, declared, compiled)
        if url:
            made.append(
                {"label": link["label"], "url": url, "note": "", "icon": icon, "outside": bool(link.get("url"))}
            )
    return {"links": made}


def _target(link: Mapping[str, Any], declared: Declared, compiled: Compiled) -> tuple[str | None, str]:
    if link.get("url"):
        return str(link["url"]), "link"
    found = target(str(link.get("to") or ""), declared.viewer, compiled)
    return (found.url, found.icon) if found else (None, "")


ENGINE = widget("links", WidgetEngine(present))
