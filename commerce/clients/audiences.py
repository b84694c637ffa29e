"""Who hears what while their pages are open."""

from __future__ import annotations

from collections.abc import Iterable

from foundation import realtime
from foundation.identity.viewer import Viewer
from foundation.realtime import policy
from foundation.tenancy import current_scope

WHOLE = ("company", "all")


def hears_whole_client(viewer: Viewer) -> bool:
    """True for a member who reads the client's orders or conversation as a whole; anybody else hears of what they ordered themselves."""
    return viewer.scope("order.read") in WHOLE or viewer.scope("message.write") in WHOLE


@policy.rooms("client")
def _client(viewer: Viewer) -> Iterable[str]:
    if viewer.kind == "member" and viewer.client_id is not None and hears_whole_client(viewer):
        yield realtime.client_room(viewer.client_id)


@policy.rooms("own")
def _own(viewer: Viewer) -> Iterable[str]:
    if viewer.kind == "member" and viewer.member_id is not None and not hears_whole_client(viewer):
        yield realtime.own_room(viewer.member_id)


@policy.rooms("member")
def _member(viewer: Viewer) -> Iterable[str]:
    if viewer.kind == "member" and viewer.member_id is not None:
        yield realtime.member_room(viewer.member_id)


@policy.rooms("staff")
def _staff(viewer: Viewer) -> Iterable[str]:
    if viewer.kind == "staff" and viewer.staff_id is not None:
        yield realtime.staff_room(viewer.staff_id)


@policy.rooms("draft")
def _draft(viewer: Viewer) -> Iterable[str]:
    builds = viewer.owner or viewer.may("portal.edit") or viewer.may("portal.publish")
    if viewer.kind == "staff" and builds and current_scope().mode == "sandbox":
        yield realtime.DRAFT
