"""Draws a dashboard: the first of the tab's whose ``see`` fits, widget by widget."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from foundation.web.headers import admit_frame
from portal_config.compiled import Tab
from runtime import engines
from runtime.files.shown import files_url
from runtime.onboarding.shown import onboarding_on
from runtime.orders.views import browse_url, orders_url
from runtime.pages.compose import compose, dashboard_for
from runtime.pages.portal import draw, portal


@engines.tab("dashboard")
def dashboard_tab(tab: Tab) -> ResponseReturnValue:
    here = portal()
    dashboard = dashboard_for(tab, here.compiled, here.viewer)
    common: dict[str, Any] = {
        "formats": here.formats,
        "all_url": orders_url(here),
        "browse_url": browse_url(here),
        "files_url": files_url(here),
    }
    widgets = compose(dashboard, here.compiled, here.basis, common) if dashboard else ()
    onboarding = onboarding_on(tab, here)
    if onboarding and onboarding.film:
        admit_frame(onboarding.film.allows)
    return draw("dashboard.html", tab.label, current=tab.id, widgets=widgets, onboarding=onboarding)
