"""The stream of the builder's pages: one for each tenant, and where a page finds its own."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from builder import gate
from foundation.identity.staff import STAFF_IDLE
from foundation.revisions.queries import Pointer, Unpublished
from foundation.tenancy import maybe_scope
from foundation.web import live as pages
from foundation.web.routes import SEAT, needs, viewer

live = Blueprint("live", __name__)


@live.url_value_preprocessor
def _enter(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        gate.require_scope(values.pop("slug", None), values.pop("sandbox", None))


@live.get("/p/<slug>/-/events")
@live.get("/p/<slug>/sandbox/<sandbox>/-/events")
@needs(SEAT)
def stream() -> Response:
    """What happens in this tenant while the page is open: the one answer that does not end."""
    return pages.open_stream(viewer(), idle=STAFF_IDLE, pointer=_pointer())


def _pointer() -> Pointer | None:
    try:
        return gate.pointer()
    except Unpublished:
        return None


def page_stream() -> pages.PageStream | None:
    """Where the present page hears what happens; None for a page outside of any tenant."""
    scope, seat = maybe_scope(), gate.entry().seat
    if scope is None or seat is None:
        return None
    root = f"/p/{scope.slug}/sandbox/{scope.sandbox}" if scope.sandbox else f"/p/{scope.slug}"
    return pages.page_stream(viewer(), seat.positions, f"{root}/-/events")
