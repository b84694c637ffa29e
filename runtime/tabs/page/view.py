"""Draws a page of the seller's own as a tab."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal_config.compiled import Tab
from runtime import engines
from runtime.pages.portal import draw, portal
from runtime.pages.sections import drawn_sections


@engines.tab("page")
def page_tab(tab: Tab) -> ResponseReturnValue:
    here = portal()
    page = here.compiled.pages.get(str(tab.settings.get("page", "")))
    if page is None:
        return draw("placeholder_page.html", tab.label, current=tab.id)
    return draw("page.html", tab.label, current=tab.id, page=page, sections=drawn_sections(page, here))
