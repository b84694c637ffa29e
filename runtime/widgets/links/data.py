"""Links into the portal and out of it. A target the viewer does not see is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal_config.compiled import Compiled, Widget
from runtime.engines import WidgetEngine, widget
from runtime.pages.compose import visible_tabs
from runtime.pages.fragments import Declared


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
    target = str(link.get("to") or "")
    if target.startswith("tab_"):
        tab = next((one for one in visible_tabs(compiled, declared.viewer) if one.id == target), None)
        return (url_for("pages.tab", slug=tab.slug), tab.icon) if tab else (None, "")
    if target.startswith("pag_"):
        page = compiled.pages.get(target)
        return (url_for("pages.public_page", slug=page.slug), "file") if page and page.public else (None, "")
    service = compiled.services.get(target)
    if service is None or not (service.public or declared.viewer.may("order.create")):
        return None, ""
    if not declared.viewer.sees(service.see):
        return None, ""
    return (url_for("checkout.service", slug=service.slug), "grid")


ENGINE = widget("links", WidgetEngine(present))
