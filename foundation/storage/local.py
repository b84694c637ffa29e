"""Files on this machine's disk, outside any static folder: ``<root>/<tenant>/<key>``.

A file is its media type in a fixed head and then its bytes, so that both are replaced in one step. It is written beside, flushed to the disk
and moved into place: after a crash the old file or the new one is there, whole.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import quote
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from foundation import clock
from foundation.storage.protocol import (
    LARGEST_FILE,
    Disposition,
    FileNotThere,
    KeyRefused,
    Stored,
    Ticket,
    TicketRefused,
    TooLarge,
    checked_key,
    checked_type,
)
from foundation.tenancy import current_scope

ROUTE = "/-/files/"
UPLOAD_TIME = timedelta(minutes=15)
DOWNLOAD_TIME = timedelta(minutes=5)

_HEAD = 128
_MAGIC = b"portico-file 1 "
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """What a good upload ticket allows: exactly ``size`` bytes of ``type`` to ``key``."""

    key: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Download:
    """What a good download ticket allows. ``type`` is the media type it is sent under."""

    key: str
    filename: str
    disposition: Disposition
    type: str


class LocalStorage:
    """The storage of one machine. Links are signed tickets under ``/-/files/<ticket>`` on the tenant's own host."""

    def __init__(self, root: Path, secret: str) -> None:
        self.root = root
        self._signer = URLSafeSerializer(secret, salt="foundation.storage")

    def presign_put(self, key: str, type: str, size: int, *, holder: str = "") -> Ticket:
        """See ``Storage``. Raises TooLarge above 5 GiB and KeyRefused for a size below nought."""
        if size < 0:
            raise KeyRefused("A file has nought or more bytes.")
        if size > LARGEST_FILE:
            raise TooLarge(LARGEST_FILE)
        plain = checked_type(type)
        url, expires_at = self._signed("put", UPLOAD_TIME, holder, key=checked_key(key), type=plain, size=size)
        return Ticket("PUT", url, {"Content-Type": plain}, expires_at)

    def presign_get(
        self, key: str, filename: str, disposition: Disposition, *, type: str = "", holder: str = ""
    ) -> Ticket:
        stored = self.stat(key)
        sent_as = checked_type(type or stored.type)
        url, expires_at = self._signed(
            "get", DOWNLOAD_TIME, holder, key=key, filename=filename[:200], disposition=disposition, type=sent_as
        )
        # A viewer shows the last part of the address as the title of what has none of its own.
        return Ticket("GET", f"{url}/{quote(filename[:200], safe='')}", {}, expires_at)

    def put(self, key: str, stream: BinaryIO, type: str) -> Stored:
        """See ``Storage``. Raises TooLarge above 5 GiB."""
        return self._write(stream, Arrival(self.root, self._path(key), key, checked_type(type), LARGEST_FILE))

    def open(self, key: str, range: tuple[int, int | None] | None = None) -> BinaryIO:
        """See ``Storage``. Raises KeyRefused for a range that starts behind the end or ends before its start."""
        file = self._opened(key)
        size = os.fstat(file.fileno()).st_size - _HEAD
        first, length = 0, size
        if range is not None:
            first, last = range[0], size - 1 if range[1] is None else min(range[1], size - 1)
            if first < 0 or first > last:
                file.close()
                raise KeyRefused("The range lies outside of the file.")
            length = last - first + 1
        file.seek(_HEAD + first)
        return cast(BinaryIO, io.BufferedReader(_Part(file, _HEAD + first, length)))

    def delete(self, key: str) -> bool:
        path = self._path(key)
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        _flush_folder(path.parent)
        return True

    def stat(self, key: str) -> Stored:
        with self._opened(key) as file:
            found = os.fstat(file.fileno())
            file.seek(0)
            kind = file.read(_HEAD)[len(_MAGIC) :].rstrip(b"\x00").decode("ascii")
        return Stored(key, found.st_size - _HEAD, kind, datetime.fromtimestamp(found.st_mtime, UTC))

    def upload(self, ticket: str, holders: Collection[str] = ()) -> Upload:
        """What an upload ticket (the last part of its address) allows in the entered tenant to whoever shows one of ``holders``. Raises
        TicketRefused."""
        told = self._read("put", ticket, holders)
        return Upload(told["key"], told["type"], told["size"])

    def download(self, ticket: str, holders: Collection[str] = ()) -> Download:
        """What a download ticket allows in the entered tenant to whoever shows one of ``holders``. Raises TicketRefused."""
        told = self._read("get", ticket, holders)
        return Download(told["key"], told["filename"], told["disposition"], told["type"])

    def tenant_of(self, ticket: str) -> UUID:
        """The tenant that a ticket was made in, for a host that serves many of them. Raises TicketRefused for a forged one."""
        return UUID(self._loaded(ticket)["tenant"])

    def receiving(self, ticket: str, type: str, holders: Collection[str] = ()) -> Arrival:
        """Begin to take what is uploaded with a ticket, piece by piece. Raises TicketRefused for a bad ticket or another media type."""
        allowed = self.upload(ticket, holders)
        if checked_type(type) != allowed.type:
            raise TicketRefused
        return Arrival(self.root, self._path(allowed.key), allowed.key, allowed.type, allowed.size, exact=True)

    def receive(self, ticket: str, stream: BinaryIO, type: str, holders: Collection[str] = ()) -> Stored:
        """Store what is uploaded with a ticket. Raises TicketRefused for a bad ticket or another media type, TooLarge for more bytes than were
        announced and KeyRefused for fewer; then nothing is stored."""
        return self._write(stream, self.receiving(ticket, type, holders))

    def forget_arrivals(self, prefix: str, before: datetime) -> int:
        """Delete files of the entered tenant below ``prefix`` that are older than ``before`` (real time, UTC), and pieces of uploads that a
        killed process left; how many. An object store does this by a lifecycle rule."""
        gone = 0
        for folder in (self._path(prefix), self.root / "drafts"):
            for path in folder.glob("*") if folder.is_dir() else ():
                with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        gone += 1
        return gone

    def _path(self, key: str) -> Path:
        # The tenant comes from the scope and never from a caller, so no key reaches another tenant's folder.
        return self.root / str(current_scope().tenant_id) / checked_key(key)

    def _opened(self, key: str) -> BinaryIO:
        path = self._path(key)
        try:
            file = path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise FileNotThere from error
        if file.read(_HEAD)[: len(_MAGIC)] != _MAGIC:
            file.close()
            raise FileNotThere
        return file

    @staticmethod
    def _write(stream: BinaryIO, arrival: Arrival) -> Stored:
        try:
            while piece := stream.read(_CHUNK):
                arrival.write(piece)
            return arrival.finish()
        finally:
            arrival.abandon()

    def _signed(self, use: str, valid: timedelta, holder: str, **told: object) -> tuple[str, datetime]:
        expires_at = clock.real_now() + valid
        tenant, until = str(current_scope().tenant_id), int(expires_at.timestamp())
        ticket = self._signer.dumps({"use": use, "tenant": tenant, "until": until, "holder": holder, **told})
        return ROUTE + (ticket if isinstance(ticket, str) else ticket.decode("ascii")), expires_at

    def _loaded(self, ticket: str) -> dict[str, Any]:
        try:
            return cast(dict[str, Any], self._signer.loads(ticket))
        except BadSignature as error:
            raise TicketRefused from error

    def _read(self, use: str, ticket: str, holders: Collection[str]) -> dict[str, Any]:
        told = self._loaded(ticket)
        good = (
            told["use"] == use
            and told["tenant"] == str(current_scope().tenant_id)
            and clock.real_now().timestamp() < told["until"]
            and (not told["holder"] or told["holder"] in holders)
        )
        if not good:
            raise TicketRefused
        return told


class Arrival:
    """A file on its way: its pieces are written beside, and it stands under its key once it is whole and on the disk.

    Needs no entered tenant after it was made, so the pieces may come from any thread, one at a time. ``most`` is the number of bytes it may
    have; ``exact``: that it must have.
    """

    def __init__(self, root: Path, path: Path, key: str, type: str, most: int, *, exact: bool = False) -> None:
        self.size = 0
        self.most = most
        self._root, self._path, self._key, self._type, self._exact = root, path, key, type, exact
        drafts = root / "drafts"
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._draft = drafts / secrets.token_hex(16)
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._file.write((_MAGIC + type.encode("ascii")).ljust(_HEAD, b"\x00"))

    def write(self, piece: bytes | bytearray) -> None:
        """Add a piece. Raises TooLarge."""
        self.size += len(piece)
        if self.size > self.most:
            raise TooLarge(self.most)
        self._file.write(piece)

    def finish(self) -> Stored:
        """Put the file under its key. Raises KeyRefused when bytes are missing."""
        if self._exact and self.size != self.most:
            raise KeyRefused(f"The upload ended after {self.size} of {self.most} bytes. Try again.")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        try:
            _make_folder(self._path.parent, self._root)
            self._draft.replace(self._path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise KeyRefused("A file stands where the key needs a folder, or the reverse.") from error
        _flush_folder(self._path.parent)
        modified = datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        return Stored(self._key, self.size, self._type, modified)

    def abandon(self) -> None:
        """Leave nothing behind of what was not finished."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(FileNotFoundError):
            self._draft.unlink()


class _Part(io.RawIOBase):
    """``length`` bytes of a file from ``start`` on. The file is closed with it."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file = file
        self._start, self._length, self._at = start, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = max(0, origin + offset)
        self._file.seek(self._start + self._at)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(max(0, min(len(buffer), self._length - self._at)))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


def _make_folder(folder: Path, root: Path) -> None:
    if folder == root or folder.is_dir():
        return
    _make_folder(folder.parent, root)
    folder.mkdir(mode=0o700, exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    """A move is only sure to survive a power cut once its folder is on the disk as well."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
