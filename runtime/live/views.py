"""The stream of a portal's pages."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response

from foundation.identity.staff import STAFF_IDLE
from foundation.web.live import open_stream
from foundation.web.routes import SIGNED_IN, needs
from runtime.pages import passes
from runtime.pages.portal import portal

live = Blueprint("live", __name__)


@live.get("/-/events")
@needs(SIGNED_IN)
def stream() -> Response:
    """What happens while the page is open: the one answer that does not end."""
    here = portal()
    opened = passes.present()
    if opened is not None:
        return open_stream(here.viewer, idle=STAFF_IDLE, pointer=None, behind=opened.staff_id)
    idle = timedelta(minutes=here.compiled.access.session_minutes)
    return open_stream(here.viewer, idle=idle, pointer=here.pointer)
