"""A portal that is looked at with a pass: who that is, and what its pages tell nobody."""

from __future__ import annotations

from flask import Response, g, request

from foundation import revisions
from foundation.identity import passes
from foundation.identity.passes import Opened
from foundation.settings import settings
from foundation.web.headers import policy


def present() -> Opened | None:
    """The pass of the present request, or None."""
    found: Opened | None = g.get("pass_opened")
    return found


def in_studio() -> bool:
    """True when the page is drawn for the studio's canvas: its parts then say where in the document they stand."""
    found = present()
    return found is not None and found.purpose == "studio"


def admit() -> Response | None:
    """Open the request's pass before anything else; one that opens nothing gets the answer of an address that is none."""
    secret = request.environ.get(passes.ENVIRON)
    if secret is None:
        return None
    g.noindex = True
    opened = passes.opened(secret)
    g.pass_opened = opened if opened is not None and _builds(opened) else None
    if g.pass_opened is None:
        return Response("There is nothing at this address.\n", 404, mimetype="text/plain")
    return None


def _builds(opened: Opened) -> bool:
    """Whether the pass's holder still builds this portal. Who may is said by the live document, as in the studio that issued it."""
    if opened.owner:
        return True
    live = revisions.head()
    return live is not None and "portal.edit" in revisions.compiled(live).permissions(opened.roles)


def headers(response: Response) -> Response:
    """Nothing of such a page is kept or told on; only the studio may frame it."""
    if passes.ENVIRON in request.environ:
        ancestors = settings().origin(settings().builder_host) if in_studio() else "'none'"
        response.headers["Content-Security-Policy"] = policy().replace(
            "frame-ancestors 'none'", f"frame-ancestors {ancestors}"
        )
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
    return response
