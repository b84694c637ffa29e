"""What happens to files: an upload is begun, completed, put somewhere, taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import SEEK_END
from typing import Any, BinaryIO
from uuid import UUID

from commerce.clients.actions import bump
from foundation import audit, clock, jobs
from foundation.db import execute, row, rows, uuid7
from foundation.errors import Forbidden, NotFound, Refused
from foundation.events import record
from foundation.identity.viewer import Viewer
from foundation.storage import Ticket, holder_of, storage
from foundation.storage.protocol import checked_type
from foundation.tenancy import current_scope
from workspace.files import arrivals, checks, faults, names, policies
from workspace.files.arrivals import Kept, Turned
from workspace.files.budgets import Allowance, largest_of, spend
from workspace.files.events import FileAdded, FileRemoved
from workspace.files.faults import FileRefused
from workspace.files.queries import COLUMNS, JOINED, FileRecord, access_file
from workspace.files.telling import tell
from workspace.files.undone import stay_with_the_transaction

ROOM = "files"
AT_ONCE = 20 * 10**6
"""Files up to this many bytes are checked while their sender waits."""
MOST_AT_ONCE = 20
"""Files that can be put somewhere together."""
UNFINISHED = timedelta(hours=2)
UNPLACED = timedelta(days=2)

CHECK = "files.check"
ERASE = "files.erase"


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that may begin: its id, which becomes the file's, and leave to send the bytes."""

    id: UUID
    ticket: Ticket


def begin_upload(
    viewer: Viewer,
    *,
    name: str,
    size: int,
    type: str,
    client_id: UUID | None = None,
    allowed: Allowance | None = None,
) -> Upload:
    """Note a file that will come and give leave to send exactly ``size`` bytes. ``type`` is what the sender takes it for: it travels with the bytes
    and decides nothing. Members add to their own client; staff name one; guests answer a question, within what is ``allowed`` them.

    Raises NotFound, Forbidden, TooMany, FileRefused, Refused ``storage_full``.
    """
    client = _client(viewer, client_id, allowed)
    shown = names.harmless(name)
    known = checks.check_name(shown, size, largest_of(allowed))
    spend(viewer, size, allowed)
    file_id = uuid7()
    _insert(viewer, file_id, client, shown, size, known.type, known.kind)
    ticket = storage().presign_put(
        arrivals.incoming_key(file_id), _plain(type), size, holder=holder_of(viewer.session_id or viewer.visit)
    )
    return Upload(file_id, ticket)


def complete_upload(viewer: Viewer, upload_id: UUID) -> FileRecord:
    """Check what has come. The record's state is ``ready``, ``refused`` (with its reason), or ``checking`` where that takes longer and a job does it.
    Asked again, it answers the same. Raises NotFound for somebody else's upload, Refused ``upload_missing`` when not all bytes are there."""
    found = _own(viewer, upload_id)
    if found.state != "uploading":
        return found
    if not arrivals.arrived(found.id, found.size):
        raise Refused("upload_missing", "The file did not arrive whole. Send it again.", pointer="file", status=409)
    if not arrivals.at_once(found.id, found.name, found.size, AT_ONCE):
        execute(
            "update files set state = 'checking' where tenant_id = %(tenant)s and id = %(id)s",
            tenant=current_scope().tenant_id,
            id=found.id,
        )
        jobs.enqueue(CHECK, file_id=str(found.id))
        return _read(found.id)
    return settle(found.id, arrivals.keep(found.id, found.name))


def store_upload(
    viewer: Viewer,
    *,
    name: str,
    stream: BinaryIO,
    client_id: UUID | None = None,
    at: Any = None,
    allowed: Allowance | None = None,
) -> FileRecord:
    """Take and check a file that came with a form, in one go. ``at`` is when it was added, for a history that is told later (the tenant's time);
    ``allowed`` as in ``begin_upload``.

    Raises NotFound, Forbidden, TooMany, FileRefused, Refused ``storage_full``.
    """
    client = _client(viewer, client_id, allowed)
    shown = names.harmless(name)
    known = checks.check_name(shown, 1, largest_of(allowed))
    spend(viewer, stream.seek(0, SEEK_END), allowed)
    stream.seek(0)
    file_id = uuid7()
    size, outcome = arrivals.take(file_id, shown, stream, largest_of(allowed))
    if isinstance(outcome, Turned):
        raise FileRefused("file_refused", faults.told(outcome.reason))
    stay_with_the_transaction((outcome.key, outcome.thumb_key))
    _insert(viewer, file_id, client, shown, size, known.type, known.kind, at)
    return settle(file_id, outcome)


def store_uploads(
    viewer: Viewer, sent: Sequence[tuple[str, BinaryIO]], *, client_id: UUID | None = None
) -> list[FileRecord]:
    """Take the files of one form, each as (name, content): all of them, or nothing stays of any once the
    transaction is undone. Raises what ``store_upload`` raises, Refused
    ``files_too_many``."""
    _require_few(len(sent))
    return [store_upload(viewer, name=name, stream=stream, client_id=client_id) for name, stream in sent]


def settle(file_id: UUID, outcome: Kept | Turned) -> FileRecord:
    """Write down what a check found, once, and tell whoever waits for it. The bytes that came are forgotten after the commit."""
    tenant = current_scope().tenant_id
    if isinstance(outcome, Turned):
        execute(
            "update files set state = 'refused', reason = %(reason)s, thumb_key = null"
            " where tenant_id = %(tenant)s and id = %(id)s and state in ('uploading', 'checking')",
            tenant=tenant,
            id=file_id,
            reason=outcome.reason,
        )
    else:
        execute(
            "update files set state = 'ready', key = %(key)s, sha256 = %(sha)s, type = %(type)s, kind = %(kind)s,"
            " thumb_key = %(thumb)s, width = %(width)s, height = %(height)s"
            " where tenant_id = %(tenant)s and id = %(id)s and state in ('uploading', 'checking')",
            tenant=tenant,
            id=file_id,
            key=outcome.key,
            sha=outcome.sha256,
            type=outcome.verdict.type,
            kind=outcome.verdict.kind,
            thumb=outcome.thumb_key,
            width=outcome.verdict.width,
            height=outcome.verdict.height,
        )
    jobs.enqueue(ERASE, keys=[arrivals.incoming_key(file_id)])
    found = _read(file_id)
    if found.subject is not None:
        bump(found.owner, ROOM)
    tell(found)
    return found


def attach(
    viewer: Viewer,
    file_ids: Collection[UUID],
    *,
    subject: str,
    client_id: UUID | None = None,
    order_id: UUID | None = None,
    internal: bool = False,
    folder: str = "",
) -> list[FileRecord]:
    """Put files that the viewer has uploaded where others see them: at ``subject`` (``order:<id>``, ``client:<id>``, ``message:<id>``), which belongs
    to ``client_id`` (a member's own one unless said) and, where it does, to the order ``order_id``; a file of another client is refused. That the
    viewer may write there, the caller has seen to. ``internal``: for staff only; ``folder``: the id of one they may add to, empty: none.

    Raises Forbidden, Refused ``folder_missing``, ``files_too_many``, ``files_gone`` when one is not theirs, was refused, or stands somewhere already.
    """
    wanted = set(file_ids)
    if not wanted:
        return []
    if folder:
        policies.require_add_at(viewer, folder, of_order=order_id is not None)
    else:
        policies.require_add(viewer)
    if internal and viewer.kind != "staff":
        raise Forbidden("Only staff add files that clients do not see.")
    _require_few(len(wanted))
    placed = execute(
        "update files f set subject = %(subject)s, order_id = %(order)s, internal = %(internal)s, folder = %(folder)s"
        " where f.tenant_id = %(tenant)s and f.id = any(%(ids)s) and f.added_by = %(viewer)s"
        " and (%(client)s::uuid is null or f.client_id = %(client)s) and f.subject is null and f.state in ('checking', 'ready')"
        " and (%(order)s::uuid is null or exists (select 1 from orders o where o.tenant_id = f.tenant_id and o.id = %(order)s"
        " and o.client_id = f.client_id))",
        subject=subject,
        order=order_id,
        internal=internal,
        folder=folder,
        tenant=current_scope().tenant_id,
        ids=list(wanted),
        client=client_id or viewer.client_id,
        viewer=viewer.actor,
    )
    if placed != len(wanted):
        raise _gone()
    return _placed(wanted, viewer.actor, subject, internal=internal)


def attach_answers(file_ids: Collection[UUID], *, actor: str, order_id: UUID, client_id: UUID) -> list[FileRecord]:
    """Put files that answer the questions of an order at it. They were sent by ``actor`` for ``client_id``, whose order it is.

    Raises Refused ``files_gone`` when one is not theirs, was refused, or stands somewhere already.
    """
    subject = f"order:{order_id}"
    placed = execute(
        "update files set subject = %(subject)s, order_id = %(order)s where tenant_id = %(tenant)s and id = any(%(ids)s)"
        " and added_by = %(actor)s and client_id = %(client)s and subject is null and state in ('checking', 'ready')",
        subject=subject,
        order=order_id,
        tenant=current_scope().tenant_id,
        ids=list(file_ids),
        actor=actor,
        client=client_id,
    )
    return _answered(file_ids, placed, actor, subject)


def attach_guests_answers(
    file_ids: Collection[UUID], *, order_id: UUID, client_id: UUID, member_id: UUID
) -> list[FileRecord]:
    """Put files that answer the questions of a guest's order at it: from then on they are of its client, sent by its one member. That they came from
    the browser that orders, the form has seen to in the same transaction (``answers.files_of_form``).

    Raises Refused ``files_gone`` when one was refused, or stands somewhere already.
    """
    subject = f"order:{order_id}"
    placed = execute(
        "update files f set subject = %(subject)s, order_id = o.id, client_id = o.client_id, added_by = 'member:' || o.member_id,"
        " added_by_name = o.contact_name from orders o where f.tenant_id = %(tenant)s and f.id = any(%(ids)s) and f.client_id is null"
        " and f.state in ('checking', 'ready') and o.tenant_id = f.tenant_id and o.id = %(order)s and o.client_id = %(client)s"
        " and o.member_id = %(member)s",
        subject=subject,
        order=order_id,
        tenant=current_scope().tenant_id,
        ids=list(file_ids),
        client=client_id,
        member=member_id,
    )
    return _answered(file_ids, placed, f"member:{member_id}", subject)


def _answered(file_ids: Collection[UUID], placed: int, actor: str, subject: str) -> list[FileRecord]:
    if placed != len(set(file_ids)):
        raise _gone()
    return _placed(file_ids, actor, subject, internal=False)


def _gone() -> Refused:
    return Refused(
        "files_gone", "One of the files is no longer there. Add it once more.", pointer="file_id", status=409
    )


def _placed(file_ids: Collection[UUID], actor: str, subject: str, *, internal: bool) -> list[FileRecord]:
    """Tell of files that were put somewhere."""
    found = _read_all(file_ids)
    for file in found:
        record(
            FileAdded(
                subject=f"file:{file.id}",
                actor=actor,
                file_name=file.name,
                about=subject,
                client=str(file.owner),
                order=str(file.order_id) if file.order_id else None,
                internal=internal,
                folder=file.folder,
            )
        )
        tell(file)
    for client in {file.owner for file in found}:
        bump(client, ROOM)
    return found


def remove(viewer: Viewer, file_id: UUID) -> FileRecord:
    """Take a file away: its bytes are deleted, a line stays that says who did it. Whoever added it may within an hour, staff at any
    time, and those whose role its folder names for it.

    Raises NotFound, Forbidden.
    """
    found = access_file(viewer, file_id, lock=True)
    if not policies.may_remove(viewer, found.added_by, found.at, found.folder, clock.now()):
        raise Forbidden("A file can be removed by whoever added it, within an hour. Ask us to remove it.")
    return _remove([found], viewer.actor, viewer.name)[0]


def remove_all_of(subject: str, *, actor: str, actor_name: str) -> int:
    """Take away every file at ``subject``, for the room whose thing it was (a message that is removed); how many there were."""
    found = [
        FileRecord(*one)
        for one in rows(
            f"select {COLUMNS} from {JOINED} where f.tenant_id = %(tenant)s and f.subject = %(subject)s"  # noqa: S608
            " and f.state in ('checking', 'ready') order by f.id for update of f",
            tenant=current_scope().tenant_id,
            subject=subject,
        )
    ]
    return len(_remove(found, actor, actor_name))


def move_files(from_client: UUID, to_client: UUID, *, member_id: UUID) -> int:
    """Give the files of a guest's client to the one its orders went to, where ``member_id`` is who sent them; how many there were."""
    moved = execute(
        "update files set client_id = %(to)s, added_by = case when added_by like 'member:%%' then %(member)s else added_by end, subject = case when subject = %(old)s then %(new)s else subject end"
        " where tenant_id = %(tenant)s and client_id = %(from)s",
        **{"from": from_client},
        to=to_client,
        member=f"member:{member_id}",
        old=f"client:{from_client}",
        new=f"client:{to_client}",
        tenant=current_scope().tenant_id,
    )
    if moved:
        bump(to_client, ROOM)
    return moved


def forget_leftovers() -> int:
    """Forget uploads that never ended, and files that nobody put anywhere; how many. Their bytes are deleted after the commit."""
    at, tenant = clock.now(), current_scope().tenant_id
    gone = rows(
        "delete from files where tenant_id = %(tenant)s and subject is null"
        " and ((state in ('uploading', 'refused') and at < %(unfinished)s) or at < %(unplaced)s) returning id",
        tenant=tenant,
        unfinished=at - UNFINISHED,
        unplaced=at - UNPLACED,
    )
    # Also where a check ended without its row: what it had kept is named by nobody.
    places = (arrivals.incoming_key, arrivals.final_key, arrivals.thumb_key)
    _erase_later(place(one.id) for one in gone for place in places)
    return len(gone)


def _remove(found: Sequence[FileRecord], actor: str, actor_name: str) -> list[FileRecord]:
    if not found:
        return []
    execute(
        "update files set state = 'removed', removed_at = %(at)s, removed_by_name = %(name)s, key = null, thumb_key = null"
        " where tenant_id = %(tenant)s and id = any(%(ids)s)",
        at=clock.now(),
        name=actor_name,
        tenant=current_scope().tenant_id,
        ids=[file.id for file in found],
    )
    _erase_later(key for file in found for key in (file.key, file.thumb_key))
    for file in found:
        audit.record("file.remove", f"file:{file.id}", actor, before={"name": file.name, "sha256": file.sha256})
        if file.subject is not None:
            record(
                FileRemoved(
                    subject=f"file:{file.id}",
                    actor=actor,
                    file_name=file.name,
                    about=file.subject,
                    client=str(file.owner),
                    order=str(file.order_id) if file.order_id else None,
                    internal=file.internal,
                )
            )
        tell(file, "file.removed")
        if file.client_id is not None:
            bump(file.client_id, ROOM)
    return _read_all(file.id for file in found)


def _erase_later(keys: Iterable[str | None]) -> None:
    known = [key for key in keys if key]
    if known:
        jobs.enqueue(ERASE, keys=known)


def _client(viewer: Viewer, client_id: UUID | None, allowed: Allowance | None) -> UUID | None:
    policies.require_send(viewer)
    if viewer.kind == "guest":
        if client_id is not None or allowed is None or not allowed.largest:
            raise NotFound()
        return None
    if viewer.kind == "member":
        if viewer.client_id is None or client_id not in (None, viewer.client_id):
            raise NotFound()
        return viewer.client_id
    if client_id is None:
        raise Refused("client_missing", "Say which client this file is for.", pointer="client")
    found = row(
        "select 1 from clients where tenant_id = %(tenant)s and id = %(id)s",
        tenant=current_scope().tenant_id,
        id=client_id,
    )
    if found is None:
        raise NotFound()
    return client_id


def _require_few(count: int) -> None:
    if count > MOST_AT_ONCE:
        raise Refused("files_too_many", "Add at most {most} files at once.", most=MOST_AT_ONCE, pointer="file_id")


def _plain(type: str) -> str:
    """What a browser says a file is, when it can stand in a header; it is not believed."""
    try:
        return checked_type(type)
    except Refused:
        return "application/octet-stream"


def _insert(
    viewer: Viewer, file_id: UUID, client_id: UUID | None, name: str, size: int, type: str, kind: str, at: Any = None
) -> None:
    execute(
        "insert into files (tenant_id, id, client_id, name, size, type, kind, state, added_by, added_by_name, at) values"
        " (%(tenant)s, %(id)s, %(client)s, %(name)s, %(size)s, %(type)s, %(kind)s, 'uploading', %(by)s, %(by_name)s, %(at)s)",
        tenant=current_scope().tenant_id,
        id=file_id,
        client=client_id,
        name=name,
        size=size,
        type=type,
        kind=kind,
        by=policies.require_keeper(viewer),
        by_name=viewer.name,
        at=at or clock.now(),
    )


def _own(viewer: Viewer, file_id: UUID) -> FileRecord:
    found = row(
        f"select {COLUMNS} from {JOINED} where f.tenant_id = %(tenant)s and f.id = %(id)s and f.added_by = %(viewer)s"  # noqa: S608
        " and f.state <> 'removed' for update of f",
        tenant=current_scope().tenant_id,
        id=file_id,
        viewer=policies.require_keeper(viewer),
    )
    if found is None:
        raise NotFound()
    return FileRecord(*found)


def _read(file_id: UUID) -> FileRecord:
    return _read_all([file_id])[0]


def _read_all(ids: Iterable[UUID]) -> list[FileRecord]:
    return [
        FileRecord(*one)
        for one in rows(
            f"select {COLUMNS} from {JOINED} where f.tenant_id = %(tenant)s and f.id = any(%(ids)s) order by f.at, f.id",  # noqa: S608
            tenant=current_scope().tenant_id,
            ids=list(ids),
        )
    ]
