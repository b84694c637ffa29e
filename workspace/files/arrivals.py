"""From what was uploaded to what is kept: the content is taken under its final key first and checked there, where nobody can put other bytes.

Only storage is touched here, no table, so that a big file can be looked at outside of a transaction.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import UUID

from foundation.storage import FileNotThere, storage
from words import speaking
from words.language import ENGLISH
from workspace.files import checks, faults
from workspace.files.checks import Verdict
from workspace.files.faults import FileRefused
from workspace.files.formats import HEAD

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that passed: where it is, its SHA-256, what it is, where its small picture is."""

    key: str
    sha256: str
    verdict: Verdict
    thumb_key: str | None


@dataclass(frozen=True, slots=True)
class Turned:
    """A file that was refused, and why: in English, as it is kept (``faults.told`` says it again)."""

    reason: str


def incoming_key(file_id: UUID) -> str:
    """Where the browser puts an upload. Never served."""
    return f"{INCOMING}/{file_id}"


def final_key(file_id: UUID) -> str:
    """Where a file is kept; nobody holds a ticket to write there."""
    return f"kept/{file_id.hex[-2:]}/{file_id}"


def thumb_key(file_id: UUID) -> str:
    return f"thumbs/{file_id.hex[-2:]}/{file_id}"


def arrived(file_id: UUID, size: int) -> bool:
    """True when exactly the announced bytes have come."""
    try:
        return storage().stat(incoming_key(file_id)).size == size
    except FileNotThere:
        return False


def at_once(file_id: UUID, name: str, size: int, most: int) -> bool:
    """Whether checking is quick enough for a page: not much to read, no picture of very many pixels."""
    if size > most:
        return False
    try:
        with storage().open(incoming_key(file_id)) as file:
            return not checks.heavy(file, checks.check_head(name, file.read(HEAD)))
    except FileRefused:
        return True  # and will be refused by the check


@speaking(ENGLISH)
def keep(file_id: UUID, name: str) -> Kept | Turned:
    """Take what has come, check it, draw its small picture; of what is refused nothing stays. Raises FileNotThere when nothing has come."""
    with storage().open(incoming_key(file_id)) as source:
        try:
            checks.check_head(name, source.read(HEAD))
        except FileRefused as refused:
            return Turned(refused.message)
        source.seek(0)
        return _kept(file_id, name, source)


def _kept(file_id: UUID, name: str, source: BinaryIO) -> Kept | Turned:
    key, hashing = final_key(file_id), _Hashing(source)
    stored = storage().put(key, cast(BinaryIO, io.BufferedReader(hashing)), "application/octet-stream")
    try:
        with storage().open(key) as file:
            verdict = checks.check(name, file, stored.size)
    except FileRefused as refused:
        storage().delete(key)
        return Turned(refused.message)
    except BaseException:
        storage().delete(key)
        raise
    small = None
    if verdict.thumb is not None:
        small = thumb_key(file_id)
        storage().put(small, io.BytesIO(verdict.thumb), "image/webp")
    return Kept(key, hashing.digest, verdict, small)


@speaking(ENGLISH)
def take(file_id: UUID, name: str, stream: BinaryIO, most: int) -> tuple[int, Kept | Turned]:
    """The same for a file that comes with a form: its size, and what became of it. ``most`` is in bytes."""
    key = incoming_key(file_id)
    stored = storage().put(key, stream, "application/octet-stream")
    try:
        if stored.size > most:
            return stored.size, Turned(faults.too_large(most).message)
        if stored.size == 0:
            return 0, Turned(faults.empty().message)
        return stored.size, keep(file_id, name)
    finally:
        storage().delete(key)


class _Hashing(io.RawIOBase):
    """Reads ``source`` to its end and remembers the SHA-256 of what was read."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        piece = self._source.read(len(view))
        view[: len(piece)] = piece
        self._hash.update(piece)
        return len(piece)
