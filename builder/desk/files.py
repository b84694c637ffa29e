"""Files at the desk: the same actions as in the portal, below the desk's own addresses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.desk.place import Desk, desk_here
from builder.desk.routes import at
from commerce.clients.queries import access_client
from commerce.orders.queries import OrderRecord
from foundation import clock
from foundation.errors import Refused
from foundation.settings import settings
from foundation.web.components.paging import Keyset
from foundation.web.guards import clean_text, read_json, wants_json
from foundation.web.notices import tell
from foundation.web.routes import SEAT, local_path, needs, waits
from foundation.web.sent_files import posted_files, posted_ids, thumb_answer, ticket_answer
from words import say
from workspace.files import actions, policies, queries
from workspace.files.moving import move_to_folder
from workspace.files.queries import FileRecord
from workspace.files.schemas import read_upload, told
from workspace.files.shown import folder_name, places, shown

NONE = "none"
"""Stands in an address for files in no folder."""


class DeskAddresses:
    """The addresses of files below one desk."""

    def __init__(self, here: Desk) -> None:
        self._here = here

    def file(self, file: FileRecord) -> str:
        return f"{self._here.root}/files/{file.id}"

    def thumb(self, file: FileRecord) -> str | None:
        return f"{self._here.root}/files/{file.id}/thumb" if file.thumb else None

    def removal(self, file: FileRecord) -> str:
        return f"{self._here.root}/files/{file.id}/removal"

    def folder(self, file: FileRecord) -> str:
        return f"{self._here.root}/files/{file.id}/folder"

    def order(self, number: str) -> str:
        return self._here.order(number)


def upload(here: Desk, client_id: UUID, back: str, **fields: str) -> dict[str, Any]:
    """What ``upload_form`` of ``components/files.html`` is given, for a client; ``fields`` is what the form says with the files (``order`` or ``client``)."""
    return {
        "action": f"{here.root}/files",
        "api": f"{here.root}/files/uploads",
        "back": back,
        "most": settings().file_limit,
        "client": str(client_id),
        "fields": fields,
    }


def files_of_order(here: Desk, order: OrderRecord) -> dict[str, Any] | None:
    """The files of an order as ``parts/files_card.html`` draws them: rows, back, upload (None for somebody who adds none). None for somebody who
    neither reads nor adds any."""
    if not policies.may_add(here.viewer) and not here.viewer.may(policies.READ):
        return None
    back = here.order(order.number)
    found = queries.files_of_order(here.viewer, order.id)
    return {
        "rows": shown(found, here.viewer, DeskAddresses(here), clock.now(), here.compiled.folders),
        "back": back,
        "upload": upload(here, order.client_id, back, order=order.number) if policies.may_add(here.viewer) else None,
    }


def files_of_client(here: Desk, client_id: UUID, *, folder: str, cursor: str) -> dict[str, Any] | None:
    """One page of a client's files, the same way and with its ``paging``; of one ``folder`` (``none``: in no folder), empty: of all. ``folders`` are what it
    can be narrowed to, ``places`` where files can be put. Raises Refused ``bad_cursor``, ``folder_missing``."""
    if not policies.may_add(here.viewer) and not here.viewer.may(policies.READ):
        return None
    folders = here.compiled.folders
    if folder not in ("", NONE) and folder not in folders:
        raise Refused("folder_missing", "There is no such folder. Choose another one.", pointer="folder", status=404)
    page = queries.list_files(
        here.viewer,
        client=client_id,
        folders=None if not folder else ("",) if folder == NONE else (folder,),
        cursor=cursor or None,
    )
    path = here.client(client_id, "files")
    named = [("All folders", ""), *((one.name, one.id) for one in folders.values()), (say("No folder"), NONE)]
    return {
        "folders": [(name, Keyset(path, 0, query={"folder": one}).url(), one == folder) for name, one in named]
        if folders
        else [],
        "folder": folder,
        "places": places(here.viewer, folders, of_order=False) if folders else (),
        "moves_url": f"{here.root}/files/folder",
        "rows": shown(page.files, here.viewer, DeskAddresses(here), clock.now(), here.compiled.folders),
        "back": Keyset(path, 0, query={"folder": folder, "cursor": cursor}).url(),
        "upload": upload(here, client_id, Keyset(path, 0, query={"folder": folder}).url(), client=str(client_id))
        if policies.may_add(here.viewer)
        else None,
        "paging": Keyset(path, len(page.files), page.next, page.previous, {"folder": folder}),
    }


def _told(here: Desk, file: FileRecord) -> dict[str, Any]:
    return told(file, DeskAddresses(here).file(file), f"{here.root}/files/{file.id}/thumb")


@at("/files/uploads", "POST")
@needs(SEAT)
def begin_upload() -> ResponseReturnValue:
    """Announce a file for a client: where to put its bytes."""
    here = desk_here()
    asked = read_upload(read_json())
    begun = actions.begin_upload(
        here.viewer, name=asked["name"], size=asked["size"], type=asked["type"], client_id=asked["client"]
    )
    return jsonify(ticket_answer(begun.id, begun.ticket)), 201


@at("/files/uploads/<uuid:upload_id>/complete", "POST")
@needs(SEAT)
@waits
def complete_upload(upload_id: UUID) -> ResponseReturnValue:
    """All bytes were put: check them."""
    here = desk_here()
    return jsonify(_told(here, actions.complete_upload(here.viewer, upload_id)))


@at("/files", "POST")
@needs(SEAT)
@waits
def add_files() -> ResponseReturnValue:
    """Put files beside an order (``order``: its number) or beside all orders of a client (``client``: its id), in a ``folder``; ``internal``: for staff
    only."""
    here = desk_here()
    number = clean_text(request.form.get("order", ""), "order", most=100)
    if number:
        order_id, client_id, _ = queries.order_of(here.viewer, number)
        subject = f"order:{order_id}"
    else:
        order_id, client_id = None, access_client(here.viewer, _client(request.form.get("client", ""))).id
        subject = f"client:{client_id}"
    ids = posted_ids("file_id")
    ids += [file.id for file in actions.store_uploads(here.viewer, posted_files("file"), client_id=client_id)]
    if not ids:
        raise Refused("file_missing", "Choose a file first.", pointer="file")
    added = actions.attach(
        here.viewer,
        ids,
        subject=subject,
        client_id=client_id,
        order_id=order_id,
        internal=request.form.get("internal") == "yes",
        folder=_folder(),
    )
    if wants_json():
        return jsonify([_told(here, file) for file in added]), 201
    tell("The file was added." if len(added) == 1 else f"{len(added)} files were added.")
    return redirect(local_path(request.form.get("next"), here.board), 303)


@at("/files/<uuid:file_id>", "GET")
@needs(SEAT)
def fetch_file(file_id: UUID) -> ResponseReturnValue:
    """A file: shown where a browser may show it, else stored."""
    ticket = queries.download_ticket(desk_here().viewer, file_id, save="save" in request.args)
    return redirect(ticket.url, 303)


@at("/files/<uuid:file_id>/thumb", "GET")
@needs(SEAT)
def fetch_thumb(file_id: UUID) -> Response:
    """The small picture of a picture."""
    content, tag = queries.read_thumb(desk_here().viewer, file_id)
    return thumb_answer(make_response(content), tag)


@at("/files/<uuid:file_id>/removal", "POST")
@needs(SEAT)
def remove_file(file_id: UUID) -> ResponseReturnValue:
    """Take a file away."""
    here = desk_here()
    gone = actions.remove(here.viewer, file_id)
    if wants_json():
        return jsonify(id=str(gone.id), state=gone.state)
    tell(f"“{gone.name}” was removed.")
    return redirect(local_path(request.form.get("next"), here.board), 303)


@at("/files/<uuid:file_id>/folder", "POST")
@needs(SEAT)
def move_file(file_id: UUID) -> ResponseReturnValue:
    """Put a file into another folder, or into none."""
    return _move([file_id], _folder())


@at("/files/folder", "POST")
@needs(SEAT)
def move_files() -> ResponseReturnValue:
    """The same for the chosen files: all of them, or none. ``none`` is no folder; nothing chosen moves nothing."""
    chosen, folder = posted_ids("file"), _folder()
    if not wants_json() and not (chosen and folder):
        tell("Choose a folder to move the files to." if chosen else "Choose the files to move.", "warn")
        return redirect(local_path(request.form.get("next"), desk_here().board), 303)
    return _move(chosen, "" if folder == NONE else folder)


def _folder() -> str:
    return clean_text(request.form.get("folder", ""), "folder", most=100)


def _move(file_ids: list[UUID], folder: str) -> ResponseReturnValue:
    here = desk_here()
    moved = move_to_folder(here.viewer, file_ids, folder)
    if wants_json():
        return jsonify([_told(here, file) for file in moved])
    name = folder_name(here.compiled.folders, folder)
    where = f"in “{name}” now" if name else "in no folder now"
    words = f"{len(moved)} files are {where}." if len(moved) > 1 else f"“{moved[0].name}” is {where}." if moved else ""
    tell(words or "They were there already.")
    return redirect(local_path(request.form.get("next"), here.board), 303)


def _client(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("client_missing", "Say which client the files are for.", pointer="client") from None
