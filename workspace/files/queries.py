"""Reading files. ``access_file`` and ``access_files`` are the only ways to ones that are known, ``list_files`` and ``files_of`` the ways to many; all take the
viewer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal
from uuid import UUID

from commerce.orders import policies as orders
from foundation.db import containing, row, rows, value
from foundation.db.keyset import Key, Sorting, walk
from foundation.errors import NotFound, Refused
from foundation.identity.viewer import Viewer
from foundation.storage import INLINE_TYPES, Ticket, holder_of, storage
from foundation.tenancy import current_scope
from workspace.files import faults, policies
from workspace.files.models import KINDS

Sort = Literal["newest", "oldest", "name", "size", "order"]

PAGE = 25
LARGEST_PAGE = 100
SEARCH_LENGTH = 100


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as people see it. ``size`` is in bytes, ``at`` the tenant's time, UTC; ``reason`` says why a refused one was. ``inline``: a browser may
    show it; ``thumb``: there is a small picture of it; ``client_id`` None: a guest sent it for an order that is not placed yet; ``folder`` is the id of one of the
    document's folders, empty: it is in none."""

    id: UUID
    name: str
    size: int
    type: str
    kind: str
    state: str
    reason: str
    client_id: UUID | None
    order_id: UUID | None
    subject: str | None
    internal: bool
    folder: str
    added_by: str
    added_by_name: str
    at: datetime
    removed_by_name: str
    width: int | None
    height: int | None
    sha256: str | None
    key: str | None
    thumb_key: str | None
    order_number: str | None
    order_title: str | None
    order_member: UUID | None
    order_assignee: UUID | None

    @property
    def owner(self) -> UUID:
        """The client of a file that stands somewhere."""
        assert self.client_id is not None, "a file of nobody stands nowhere"
        return self.client_id

    @property
    def why(self) -> str:
        """The reason in the present language."""
        return faults.told(self.reason)

    @property
    def ready(self) -> bool:
        """True when it can be opened."""
        return self.state == "ready"

    @property
    def inline(self) -> bool:
        return self.ready and self.type in INLINE_TYPES

    @property
    def thumb(self) -> bool:
        return self.ready and self.thumb_key is not None

    @property
    def by_staff(self) -> bool:
        return self.added_by.startswith("staff:")


@dataclass(frozen=True, slots=True)
class Page:
    """Some files and where to go on. Cursors are opaque text for the next call; None: there is nothing there."""

    files: tuple[FileRecord, ...]
    next: str | None
    previous: str | None


OF_ORDER = ("order_number", "order_title", "order_member", "order_assignee")
COLUMNS = ", ".join(
    f"n.{field.name.removeprefix('order_')}{'' if field.name in ('order_number', 'order_title') else '_id'} as {field.name}"
    if field.name in OF_ORDER
    else f"f.{field.name}"
    for field in fields(FileRecord)
)
JOINED = "files f left join orders n on n.tenant_id = f.tenant_id and n.id = f.order_id"


def access_file(viewer: Viewer, file_id: UUID, *, lock: bool = False) -> FileRecord:
    """The file, when the viewer may read it; ``lock`` holds it until the transaction ends. Raises NotFound, the same for one that is missing, refused, removed, another client's or another
    tenant's."""
    condition, parameters = policies.reach(viewer)
    found = row(
        f"select {COLUMNS} from {JOINED} where f.tenant_id = %(tenant)s and f.id = %(id)s and f.state in ('checking', 'ready')"  # noqa: S608
        f" and ({condition}) is true" + (" for update of f" if lock else ""),
        tenant=current_scope().tenant_id,
        id=file_id,
        **parameters,
    )
    if found is None:
        raise NotFound()
    return FileRecord(*found)


def access_files(viewer: Viewer, file_ids: Collection[UUID]) -> list[FileRecord]:
    """Several at once, held until the transaction ends. Raises NotFound when one of them is not there for the viewer."""
    condition, parameters = policies.reach(viewer)
    found = rows(
        f"select {COLUMNS} from {JOINED} where f.tenant_id = %(tenant)s and f.id = any(%(ids)s) and f.state in ('checking', 'ready')"  # noqa: S608
        f" and ({condition}) is true order by f.id for update of f",
        tenant=current_scope().tenant_id,
        ids=list(file_ids),
        **parameters,
    )
    if len(found) != len(set(file_ids)):
        raise NotFound()
    return [FileRecord(*one) for one in found]


def download_ticket(viewer: Viewer, file_id: UUID, *, save: bool = False) -> Ticket:
    """Leave to fetch the file in this person's browser within the next minutes; ``save``: never shown, always stored.

    Raises NotFound, also when its check is not over.
    """
    found = access_file(viewer, file_id)
    if not found.ready or found.key is None:
        raise NotFound("This file is still being checked. Try again in a moment.")
    return storage().presign_get(
        found.key,
        found.name,
        "inline" if found.inline and not save else "attachment",
        type=found.type,
        holder=holder_of(viewer.session_id or viewer.visit),
    )


def read_thumb(viewer: Viewer, file_id: UUID) -> tuple[bytes, str]:
    """The small picture (WebP) of a picture, and a tag that changes with it. Raises NotFound."""
    found = access_file(viewer, file_id)
    if not found.thumb or found.thumb_key is None:
        raise NotFound()
    with storage().open(found.thumb_key) as file:
        return file.read(), f"{found.sha256}"[:32]


def files_of(viewer: Viewer, subjects: Collection[str]) -> dict[str, list[FileRecord]]:
    """What stands at each of ``subjects`` (``message:<id>``, ``order:<id>`` …), oldest first, removed ones included so that a line can say so; in one
    statement, none for no subjects."""
    if not subjects:
        return {}
    condition, parameters = policies.reach(viewer)
    found: dict[str, list[FileRecord]] = {subject: [] for subject in subjects}
    for one in rows(
        f"select {COLUMNS} from {JOINED} where f.tenant_id = %(tenant)s and f.subject = any(%(subjects)s) and {condition}"  # noqa: S608
        " order by f.at, f.id",
        tenant=current_scope().tenant_id,
        subjects=list(found),
        **parameters,
    ):
        record = FileRecord(*one)
        found[str(record.subject)].append(record)
    return found


def files_of_order(viewer: Viewer, order_id: UUID, *, limit: int = LARGEST_PAGE) -> tuple[FileRecord, ...]:
    """Every file of an order, wherever it was put, newest first; removed ones included."""
    condition, parameters = policies.reach(viewer)
    found = rows(
        f"select {COLUMNS} from {JOINED} where f.tenant_id = %(tenant)s and f.order_id = %(order)s and f.subject is not null"  # noqa: S608
        f" and ({condition}) is true order by f.at desc, f.id desc limit %(limit)s",
        tenant=current_scope().tenant_id,
        order=order_id,
        limit=limit,
        **parameters,
    )
    return tuple(FileRecord(*one) for one in found)


def list_files(
    viewer: Viewer,
    *,
    client: UUID | None = None,
    order: str = "",
    kind: str = "",
    folders: Collection[str] | None = None,
    search: str = "",
    sort: Sort = "newest",
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page:
    """One page of the files a viewer may read, in one statement.

    ``client`` and ``order`` (a number) narrow what the viewer may read; ``kind`` is one of ``KINDS``; ``folders`` are those
    whose files are listed, by id (an empty one: files in none), None: all; ``search`` finds text in the name and in the
    order's number and title; ``sort`` ``order`` keeps the files of an order together, newest order first. ``cursor`` comes from a page with the same
    arguments. Raises NotFound for guests, Refused ``bad_kind``, ``bad_sort``, ``bad_cursor``.
    """
    condition, parameters = policies.reach(viewer)
    conditions = ["f.tenant_id = %(tenant)s", condition, "f.subject is not null", "f.state in ('checking', 'ready')"]
    if client is not None:
        conditions.append("f.client_id = %(of_client)s")
        parameters["of_client"] = client
    if order:
        conditions.append("n.number = %(number)s")
        parameters["number"] = order[:SEARCH_LENGTH]
    if kind:
        if kind not in KINDS:
            raise Refused("bad_kind", "There is no such kind of file.", pointer="kind", status=400)
        conditions.append("f.kind = %(kind)s")
        parameters["kind"] = kind
    if folders is not None:
        # One folder is read in its order from an index; of several the list is sorted anew.
        single = len(folders) == 1
        conditions.append(f"f.folder = {'%(of_folders)s' if single else 'any(%(of_folders)s)'}")
        parameters["of_folders"] = next(iter(folders)) if single else list(folders)
    if needle := " ".join(search.split())[:SEARCH_LENGTH]:
        conditions.append("(f.name ilike %(needle)s or n.number ilike %(needle)s or n.title ilike %(needle)s)")
        parameters["needle"] = containing(needle)
    if sort not in _SORTINGS:
        raise Refused("bad_sort", "Sort by newest, oldest, name, size or order.", pointer="sort", status=400)
    at = walk(_SORTINGS[sort], cursor)
    size = max(1, min(limit, LARGEST_PAGE))
    found = [
        FileRecord(*one)
        for one in rows(
            f"select {COLUMNS} from {JOINED} where {' and '.join([*conditions, *at.conditions])}"  # noqa: S608 - fixed fragments, values as parameters
            f" order by {at.order} limit %(limit)s",
            tenant=current_scope().tenant_id,
            limit=size + 1,
            **parameters,
            **at.parameters,
        )
    ]
    return Page(*at.page(found, size, lambda file: (_key(file, sort), file.id)))


def order_of(viewer: Viewer, number: str) -> tuple[UUID, UUID, UUID | None]:
    """The order of this number as files know it: its id, its client and who placed it. Raises NotFound as ``access_order`` does."""
    condition, parameters = orders.reach(viewer)
    found = row(
        f"select o.id, o.client_id, o.member_id from orders o where o.tenant_id = %(tenant)s and o.number = %(number)s"  # noqa: S608
        f" and ({condition}) is true",
        tenant=current_scope().tenant_id,
        number=number[:SEARCH_LENGTH],
        **parameters,
    )
    if found is None:
        raise NotFound()
    return found.id, found.client_id, found.member_id


def files_in_folders(folders: Collection[str]) -> dict[str, int]:
    """Files of the entered tenant in each of these folders that has some, by its id: what a change of the document would meet. It counts for whoever may build
    the portal, whatever files they may read."""
    found = rows(
        "select folder as id, count(*) as n from files where tenant_id = %(tenant)s and folder = any(%(folders)s)"
        " and subject is not null and state in ('checking', 'ready') group by folder",
        tenant=current_scope().tenant_id,
        folders=list(folders),
    )
    return {one.id: one.n for one in found}


def kept_bytes() -> int:
    """How many bytes the entered tenant keeps, uploads on their way included."""
    return int(
        value(
            "select coalesce(sum(size), 0) from files where tenant_id = %(tenant)s and state in ('uploading', 'checking', 'ready')",
            tenant=current_scope().tenant_id,
        )
    )


def unconfirmed_bytes() -> int:
    """How many of them came from people whose address nobody has proven: what guests have put nowhere yet, and what stands at the orders of pending
    clients that nobody has joined."""
    return int(
        value(
            "select coalesce(sum(f.size), 0) from files f where f.tenant_id = %(tenant)s and f.state in ('uploading', 'checking', 'ready')"
            " and (f.client_id is null or f.client_id in (select c.id from clients c where c.tenant_id = %(tenant)s and c.source = 'guest'"
            " and c.state = 'pending' and not exists (select 1 from members m where m.tenant_id = c.tenant_id and m.client_id = c.id"
            " and m.state <> 'invited')))",
            tenant=current_scope().tenant_id,
        )
    )


_NO_ORDER = UUID(int=0)
_SORTINGS = {
    "newest": Sorting("newest", "f.at", datetime, True, "f.id"),
    "oldest": Sorting("oldest", "f.at", datetime, False, "f.id"),
    "name": Sorting("name", "lower(f.name)", str, False, "f.id", given="lower(%(key)s)"),
    "size": Sorting("size", "f.size", int, True, "f.id"),
    # Ids sort by time, so the newest order comes first; what belongs to none comes last.
    "order": Sorting("order", f"coalesce(f.order_id, '{_NO_ORDER}'::uuid)", UUID, True, "f.id"),
}


def _key(file: FileRecord, sort: str) -> Key:
    keys: dict[str, Key] = {"name": file.name, "size": file.size, "order": file.order_id or _NO_ORDER}
    return keys.get(sort, file.at)
