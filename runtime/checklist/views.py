"""Putting a checklist away, and taking it out again."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.errors import NotFound
from foundation.web.notices import Undo, tell
from foundation.web.routes import SIGNED_IN, needs
from portal_config.compiled import Widget
from runtime.pages.portal import draw, portal
from words import say
from workspace.timeline import actions

checklist = Blueprint("checklist", __name__)


def _widget(widget: str) -> Widget:
    """The checklist of this id. Raises NotFound."""
    for dashboard in portal().compiled.dashboards.values():
        for part in dashboard.widgets:
            if part.id == widget and part.type == "checklist":
                return part
    raise NotFound()


@checklist.get("/checklist/<widget>/away")
@needs(SIGNED_IN)
def put_away(widget: str) -> ResponseReturnValue:
    """Ask once: the list stands in a part of the page that is kept, where no form can be."""
    part = _widget(widget)
    return draw(
        "checklist_away.html", part.title or say("First steps"), away_url=request.path, home_url=url_for("pages.home")
    )


@checklist.post("/checklist/<widget>/away")
@needs(SIGNED_IN)
def put_away_now(widget: str) -> ResponseReturnValue:
    part = _widget(widget)
    actions.put_away(portal().viewer, part.id)
    tell(
        say("The list is put away."),
        undo=Undo(url_for("checklist.take_out", widget=part.id), label=say("Show it again")),
    )
    return redirect(url_for("pages.home"), 303)


@checklist.post("/checklist/<widget>/shown")
@needs(SIGNED_IN)
def take_out(widget: str) -> ResponseReturnValue:
    """Show it again."""
    actions.take_out(portal().viewer, _widget(widget).id)
    return redirect(url_for("pages.home"), 303)
