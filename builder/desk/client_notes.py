"""What staff write down about a client, on the client's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import redirect, request
from flask.typing import ResponseReturnValue

from builder.desk.inputs import ClientNoteInput, read
from builder.desk.place import Desk, desk_here
from builder.desk.routes import at
from commerce.clients import notes
from commerce.clients.policies import may_write_notes
from commerce.clients.queries import ClientNoteFacts, client_notes
from foundation.errors import Refused
from foundation.web.guards import wants_json
from foundation.web.notices import Undo, tell
from foundation.web.routes import needs


def notes_of_client(here: Desk, client_id: UUID) -> list[dict[str, Any]]:
    """The notes of a client, as the page shows them."""
    return [_note(note, here) for note in client_notes(here.viewer, client_id)]


def _note(note: ClientNoteFacts, here: Desk) -> dict[str, Any]:
    writes = may_write_notes(here.viewer)
    mine = note.author_id == here.viewer.staff_id
    base = here.client(note.client_id, f"notes/{note.id}")
    return {
        "id": str(note.id),
        "text": note.text,
        "pinned": note.pinned,
        "author": note.author_name,
        "at": note.created_at,
        "edited": note.edited_at is not None,
        "edit_url": f"{base}/text" if writes and mine else "",
        "remove_url": f"{base}/removal" if writes and (mine or here.viewer.owner) else "",
        "pin_url": f"{base}/pin" if writes else "",
    }


@at("/clients/<uuid:client_id>/notes", "POST")
@needs("order.read")
def add_client_note(client_id: UUID) -> ResponseReturnValue:
    """Write something down that members never see."""
    here = desk_here()
    try:
        notes.add_note(here.viewer, client_id, read(ClientNoteInput)["text"])
    except Refused as refused:
        return _note_refused(here, client_id, refused)
    return _to_notes(here, client_id)


@at("/clients/<uuid:client_id>/notes/<uuid:note_id>/text", "POST")
@needs("order.read")
def edit_client_note(client_id: UUID, note_id: UUID) -> ResponseReturnValue:
    here = desk_here()
    try:
        notes.edit_note(here.viewer, note_id, read(ClientNoteInput)["text"])
    except Refused as refused:
        return _note_refused(here, client_id, refused)
    return _to_notes(here, client_id)


@at("/clients/<uuid:client_id>/notes/<uuid:note_id>/removal", "POST")
@needs("order.read")
def remove_client_note(client_id: UUID, note_id: UUID) -> ResponseReturnValue:
    here = desk_here()
    notes.remove_note(here.viewer, note_id)
    tell("The note was removed.", undo=Undo(here.client(client_id, f"notes/{note_id}/restoration")))
    return _to_notes(here, client_id)


@at("/clients/<uuid:client_id>/notes/<uuid:note_id>/restoration", "POST")
@needs("order.read")
def restore_client_note(client_id: UUID, note_id: UUID) -> ResponseReturnValue:
    here = desk_here()
    notes.restore_note(here.viewer, note_id)
    return _to_notes(here, client_id)


@at("/clients/<uuid:client_id>/notes/<uuid:note_id>/pin", "POST")
@needs("order.read")
def pin_client_note(client_id: UUID, note_id: UUID) -> ResponseReturnValue:
    here = desk_here()
    notes.pin_note(here.viewer, note_id, pinned=request.form.get("pinned") == "yes")
    return _to_notes(here, client_id)


def _note_refused(here: Desk, client_id: UUID, refused: Refused) -> ResponseReturnValue:
    if refused.status in (403, 404) or wants_json():
        raise refused
    tell(refused.message, "bad")
    return _to_notes(here, client_id)


def _to_notes(here: Desk, client_id: UUID) -> ResponseReturnValue:
    return redirect(here.client(client_id) + "#notes", 303)
