"""Files that answer a question of a form: sent by a member or a guest before the order is there, put at the order once it is."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from form_schemas.context import File
from foundation.db import row
from foundation.identity.viewer import Viewer
from foundation.tenancy import current_scope

SCANS = {"ready": "clean", "checking": "pending", "uploading": "pending"}
"""State of a file → what a form is told of its check; everything else was refused."""


def files_of_form(viewer: Viewer) -> Callable[[str], File | None]:
    """Asks for a file by its id: only for those that this member, or this browser of a guest, has sent and put nowhere yet. Each is read once."""
    known: dict[str, File | None] = {}

    def find(file_id: str) -> File | None:
        if file_id not in known:
            known[file_id] = _find(viewer, file_id)
        return known[file_id]

    return find


def _find(viewer: Viewer, file_id: str) -> File | None:
    try:
        wanted = UUID(file_id)
    except ValueError:
        return None
    if viewer.kind == "staff" or viewer.keeper is None:
        return None
    found = row(
        "select name, size, type, sha256, state, width, height from files where tenant_id = %(tenant)s and id = %(id)s"
        " and added_by = %(viewer)s and client_id is not distinct from %(client)s and subject is null and state <> 'removed'",
        tenant=current_scope().tenant_id,
        id=wanted,
        viewer=viewer.keeper,
        client=viewer.client_id,
    )
    if found is None:
        return None
    digest = f"sha256:{found.sha256}" if found.sha256 else ""
    scan = SCANS.get(found.state, "refused")
    return File(str(wanted), found.name, found.size, found.type, digest, scan, found.width, found.height)
