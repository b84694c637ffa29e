"""Every route names what it needs; the check runs before the view, and a route without one does not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import quote

from flask import Flask, Request, Response, current_app, g, redirect, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask_login import LoginManager, current_user

from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import GUEST, Viewer
from foundation.web.guards import wants_json

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed_in"
SEAT = "seat"

HANDOVER = "X-Portico-Handover"


def needs(permission: str) -> Callable[[View], View]:
    """Name what a route needs: ``public`` (anybody), ``signed_in``, ``seat`` (staff of the portal in the path) or an action (``order.read``)."""

    def mark(view: View) -> View:
        view.needs = permission  # type: ignore[attr-defined]
        return view

    return mark


def waits(view: View) -> View:
    """Mark a view that waits for an outside party or burns time by intent (password hashing): it runs in the second pool, never on a page thread."""
    view.waits = True  # type: ignore[attr-defined]
    return view


def proven_by_address(view: View) -> View:
    """Mark a view whose address holds a signature that is proof enough: it is posted to from elsewhere, by a mail program, without a session or a form of
    ours. What it does must be harmless in the hands of whoever got the address."""
    view.proven_by_address = True  # type: ignore[attr-defined]
    return view


def viewer() -> Viewer:
    """Who is looking. The object itself, not a proxy."""
    return cast(Viewer, current_user._get_current_object())


class NoSession(SessionInterface):
    """Flask-Login looks into Flask's session; there is none: who is signed in is asked of the database, and no cookie of Flask's is read or set."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:  # noqa: ARG002
        """Empty, and forgotten with the request."""
        return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is kept."""


def install(app: Flask, load: Callable[[], Viewer]) -> None:
    """Load the viewer once a request, at first use, and check each route's permission before its view."""
    app.session_interface = NoSession()
    login = LoginManager()
    login.anonymous_user = lambda: GUEST
    login.session_protection = None
    login.init_app(app)
    app.config["REMEMBER_COOKIE_NAME"] = "unused"

    @login.request_loader
    def _load(_request: Any) -> Viewer | None:
        loaded = load()
        return None if loaded.is_guest else loaded

    app.before_request(_check)


def policy_of(app: Flask, endpoint: str) -> str | None:
    """What a route needs, or None for one that names nothing (which a test forbids)."""
    return getattr(app.view_functions[endpoint], "needs", None)


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    permission = getattr(view, "needs", None)
    if permission is None:
        raise RuntimeError(f"the route {request.endpoint} names no permission")
    if getattr(view, "waits", False) and request.method == "POST" and request.environ.get("portico.pool") == "page":
        g.handed_over = True
        return Response(status=204, headers={HANDOVER: "waiting"})
    if permission == PUBLIC:
        return None
    present = viewer()
    if present.is_guest:
        return _sign_in_first()
    if permission in (SIGNED_IN, SEAT):
        if permission == SEAT and present.kind != "staff":
            raise NotFound()
        return None
    if not present.may(permission):
        raise Forbidden()
    return None


def _sign_in_first() -> Response:
    if request.method == "GET" and not wants_json():
        back = request.script_root + request.full_path.rstrip("?")
        return cast(Response, redirect(f"{request.script_root}/sign-in?next={quote(back)}"))
    raise sign_in_first()


def sign_in_first() -> Refused:
    """What somebody who is not signed in is told where only others may ask."""
    return Refused("sign_in_first", "Sign in first.", status=401)


def local_path(target: str | None, default: str = "/") -> str:
    """``target`` when it is a path on this host, else ``default``: where a sign-in leads afterwards is never another site."""
    if (
        target
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and not any(ord(sign) < 33 or sign == "\\" for sign in target)
    ):
        return target
    return default
