"""The public catalogue."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from foundation.web import notices
from foundation.web.assets import asset_url
from foundation.web.routes import needs
from runtime.pages import fragments
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import Portal, draw, portal, tab_url
from storefront.shop.cards import cards
from words import say

shop = Blueprint("shop", __name__)

CATALOGUE = "/services"


@shop.get(CATALOGUE)
@needs("public")
def catalogue() -> ResponseReturnValue:
    """Everybody's services. A member has them in a tab of the portal, with what is only theirs."""
    here = portal()
    if not here.viewer.is_guest:
        tabs = visible_tabs(here.compiled, here.viewer)
        tab = next((tab for tab in tabs if tab.type == "storefront" and tab.broken is None), None)
        if tab is not None:
            return redirect(tab_url(tab, first=tab is tabs[0]))
        return _drawn(here)
    if notices.told_before():
        return _drawn(here)
    # For guests the page is the same for all, but for what rules show at this moment: it is kept whole under what it is made of.
    key = (
        here.scope.tenant_id,
        here.scope.mode,
        here.pointer.key,
        here.viewer.standing,
        here.formats.locale,
        here.theme_mode,
        asset_url("portal.css"),
        CATALOGUE,
        request.script_root,
    )
    page = fragments.kept(key)
    if page is None:
        page = _drawn(here)
        fragments.keep(key, page)
    return page


def _drawn(here: Portal) -> str:
    return draw("catalogue.html", say("Services"), current=CATALOGUE, heading="", text="", offers=cards(here))
