"""What a member does about the first steps: tick one, hide them, bring them back, watch the film on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.web.headers import admit_frame
from foundation.web.notices import Undo, tell
from foundation.web.routes import SIGNED_IN, needs
from portal_config.first_steps import TICK
from runtime.onboarding.shown import dashboard_url, film_of, steps_of
from runtime.pages.portal import draw, portal
from words import say
from workspace.onboarding import actions

onboarding = Blueprint("onboarding", __name__, url_prefix="/first-steps")


@onboarding.post("/<step>/done")
@needs(SIGNED_IN)
def tick(step: str) -> ResponseReturnValue:
    return _ticked(step, actions.tick)


@onboarding.post("/<step>/open")
@needs(SIGNED_IN)
def untick(step: str) -> ResponseReturnValue:
    """Not done after all."""
    return _ticked(step, actions.untick)


def _ticked(step: str, action: Callable[[Viewer, str], None]) -> ResponseReturnValue:
    """Only a step that the member has, and that does not tick itself."""
    here = portal()
    if not any(one.id == step and one.do == TICK for one in steps_of(here)):
        raise NotFound()
    action(here.viewer, step)
    return redirect(f"{dashboard_url(here)}#first-steps", 303)


@onboarding.post("/hidden")
@needs(SIGNED_IN)
def hide() -> ResponseReturnValue:
    here = portal()
    actions.hide(here.viewer)
    tell(say("The first steps are hidden. Your account brings them back."), undo=Undo(url_for("onboarding.show")))
    return redirect(dashboard_url(here), 303)


@onboarding.post("/shown")
@needs(SIGNED_IN)
def show() -> ResponseReturnValue:
    """Bring them back."""
    here = portal()
    actions.show(here.viewer)
    return redirect(f"{dashboard_url(here)}#first-steps", 303)


@onboarding.get("/film")
@needs(SIGNED_IN)
def film() -> ResponseReturnValue:
    """The film on a page of its own: for whoever has no script."""
    here = portal()
    found = film_of(here)
    if found is None:
        raise NotFound()
    shown, title = found
    admit_frame(shown.allows)
    return draw("film.html", title, film=shown, back_url=dashboard_url(here))
