"""Putting a checklist away, and taking it out again."""

from __future__ import annotations

from uuid import UUID

from commerce.clients.actions import bump
from foundation import clock
from foundation.db import execute
from foundation.errors import NotFound
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope

ROOM = "members"


def put_away(viewer: Viewer, widget: str) -> None:
    """Show this checklist to the viewer no more. Repeating it changes nothing. Raises NotFound for somebody who is no member."""
    client = _client(viewer)
    execute(
        "insert into checklists_away (tenant_id, member_id, widget, at) values (%(tenant)s, %(member)s, %(widget)s, %(at)s)"
        " on conflict (tenant_id, member_id, widget) do nothing",
        tenant=current_scope().tenant_id,
        member=viewer.member_id,
        widget=widget,
        at=clock.now(),
    )
    bump(client, ROOM)


def take_out(viewer: Viewer, widget: str) -> None:
    """Show it again. Raises NotFound for somebody who is no member."""
    client = _client(viewer)
    execute(
        "delete from checklists_away where tenant_id = %(tenant)s and member_id = %(member)s and widget = %(widget)s",
        tenant=current_scope().tenant_id,
        member=viewer.member_id,
        widget=widget,
    )
    bump(client, ROOM)


def _client(viewer: Viewer) -> UUID:
    if viewer.kind != "member" or viewer.client_id is None:
        raise NotFound()
    return viewer.client_id
