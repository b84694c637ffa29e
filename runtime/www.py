"""A portal that is proven with and without ``www.`` has one address: the shorter one."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from foundation import revisions
from foundation.revisions.queries import Unpublished
from foundation.settings import settings
from foundation.tenancy import current_scope
from foundation.tenancy.hosts import normalised, resolve

WWW = "www."
KEPT = "max-age=3600"
"""For how long a browser goes there by itself: a seller may change their mind."""


def shorter_address() -> ResponseReturnValue | None:
    """Send who reads a page at ``www.`` to the same page without it, where both hosts are this portal's and its document does not say otherwise."""
    host = normalised(request.host)
    if not host.startswith(WWW) or request.method not in ("GET", "HEAD") or request.path.startswith("/-/"):
        return None
    shorter = host.removeprefix(WWW)
    there = resolve(shorter)
    if there is None or there.tenant_id != current_scope().tenant_id or not _wanted():
        return None
    answer = redirect(settings().origin(shorter) + request.full_path.removesuffix("?"), 301)
    answer.headers["Cache-Control"] = KEPT
    return answer


def _wanted() -> bool:
    try:
        return revisions.compiled(revisions.pointer()).domains.redirect_www
    except Unpublished:
        return False
