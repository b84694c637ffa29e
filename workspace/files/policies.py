"""Whose files a viewer sees, who may add some and where, and who may take one away or move it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from commerce.orders import policies as orders
from foundation.errors import Forbidden, NotFound, Refused
from foundation.identity.viewer import Viewer

READ = "file.read"
WHOLE = ("company", "all")
OWN_REMOVAL = timedelta(hours=1)
"""For how long whoever added a file may take it away."""


def reach(viewer: Viewer, prefix: str = "f.") -> tuple[str, dict[str, Any]]:
    """A condition on files that the viewer may read, with its parameters.

    ``file.read`` over the whole company (for staff: over all) reaches every file of the client; a narrower one those of orders that
    ``order.read`` reaches. What somebody added stays theirs in any case; what is not put anywhere yet is nobody else's; what is internal
    is for staff only. A client's people read a file in a folder only where the document shows them the folder: their own too, and none in a folder that the
    document has no more. Guests read what their browser has sent until it is put somewhere. Raises NotFound for a guest whose browser is not known.
    """
    condition, parameters = _reach(viewer, prefix)
    if viewer.kind != "member":
        return condition, parameters
    shown = viewer.standing.folders.shown
    if not shown:
        return f"({prefix}folder = '' and {condition})", parameters
    return f"({prefix}folder = any(%(folders)s) and {condition})", parameters | {"folders": ["", *sorted(shown)]}


def _reach(viewer: Viewer, prefix: str) -> tuple[str, dict[str, Any]]:
    """The same whatever folder they are in."""
    keeper = require_keeper(viewer)
    parameters: dict[str, Any] = {"viewer": keeper}
    mine = f"{prefix}added_by = %(viewer)s"
    if viewer.kind == "guest":
        return f"({mine} and {prefix}client_id is null and {prefix}subject is null)", parameters
    if viewer.kind == "staff":
        if viewer.owner or viewer.scope(READ) in WHOLE:
            return f"({prefix}subject is not null or {mine})", parameters
        placed = "false"
    else:
        parameters["client"] = viewer.client_id
        if viewer.scope(READ) in WHOLE:
            placed = f"{prefix}subject is not null and not {prefix}internal"
            return f"({prefix}client_id = %(client)s and ({placed} or {mine}))", parameters
        mine = f"{mine} and {prefix}client_id = %(client)s"
        placed = "false"
    if viewer.may(READ):
        try:
            condition, more = orders.reach(viewer, "o.")
        except NotFound:
            return f"({mine})", parameters
        parameters |= more
        hidden = "" if viewer.kind == "staff" else f" and not {prefix}internal"
        placed = (
            f"{prefix}subject is not null{hidden} and exists (select 1 from orders o where o.tenant_id = {prefix}tenant_id"  # noqa: S608
            f" and o.id = {prefix}order_id and {condition})"
        )
    return f"({placed} or ({mine}))", parameters


def may_add(viewer: Viewer) -> bool:
    """Who writes messages or orders may send files along; staff also who moves orders."""
    if viewer.kind == "staff":
        return viewer.owner or viewer.may("message.write") or viewer.may("order.move")
    return viewer.kind == "member" and (viewer.may("message.write") or viewer.may("order.create"))


def may_answer(viewer: Viewer) -> bool:
    """Who may send files for a question of a form: whoever may add some, and guests, whom only public services ask."""
    return viewer.kind == "guest" or may_add(viewer)


def require_send(viewer: Viewer) -> None:
    """For bytes that are to go anywhere, also into a folder that names a role of theirs. Raises Forbidden for those who may only read, NotFound for a guest whose
    browser is not known."""
    if viewer.kind == "guest":
        require_keeper(viewer)
    elif not viewer.standing.folders.add:
        require_add(viewer)


def require_keeper(viewer: Viewer) -> str:
    """Under whom a file is kept that stands nowhere yet. Raises NotFound for a guest whose browser is not known."""
    if viewer.keeper is None:
        raise NotFound()
    return viewer.keeper


def require_add(viewer: Viewer) -> None:
    """Raises NotFound for guests, Forbidden for those who may only read."""
    if viewer.kind == "guest":
        raise NotFound()
    if not may_add(viewer):
        raise _no_adding()


def _no_adding() -> Forbidden:
    return Forbidden("Your role does not allow adding files.")


def may_add_to_client(viewer: Viewer) -> bool:
    """Whether files may be put beside a client's orders: those who see the whole client's may."""
    return may_add(viewer) and (
        viewer.kind == "staff" or viewer.scope(READ) in WHOLE or viewer.scope("message.write") in WHOLE
    )


def may_add_at(viewer: Viewer, folder: str, *, of_order: bool) -> bool:
    """Whether the viewer may put a file into the folder (empty: into none), of an order that they read or beside all of them: those whose role it names; where
    it names nobody, whoever may add files there. A folder that the document has not is nobody's."""
    folders = viewer.standing.folders
    if folder in folders.add:
        return True
    if folder and folder not in folders.free:
        return False
    return may_add(viewer) if of_order else may_add_to_client(viewer)


def require_add_at(viewer: Viewer, folder: str, *, of_order: bool) -> None:
    """Raises NotFound for guests, Refused ``folder_missing`` for a folder that is not shown to the viewer, Forbidden."""
    if viewer.kind == "guest":
        raise NotFound()
    if folder and folder not in viewer.standing.folders.shown:
        raise Refused("folder_missing", "There is no such folder. Choose another one.", pointer="folder", status=404)
    if not may_add_at(viewer, folder, of_order=of_order):
        raise Forbidden("Your role does not allow adding files to this folder.") if folder else _no_adding()


def may_remove(viewer: Viewer, added_by: str, at: datetime, folder: str, now: datetime) -> bool:
    """Staff who may add files, whoever added this one within the last hour, and those whose role its folder names for it."""
    if folder and folder in viewer.standing.folders.clear:
        return True
    if added_by == viewer.actor and now - at < OWN_REMOVAL:
        return True
    return viewer.kind == "staff" and may_add(viewer)


def may_take_out(viewer: Viewer, added_by: str, at: datetime, folder: str, now: datetime, *, of_order: bool) -> bool:
    """Whether the viewer may move the file to a folder that they may add to: those who may add files where it is, and those who may remove it."""
    return may_add_at(viewer, folder, of_order=of_order) or may_remove(viewer, added_by, at, folder, now)
