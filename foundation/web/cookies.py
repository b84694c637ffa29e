"""Cookies of one host: ``__Host-`` and ``Secure`` wherever the browser keeps such a cookie. A page with a pass has none: it reads and sets nothing."""

from __future__ import annotations

from flask import Response, g, request

from foundation.identity.passes import ENVIRON as PASS
from foundation.settings import settings


def _strict() -> bool:
    """True when the request is https or the host is a ``localhost`` name, which browsers treat as secure."""
    strict: bool | None = g.get("strict_cookies")
    if strict is None:
        host = (request.host or "").rsplit(":", 1)[0]
        local = host == "localhost" or host.endswith(".localhost")
        strict = g.strict_cookies = request.is_secure or local or not settings().insecure_http
    return strict


def cookie_name(name: str) -> str:
    """The name with its ``__Host-`` prefix where it can be had."""
    return f"__Host-{name}" if _strict() else name


def read(name: str) -> str | None:
    """The cookie's value, or None."""
    if PASS in request.environ:
        return None
    return request.cookies.get(cookie_name(name))


def write(response: Response, name: str, value: str, *, max_age: int | None) -> None:
    """Set a cookie for this host only; ``max_age`` in seconds, None: until the browser closes."""
    if PASS in request.environ:
        return
    response.set_cookie(
        cookie_name(name), value, max_age=max_age, path="/", secure=_strict(), httponly=True, samesite="Lax"
    )


def drop(response: Response, name: str) -> None:
    """Remove a cookie."""
    if PASS in request.environ:
        return
    response.delete_cookie(cookie_name(name), path="/", secure=_strict(), httponly=True, samesite="Lax")
