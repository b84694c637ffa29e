"""What the pages of changes and history have in common: the sandbox, who is looking, and the frame around them."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from builder import gate
from builder.desk.place import desk_root
from builder.pages import frame
from foundation import clock
from foundation.formats import Formats
from foundation.identity import staff
from foundation.identity.staff import Colleague
from foundation.revisions.history import Draft, Published, live_revision
from foundation.revisions.log import Author
from foundation.tenancy import current_scope
from foundation.web.routes import viewer


def root() -> str:
    """What every address of this studio starts with."""
    scope = current_scope()
    return f"/p/{scope.slug}/sandbox/{scope.sandbox}/studio"


def author() -> Author:
    """The signed-in person, as revisions and the operation log name them."""
    present = viewer()
    return Author(present.actor, present.name)


def team() -> tuple[Colleague, ...]:
    """Everybody with a seat in this portal, asked once a request."""
    known: tuple[Colleague, ...] | None = g.get("people")
    if known is None:
        known = g.people = staff.colleagues(current_scope().portal_id)
    return known


def live() -> tuple[Published, str] | None:
    """What is live, and its document; asked once a request."""
    if "live_revision" not in g:
        g.live_revision = live_revision()
    found: tuple[Published, str] | None = g.live_revision
    return found


def draw(template: str, title: str, *, at: str, number: int, **context: Any) -> str:
    """Render a page in the studio's frame. ``at`` is ``changes`` or ``history``, ``number`` the draft's."""
    scope, entered = current_scope(), gate.entry()
    compiled = gate.document()
    published = live()
    return render_template(
        template,
        **{
            **frame(title),
            "portal": {"name": scope.portal_name},
            "portals": [
                (one.portal_name, f"/p/{one.slug}/sandbox/{one.sandboxes[0]}/studio/changes", one.portal_id == scope.portal_id)
                for one in entered.seats
                if one.sandboxes
            ],
            "modes": [(name, f"{root()}/{key}") for key, name in (("pages", "Pages"), ("services", "Services"), ("forms", "Forms"), ("brand", "Brand"))],
            "places": [("Changes", f"{root()}/changes", at == "changes"), ("History", f"{root()}/history", at == "history")],
            "root": root(),
            "number": number,
            "live": published[0].number if published else None,
            "may_publish": viewer().may("portal.publish"),
            "urls": {"portals": "/", "sign_out": "/sign-out", "desk": f"{desk_root(scope.slug, None)}/", "site": scope.origin, "mailbox": None},
            "formats": Formats.at(clock.real_now(), compiled.timezone, compiled.locale),
            **context,
        },
    )  # fmt: skip


__all__ = ["Draft", "author", "draw", "live", "root", "team"]
