"""Pages of a portal: the first tab, tabs, pages of the seller's own, the seller's colours."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.errors import NotFound
from foundation.revisions.assets import asset_content
from foundation.web.routes import SIGNED_IN, needs
from portal_config.compiled import Asset
from runtime.engines import TABS
from runtime.pages.compose import visible_tabs
from runtime.pages.portal import draw, portal
from runtime.pages.sections import drawn_sections

pages = Blueprint("pages", __name__)

YEAR = 31_536_000


@pages.get("/")
@needs("public")
def home() -> ResponseReturnValue:
    """The first tab; for a guest the public catalogue, or the sign-in page of a portal that has none."""
    here = portal()
    if here.viewer.is_guest:
        public = any(service.public for service in here.compiled.services.values())
        return redirect(url_for("shop.catalogue" if public else "account.sign_in"))
    tabs = visible_tabs(here.compiled, here.viewer)
    if not tabs:
        return redirect(url_for("account.own_account"))
    return _draw_tab(tabs[0].slug)


@pages.get("/t/<slug>")
@needs(SIGNED_IN)
def tab(slug: str) -> ResponseReturnValue:
    """One tab that the viewer sees; any other is not there."""
    return _draw_tab(slug)


def _draw_tab(slug: str) -> ResponseReturnValue:
    here = portal()
    found = next((tab for tab in visible_tabs(here.compiled, here.viewer) if tab.slug == slug), None)
    if found is None:
        raise NotFound()
    engine = TABS.get(found.type)
    if engine is None or found.broken is not None:
        return draw("placeholder_page.html", found.label, current=found.id)
    return engine(found)


@pages.get("/pages/<slug>")
@needs("public")
def public_page(slug: str) -> ResponseReturnValue:
    """A page the seller made public."""
    here = portal()
    page = here.compiled.page(slug)
    if page is None or not page.public:
        raise NotFound()
    return draw("page.html", page.title, current=page.id, page=page, sections=drawn_sections(page, here))


@pages.get("/-/brand/<name>")
@needs("public")
def logo(name: str) -> Response:
    """The seller's logo. The address holds the digest of its content."""
    present = portal().compiled.brand.logo
    return _served(present if present and present.path == name else None)


@pages.get("/-/picture/<name>")
@needs("public")
def picture(name: str) -> Response:
    """A picture of the document. The address holds the digest of its content."""
    assets = portal().compiled.assets.values()
    return _served(next((asset for asset in assets if asset.path == name), None))


def _served(asset: Asset | None) -> Response:
    found = asset_content(asset.hash) if asset else None
    if found is None:
        raise NotFound()
    response = make_response(found.content)
    response.mimetype = found.type
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@pages.get("/-/theme/<name>.css")
@needs("public")
def theme(name: str) -> Response:
    """The seller's colours. The address holds the digest of its content, so a known one never changes."""
    brand = portal().compiled.brand
    response = make_response(brand.css)
    response.mimetype = "text/css"
    fresh = brand.css_hash.removeprefix("sha256:").startswith(name) and len(name) == 16
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if fresh else "no-store"
    return response
