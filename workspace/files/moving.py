"""Files go from one folder to another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from commerce.clients.actions import bump
from foundation import audit, clock
from foundation.db import execute
from foundation.errors import Forbidden, Refused
from foundation.events import record
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope
from workspace.files import policies
from workspace.files.actions import ROOM
from workspace.files.events import FileMoved
from workspace.files.queries import FileRecord, access_files
from workspace.files.telling import tell

MOST_AT_ONCE = 100
"""Files that can be moved together: as many as a page of a list holds."""


def move_to_folder(viewer: Viewer, file_ids: Collection[UUID], folder: str) -> list[FileRecord]:
    """Put files into ``folder`` (an id of the document, empty: into none): all of them, or none; those that were there already stay as they are. Answers those
    that moved. Whoever may add files where one is, or may remove it, moves it to where they may add.

    Raises NotFound, Forbidden, Refused ``folder_missing``, ``file_missing``, ``files_too_many``.
    """
    wanted = sorted(set(file_ids))
    if not wanted:
        raise Refused("file_missing", "Choose a file first.", pointer="file")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused("files_too_many", "Move at most {most} files at once.", most=MOST_AT_ONCE, pointer="file")
    found = access_files(viewer, wanted)
    now = clock.now()
    for file in found:
        of_order = file.order_id is not None
        policies.require_add_at(viewer, folder, of_order=of_order)
        if not policies.may_take_out(viewer, file.added_by, file.at, file.folder, now, of_order=of_order):
            raise Forbidden("Your role does not allow moving files out of this folder.")
    return _move([file for file in found if file.folder != folder and file.subject is not None], viewer.actor, folder)


def _move(found: list[FileRecord], actor: str, folder: str) -> list[FileRecord]:
    if not found:
        return []
    execute(
        "update files set folder = %(folder)s where tenant_id = %(tenant)s and id = any(%(ids)s)",
        folder=folder,
        tenant=current_scope().tenant_id,
        ids=[file.id for file in found],
    )
    for file in found:
        audit.record("file.move", f"file:{file.id}", actor, before={"folder": file.folder}, after={"folder": folder})
        record(
            FileMoved(
                subject=f"file:{file.id}",
                actor=actor,
                file_name=file.name,
                about=str(file.subject),
                client=str(file.client_id),
                order=str(file.order_id) if file.order_id else None,
                internal=file.internal,
                before=file.folder,
                folder=folder,
            )
        )
        tell(file, "file.moved", foldered=True)
    for client in {file.owner for file in found}:
        bump(client, ROOM)
    return [replace(file, folder=folder) for file in found]
