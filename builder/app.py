"""The builder's app on ``app.<base>``: its blueprints and where a request's tenant comes from, on one page."""

from __future__ import annotations

from builder import FOLDER, gate, pages
from builder.desk import bell, bulk, client_notes, clients, files, inbox, members, tasks, threads, views
from builder.desk.routes import desk
from builder.live import live
from builder.office.domains import domains
from builder.office.guide import guide
from builder.office.mailbox import mailbox
from builder.office.new_portal import portals
from builder.office.sign_up import arrivals
from builder.office.views import office
from builder.studio.changes.views import changes
from builder.studio.translations.views import translations
from builder.studio.views import studio
from foundation.web import PorticoApp

DESK_VIEWS = (inbox, views, bulk, files, threads, tasks, clients, client_notes, members, bell)
"""The modules whose views stand on the desk's blueprint."""


def create_builder() -> PorticoApp:
    """The app of the seller's side."""
    app = PorticoApp(
        "builder",
        session_cookie=gate.SESSION_COOKIE,
        scope_of=gate.enter,
        load_viewer=gate.load_viewer,
        render_error=pages.render_error,
        templates=(FOLDER / "templates",),
    )
    for blueprint in (office, arrivals, portals, domains, mailbox, guide, live, desk, studio, changes, translations):
        app.register_blueprint(blueprint)
    return app
