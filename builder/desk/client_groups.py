"""The groups of a client, on its page, and the list of clients narrowed to one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect
from flask.typing import ResponseReturnValue

from builder.desk.inputs import ClientGroupInput, read
from builder.desk.place import Desk, desk_here
from builder.desk.routes import at
from commerce.clients import groups
from commerce.clients.policies import MANAGE, may_manage_clients
from commerce.clients.queries import ClientFacts, access_client
from foundation.errors import NotFound, Refused
from foundation.web.notices import Undo, tell
from foundation.web.routes import needs
from portal_config.compiled import Group


def groups_card(here: Desk, client: ClientFacts) -> dict[str, Any] | None:
    """What the card of a client's groups shows; None for a portal that has none."""
    known = groups.groups_of_client(here.viewer, client, here.compiled)
    if not known:
        return None
    manages = may_manage_clients(here.viewer)
    url = here.client(client.id, "groups")
    return {
        "inside": [
            {
                "id": one.id,
                "name": one.name,
                "by_rule": not one.manual,
                "list_url": f"{here.clients}?group={one.id}",
                "remove_url": f"{url}/{one.id}/removal" if manages and one.manual else "",
            }
            for one in known
            if one.inside
        ],
        "others": [(one.id, one.name) for one in known if one.manual and not one.inside],
        "add_url": url if manages else "",
    }


def group_asked(here: Desk, group_id: str) -> Group | None:
    """The group the list of clients is narrowed to; None for all. Raises Refused ``bad_group``."""
    if group_id and group_id not in here.compiled.groups:
        raise Refused("bad_group", "There is no such group.", pointer="group", status=400)
    return here.compiled.groups.get(group_id)


@at("/clients/<uuid:client_id>/groups", "POST")
@needs(MANAGE)
def add_client_group(client_id: UUID) -> ResponseReturnValue:
    """Put the client into a group."""
    here = desk_here()
    group = groups.add_to_group(here.viewer, client_id, read(ClientGroupInput)["group"], compiled=here.compiled)
    undo = Undo(here.client(client_id, f"groups/{group.id}/removal"))
    tell(f"{access_client(here.viewer, client_id).name} is in {group.name} now.", undo=undo)
    return _back(here, client_id)


@at("/clients/<uuid:client_id>/groups/<group_id>/removal", "POST")
@needs(MANAGE)
def remove_client_group(client_id: UUID, group_id: str) -> ResponseReturnValue:
    """Take the client out of a group."""
    here = desk_here()
    if group_id not in here.compiled.groups:
        raise NotFound()
    group = groups.remove_from_group(here.viewer, client_id, group_id, compiled=here.compiled)
    undo = Undo(here.client(client_id, "groups"), (("group", group.id),))
    tell(f"{access_client(here.viewer, client_id).name} is no longer in {group.name}.", undo=undo)
    return _back(here, client_id)


def _back(here: Desk, client_id: UUID) -> ResponseReturnValue:
    return redirect(here.client(client_id) + "#groups", 303)
