"""Files as lists draw them: the same rows in the portal and at the desk. Addresses are handed in; nothing here knows a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from commerce.orders import policies as orders
from foundation.identity.viewer import Viewer
from portal_config.folders import Folder
from words import say, unsaid
from workspace.files import policies
from workspace.files.names import extension
from workspace.files.queries import FileRecord

ICONS = {"picture": "image", "document": "file", "design": "palette", "media": "play", "archive": "box"}
KIND_NAMES = {
    "picture": unsaid("Pictures"),
    "document": unsaid("Documents"),
    "design": unsaid("Design"),
    "media": unsaid("Audio and video"),
    "archive": unsaid("Archives"),
}


class Addresses(Protocol):
    """Where a face serves files."""

    def file(self, file: FileRecord) -> str: ...

    def thumb(self, file: FileRecord) -> str | None: ...

    def removal(self, file: FileRecord) -> str: ...

    def folder(self, file: FileRecord) -> str: ...

    def order(self, number: str) -> str: ...


@dataclass(frozen=True, slots=True)
class FileShown:
    """One row. ``preview`` is what a page can show of it without leaving: ``picture``, ``pdf`` or nothing; ``remove_url`` None: this person may not. ``folder`` is
    the name of the one it is in, ``moves`` are (id, name) of those it may be moved to at ``move_url``, an empty id: to none."""

    id: str
    name: str
    ending: str
    icon: str
    size: int
    state: str
    url: str | None
    save_url: str | None
    thumb_url: str | None
    preview: str
    added_by: str
    by_staff: bool
    at: datetime
    internal: bool
    order_number: str | None
    order_title: str | None
    order_url: str | None
    remove_url: str | None
    removed_by: str
    folder: str = ""
    move_url: str = ""
    moves: tuple[tuple[str, str], ...] = ()


def shown(
    files: Iterable[FileRecord], viewer: Viewer, at: Addresses, now: datetime, folders: Mapping[str, Folder]
) -> tuple[FileShown, ...]:
    """Rows in the order of ``files``. ``now`` is the tenant's time, UTC: what may be taken away hangs on it; ``folders`` are the document's."""
    return tuple(_shown(file, viewer, at, now, folders) for file in files)


def places(viewer: Viewer, folders: Mapping[str, Folder], *, of_order: bool) -> tuple[tuple[str, str], ...]:
    """(id, name) of every folder that the viewer may add files to, of an order or beside all of them; first no folder, with an empty id, where they may."""
    named = [("", say("No folder")), *((one.id, one.name) for one in folders.values())]
    return tuple(place for place in named if policies.may_add_at(viewer, place[0], of_order=of_order))


def _moves(
    file: FileRecord, viewer: Viewer, now: datetime, folders: Mapping[str, Folder]
) -> tuple[tuple[str, str], ...]:
    of_order = file.order_id is not None
    if not folders or file.subject is None or file.state not in ("ready", "checking"):
        return ()
    if not policies.may_take_out(viewer, file.added_by, file.at, file.folder, now, of_order=of_order):
        return ()
    return tuple(place for place in places(viewer, folders, of_order=of_order) if place[0] != file.folder)


def folder_name(folders: Mapping[str, Folder], folder_id: str) -> str:
    """What the folder of a file is called; empty for none. Staff alone see one that the document has no more."""
    if not folder_id:
        return ""
    return folders[folder_id].name if folder_id in folders else say("A folder that was removed")


def _shown(file: FileRecord, viewer: Viewer, at: Addresses, now: datetime, folders: Mapping[str, Folder]) -> FileShown:
    url = at.file(file) if file.ready else None
    # Who reads every file of a company need not read every order: a link would lead nowhere.
    opens = file.order_number and orders.may_open(viewer, file.owner, file.order_member, file.order_assignee)
    removable = file.state in ("ready", "checking") and policies.may_remove(
        viewer, file.added_by, file.at, file.folder, now
    )
    return FileShown(
        id=str(file.id),
        name=file.name,
        ending=extension(file.name).upper(),
        icon=ICONS[file.kind],
        size=file.size,
        state=file.state,
        url=url,
        save_url=f"{url}?save" if url else None,
        thumb_url=at.thumb(file),
        preview=preview(file),
        added_by=file.added_by_name,
        by_staff=file.by_staff,
        at=file.at,
        internal=file.internal,
        order_number=file.order_number,
        order_title=file.order_title,
        order_url=at.order(file.order_number) if file.order_number and opens else None,
        remove_url=at.removal(file) if removable else None,
        removed_by=file.removed_by_name,
        folder=folder_name(folders, file.folder),
        move_url=at.folder(file),
        moves=_moves(file, viewer, now, folders),
    )


def preview(file: FileRecord) -> str:
    """``picture`` or ``pdf`` where a page can show it in a dialog, else empty."""
    if not file.inline:
        return ""
    return "pdf" if file.type == "application/pdf" else "picture" if file.type.startswith("image/") else ""


Group = tuple[str | None, tuple[FileShown, ...]]


def by_order(
    rows: Iterable[FileShown], key: Callable[[FileShown], str | None] = lambda row: row.order_number
) -> list[Group]:
    """Neighbouring rows of the same order together, in the order they come."""
    groups: list[tuple[str | None, list[FileShown]]] = []
    for row in rows:
        if not groups or groups[-1][0] != key(row):
            groups.append((key(row), []))
        groups[-1][1].append(row)
    return [(number, tuple(found)) for number, found in groups]
