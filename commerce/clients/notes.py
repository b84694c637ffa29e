"""What staff write down about a client, and its members never see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from commerce.clients import policies, queries
from foundation import audit, clock
from foundation.db import execute, uuid7
from foundation.errors import Forbidden, Refused
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope

NOTE_LENGTH = 4000


def add_note(viewer: Viewer, client_id: UUID, text: str, *, pinned: bool = False) -> UUID:
    """Write down something about a client that staff see and its members never do. Raises NotFound, Forbidden, Refused ``note_missing``,
    ``note_too_long``."""
    client = queries.access_client(viewer, client_id)
    policies.require_notes(viewer)
    note_id = uuid7()
    execute(
        "insert into client_notes (tenant_id, id, client_id, text, pinned, author_id, author_name, created_at) values"
        " (%(tenant)s, %(id)s, %(client)s, %(text)s, %(pinned)s, %(author)s, %(name)s, %(at)s)",
        tenant=current_scope().tenant_id,
        id=note_id,
        client=client.id,
        text=_clean_note(text),
        pinned=pinned,
        author=viewer.staff_id,
        name=viewer.name,
        at=clock.now(),
    )
    audit.record("client.note", f"client:{client_id}", viewer.actor, after={"note": str(note_id)})
    return note_id


def edit_note(viewer: Viewer, note_id: UUID, text: str) -> queries.ClientNoteFacts:
    """Write a note of one's own anew. Raises NotFound, Forbidden, Refused ``note_missing``, ``note_too_long``."""
    note = _own_note(viewer, note_id)
    cleaned = _clean_note(text)
    if cleaned != note.text:
        _write_note(note, "text = %(text)s, edited_at = %(at)s", text=cleaned, at=clock.now())
        audit.record("client.note_edit", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id)})
    return note


def remove_note(viewer: Viewer, note_id: UUID) -> queries.ClientNoteFacts:
    """Take a note of one's own away; owners take any. It is kept, and ``restore_note`` brings it back. Raises NotFound, Forbidden."""
    note = _own_note(viewer, note_id, owner_too=True)
    _write_note(note, "removed_at = %(at)s", at=clock.now())
    audit.record("client.note_remove", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id)})
    return note


def restore_note(viewer: Viewer, note_id: UUID) -> queries.ClientNoteFacts:
    """Bring a removed note back. Raises NotFound, Forbidden."""
    note = _own_note(viewer, note_id, owner_too=True)
    _write_note(note, "removed_at = null")
    audit.record("client.note_restore", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id)})
    return note


def pin_note(viewer: Viewer, note_id: UUID, *, pinned: bool) -> queries.ClientNoteFacts:
    """Let a note stand first, or no longer; whoever writes notes may. Raises NotFound, Forbidden."""
    note = queries.access_note(viewer, note_id, lock=True)
    policies.require_notes(viewer)
    _write_note(note, "pinned = %(pinned)s", pinned=pinned)
    audit.record(
        "client.note_pin", f"client:{note.client_id}", viewer.actor, after={"note": str(note_id), "pinned": pinned}
    )
    return note


def _own_note(viewer: Viewer, note_id: UUID, *, owner_too: bool = False) -> queries.ClientNoteFacts:
    note = queries.access_note(viewer, note_id, lock=True)
    policies.require_notes(viewer)
    if note.author_id != viewer.staff_id and not (owner_too and viewer.owner):
        raise Forbidden("This note is somebody else’s. Write one of your own beneath it.")
    return note


def _write_note(note: queries.ClientNoteFacts, changes: str, **values: Any) -> None:
    execute(
        f"update client_notes set {changes} where tenant_id = %(tenant)s and id = %(id)s",  # noqa: S608 - fixed fragments, values as parameters
        tenant=current_scope().tenant_id,
        id=note.id,
        **values,
    )


def _clean_note(text: str) -> str:
    cleaned = text.replace("\r\n", "\n").strip()
    if not cleaned:
        raise Refused("note_missing", "Write a note first.", pointer="text")
    if len(cleaned) > NOTE_LENGTH:
        raise Refused("note_too_long", f"Use at most {NOTE_LENGTH} characters.", pointer="text")
    return cleaned
