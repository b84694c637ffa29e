"""What the pages of changes and history have in common: the sandbox, who is looking, and the frame around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, render_template

from builder import gate
from builder.addresses import studio_root
from builder.desk.place import desk_root
from builder.pages import frame
from builder.studio.place import MODES
from foundation import clock
from foundation.formats import Formats
from foundation.revisions.history import Published, live_revision
from foundation.tenancy import current_scope
from foundation.web.routes import viewer
from portal_config import upgrades
from portal_config.diff import diff


def root() -> str:
    """What every address of this studio starts with."""
    scope = current_scope()
    return studio_root(scope.slug, scope.sandbox or "")


def waiting(document: Mapping[str, Any]) -> int | None:
    """How many changes of a draft are not live; None while nothing was published."""
    published = live()
    return len(diff(upgrades.read(published[1]), document)) if published else None


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
                (one.portal_name, f"{studio_root(one.slug, one.sandboxes[0])}/changes", one.portal_id == scope.portal_id)
                for one in entered.seats
                if one.sandboxes
            ],
            "modes": [(name, f"{root()}/{key}") for key, name in MODES.items()],
            "places": [("Changes", f"{root()}/changes", at == "changes"), ("History", f"{root()}/history", at == "history"),
                       ("Translations", f"{root()}/translations", at == "translations")],
            "root": root(),
            "number": number,
            "live": published[0].number if published else None,
            "may_publish": viewer().may("portal.publish"),
            "urls": {"portals": "/", "sign_out": "/sign-out", "desk": f"{desk_root(scope.slug, None)}/", "site": scope.origin, "mailbox": None},
            "formats": Formats.at(clock.real_now(), compiled.timezone, compiled.locale),
            **context,
        },
    )  # fmt: skip
