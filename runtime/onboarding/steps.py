"""First steps that tick themselves, as a page tells them: why, and where each is taken."""

from __future__ import annotations

from flask import url_for

from foundation.identity.viewer import Viewer
from portal_config.compiled import Compiled
from runtime.pages.compose import visible_tabs
from words import unsaid

WORDS = {
    "say_hello": (unsaid("Write to us: a person answers here."), unsaid("Write a message")),
    "first_order": (unsaid("Choose a service and tell us what you need."), unsaid("See the services")),
    "add_file": (unsaid("A logo, a brief, a drawing: whatever helps us begin."), unsaid("Open the files")),
    "invite_team": (unsaid("They see what you see, as far as you let them."), unsaid("Invite people")),
}
"""Step → why, and what its button says."""

_TABS = {"first_order": "storefront", "add_file": "files"}


def where(step: str, viewer: Viewer, compiled: Compiled) -> str | None:
    """The address where a step is taken; None where the viewer has no such place."""
    if step == "invite_team":
        return url_for("team.invite")
    if step == "say_hello":
        return url_for("threads.show", thread_id=viewer.client_id)
    tab = next((one for one in visible_tabs(compiled, viewer) if one.type == _TABS[step]), None)
    return url_for("pages.tab", slug=tab.slug) if tab else None
