"""Where a page hears what happens while it is open, and the request that opens its stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Response, request

from foundation.errors import Refused
from foundation.identity.viewer import Viewer
from foundation.realtime import cursor, policy
from foundation.realtime.grant import STREAM, Grant, Holder
from foundation.revisions import Pointer
from foundation.tenancy import current_scope
from foundation.web import csrf

PATH = "/-/events"
BACKGROUND = "X-Portico-Background"
"""Header of a request that an open page makes by itself."""


@dataclass(frozen=True, slots=True)
class PageStream:
    """What a page carries: the address of its stream, and how far everything was when it was drawn."""

    url: str
    cursor: str


def page_stream(viewer: Viewer, positions: Mapping[str, int] | None, url: str) -> PageStream | None:
    """The stream of a page; None for a guest. ``positions`` of None: they were not asked, and the stream begins when it is opened."""
    if viewer.is_guest:
        return None
    return PageStream(url, "" if positions is None else cursor.cursor(policy.rooms_of(viewer), positions))


def in_background() -> bool:
    """Whether the page itself asks, for its stream or for a part that is drawn anew, and not the person. Such a request does not count as a use of the
    session, and is shown nothing that is shown only once."""
    return request.path.endswith(PATH) or BACKGROUND in request.headers


def open_stream(viewer: Viewer, *, idle: timedelta, pointer: Pointer | None, behind: UUID | None = None) -> Response:
    """Grant the viewer a stream of what they may hear. The front that called reads the grant and keeps the stream; anybody else gets an empty answer,
    after which a browser does not ask again. ``behind``: the staff person who looks on with a pass.

    Raises Refused ``form_expired`` for another site and ``sign_in_first`` for a viewer without a session.
    """
    csrf.require_same_site()
    holder_id = viewer.member_id if viewer.kind == "member" else viewer.staff_id
    if viewer.is_guest or holder_id is None or viewer.session_id is None:
        raise Refused("sign_in_first", "Sign in first.", status=401)
    scope = current_scope()
    rooms = policy.rooms_of(viewer)
    where = cursor.read(request.headers.get("Last-Event-ID") or request.args.get("cursor"), rooms)
    request.environ[STREAM] = Grant(
        portal_id=scope.portal_id,
        tenant_id=scope.tenant_id,
        positions={room: where.get(room) for room in rooms},
        holder=Holder(
            "pass" if behind else "member" if viewer.kind == "member" else "staff",
            viewer.session_id,
            holder_id,
            viewer.access_version,
            idle,
            behind,
        ),
        revision=_revision(pointer),
    )
    return Response(status=204)


def _revision(pointer: Pointer | None) -> UUID | None:
    """The revision whose roles were asked; a draft changes with every key press, and its people are samples."""
    if pointer is None or pointer.kind != "revision":
        return None
    return UUID(pointer.key.removeprefix("revision:"))
