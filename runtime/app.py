"""The portal app. It is given its blueprints by the composition root and never names the storefront."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint

from foundation.tenancy import Scope
from foundation.tenancy.hosts import resolve
from foundation.web import PorticoApp
from runtime import FOLDER
from runtime.account import own, views
from runtime.live.views import live
from runtime.pages import marks, passes, portal
from runtime.pages.views import pages
from runtime.www import shorter_address

ACCOUNT_VIEWS = (views, own)
"""The modules whose views stand on the account's blueprint."""


def scope_of(environ: dict[str, Any]) -> Scope | None:
    """The tenant of the request's host."""
    return resolve(environ.get("HTTP_HOST", ""))


def create_portal(
    blueprints: Sequence[Blueprint], *, templates: Sequence[Path] = (), folders: Mapping[str, Path] | None = None
) -> PorticoApp:
    """The app that serves every portal host. ``blueprints``, ``templates`` and ``folders`` (prefix → folder) come from faces above this floor."""
    app = PorticoApp(
        "runtime",
        session_cookie=portal.SESSION_COOKIE,
        scope_of=scope_of,
        load_viewer=portal.load_viewer,
        render_error=portal.render_error,
        templates=(FOLDER / "templates", *templates),
        folders={"widgets": FOLDER / "widgets", "tabs": FOLDER / "tabs", **(folders or {})},
        admit=passes.admit,
        language=portal.page_language,
    )
    for blueprint in (pages, views.account, live, *blueprints):
        app.register_blueprint(blueprint)
    app.before_request(portal.mark_sandbox)
    app.before_request(shorter_address)
    app.after_request(passes.headers)
    app.jinja_env.globals.update(mark=marks.mark, says=marks.says)
    return app
