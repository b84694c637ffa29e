"""The storefront tab: a page of the seller's above the services this member may see."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal_config.compiled import Tab
from runtime.engines import tab
from runtime.pages.portal import draw, portal
from runtime.pages.sections import DrawnSection, drawn_sections
from storefront.shop.cards import cards, grid


@tab("storefront")
def storefront_tab(tab: Tab) -> ResponseReturnValue:
    """Services in the order of the tab. A page that shows services itself is shown as it is."""
    here = portal()
    services = tuple(tab.settings.get("services") or ())
    layout = str(tab.settings.get("layout") or "cards")
    page = here.compiled.pages.get(tab.settings.get("page") or "")
    if page is None:
        offers = cards(here, services)
        return draw("catalogue.html", tab.label, current=tab.id, heading="", text="", offers=offers, shop_layout=layout)
    sections = drawn_sections(page, here)
    if not any(section.type == "service_grid" for section in page.sections):
        sections.append(DrawnSection("service_grid", "", 2, (), (), grid(here, services, layout=layout), None))
    return draw("page.html", tab.label, current=tab.id, page=page, sections=sections)
