"""Cross-site requests: the browser's own word (Origin, Sec-Fetch-Site) and a token bound to the session (rule 30)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup

from foundation.errors import Refused
from foundation.identity import passes
from foundation.identity.secrets import new_secret, same, signed
from foundation.web import cookies

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
VISIT = "portico_visit"
FIELD = "_csrf"
HEADER = "X-CSRF-Token"


def _bound_to(session_cookie: str) -> str | None:
    secret: str | None = request.environ.get(passes.ENVIRON)
    if secret is not None:
        return f"pass:{secret}"
    return cookies.read(session_cookie) or cookies.read(VISIT) or g.get("visit")


def browser() -> str | None:
    """A secret of this browser that outlives a page: its pass, its session or its visit. None before any form was shown."""
    opened: str | None = request.environ.get(passes.ENVIRON)
    return opened or _bound_to(current_app.session_cookie)  # type: ignore[attr-defined]


def csrf_token() -> str:
    """The token of this session; a visitor without a session is given a visit cookie with the answer."""
    token: str | None = g.get("csrf_token")
    if token is None:
        bound = _bound_to(current_app.session_cookie)  # type: ignore[attr-defined]
        if bound is None:
            bound = g.visit = new_secret()
        token = g.csrf_token = signed("csrf", bound)
    return token


def csrf_field() -> Markup:
    """The hidden field every form carries."""
    field: Markup | None = g.get("csrf_field")
    if field is None:
        field = g.csrf_field = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token())
    return field


def require_same_site() -> None:
    """Raises Refused ``form_expired`` when the browser says that another site asks."""
    origin = request.headers.get("Origin")
    elsewhere = origin not in (None, "null") and _host_of(str(origin)) != request.headers.get("Host", "").lower()
    if elsewhere or request.headers.get("Sec-Fetch-Site") not in (None, "same-origin", "none"):
        raise _refused()


def install(app: Flask, session_cookie: str) -> None:
    """Check every writing request of the app, and hand out the visit cookie where a form was shown without a session."""

    @app.before_request
    def _check() -> None:
        if request.method in SAFE or _proven_by_address():
            return
        require_same_site()
        if not _own_origin(request.headers.get("Sec-Fetch-Site")):
            raise _refused()
        bound = _bound_to(session_cookie)
        token = request.headers.get(HEADER) or request.form.get(FIELD, "")
        if bound is None or not token or not same(token, signed("csrf", bound)):
            raise _refused()

    @app.after_request
    def _visit(response: Response) -> Response:
        visit = g.get("visit")
        if visit is not None:
            cookies.write(response, VISIT, visit, max_age=None)
        return response

    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=csrf_token)


def _proven_by_address() -> bool:
    """A view that says so (``foundation.web.routes.proven_by_address``) is posted to by mail programs."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "proven_by_address", False))


def _own_origin(site: str | None) -> bool:
    """Whether the browser says that the request comes from a page of this host. With a pass it has to say so; as such pages send no referrer, a form on
    them says ``null`` and ``Sec-Fetch-Site`` decides."""
    origin = request.headers.get("Origin")
    if passes.ENVIRON in request.environ and origin in (None, "null"):
        return site == "same-origin"
    return origin is None or _host_of(origin) == request.headers.get("Host", "").lower()


def _host_of(origin: str) -> str:
    """Host and port an origin names; empty for one that is malformed, which is nobody's."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _refused() -> Refused:
    return Refused(
        "form_expired",
        "This form was open for too long or was sent from another site. Load the page again and send it once more.",
        status=403,
    )
