"""Files on this machine's disk, outside any static folder: ``<root>/<tenant>/<key>``.

A file is its media type in a fixed head and then its bytes, so that both are replaced in one step. It is written beside, flushed to the disk
and moved into place: after a crash the old file or the new one is there, whole.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

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
    """What a good download ticket allows."""

    key: str
    filename: str
    disposition: Disposition


class LocalStorage:
    """The storage of one machine. Links are signed tickets under ``/-/files/<ticket>`` on the tenant's own host."""

    def __init__(self, root: Path, secret: str) -> None:
        self.root = root
        self._signer = URLSafeSerializer(secret, salt="foundation.storage")

    def presign_put(self, key: str, type: str, size: int) -> Ticket:
        """See ``Storage``. Raises TooLarge above 5 GiB and KeyRefused for a size below nought."""
        if size < 0:
            raise KeyRefused("A file has nought or more bytes.")
        if size > LARGEST_FILE:
            raise TooLarge(LARGEST_FILE)
        plain = checked_type(type)
        url, expires_at = self._signed("put", UPLOAD_TIME, key=checked_key(key), type=plain, size=size)
        return Ticket("PUT", url, {"Content-Type": plain}, expires_at)

    def presign_get(self, key: str, filename: str, disposition: Disposition) -> Ticket:
        self.stat(key)
        url, expires_at = self._signed("get", DOWNLOAD_TIME, key=key, filename=filename[:200], disposition=disposition)
        return Ticket("GET", url, {}, expires_at)

    def put(self, key: str, stream: BinaryIO, type: str) -> Stored:
        """See ``Storage``. Raises TooLarge above 5 GiB."""
        return self._write(checked_key(key), stream, checked_type(type), LARGEST_FILE, exact=False)

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
        return cast(BinaryIO, io.BufferedReader(_Part(file, length)))

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

    def upload(self, ticket: str) -> Upload:
        """What an upload ticket (the last part of its address) allows in the entered tenant. Raises TicketRefused."""
        told = self._read("put", ticket)
        return Upload(told["key"], told["type"], told["size"])

    def download(self, ticket: str) -> Download:
        """What a download ticket allows in the entered tenant. Raises TicketRefused."""
        told = self._read("get", ticket)
        return Download(told["key"], told["filename"], told["disposition"])

    def receive(self, ticket: str, stream: BinaryIO, type: str) -> Stored:
        """Store what is uploaded with a ticket. Raises TicketRefused for a bad ticket or another media type, TooLarge for more bytes than were
        announced and KeyRefused for fewer; then nothing is stored."""
        allowed = self.upload(ticket)
        if checked_type(type) != allowed.type:
            raise TicketRefused
        return self._write(allowed.key, stream, allowed.type, allowed.size, exact=True)

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

    def _write(self, key: str, stream: BinaryIO, type: str, most: int, *, exact: bool) -> Stored:
        path = self._path(key)
        drafts = self.root / "drafts"
        drafts.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = drafts / secrets.token_hex(16)
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write((_MAGIC + type.encode("ascii")).ljust(_HEAD, b"\x00"))
                size = _copy(stream.read, file, most)
                if exact and size != most:
                    raise KeyRefused(f"The upload ended after {size} of {most} bytes. Try again.")
                file.flush()
                os.fsync(file.fileno())
            try:
                self._make_folder(path.parent)
                draft.replace(path)
            except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
                raise KeyRefused("A file stands where the key needs a folder, or the reverse.") from error
            _flush_folder(path.parent)
        finally:
            with contextlib.suppress(FileNotFoundError):
                draft.unlink()
        return self.stat(key)

    def _make_folder(self, folder: Path) -> None:
        if folder == self.root or folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _flush_folder(folder.parent)

    def _signed(self, use: str, valid: timedelta, **told: object) -> tuple[str, datetime]:
        expires_at = clock.real_now() + valid
        ticket = self._signer.dumps(
            {"use": use, "tenant": str(current_scope().tenant_id), "until": int(expires_at.timestamp()), **told}
        )
        return ROUTE + (ticket if isinstance(ticket, str) else ticket.decode("ascii")), expires_at

    def _read(self, use: str, ticket: str) -> dict[str, Any]:
        try:
            told = self._signer.loads(ticket)
        except BadSignature as error:
            raise TicketRefused from error
        good = (
            told["use"] == use
            and told["tenant"] == str(current_scope().tenant_id)
            and clock.real_now().timestamp() < told["until"]
        )
        if not good:
            raise TicketRefused
        return cast(dict[str, Any], told)


class _Part(io.RawIOBase):
    """The next ``length`` bytes of a file, which it closes with itself."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._file.read(min(len(buffer), self._left))
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


def _copy(read: Callable[[int], bytes], file: BinaryIO, most: int) -> int:
    size = 0
    while piece := read(_CHUNK):
        size += len(piece)
        if size > most:
            raise TooLarge(most)
        file.write(piece)
    return size


def _flush_folder(folder: Path) -> None:
    """A move is only sure to survive a power cut once its folder is on the disk as well."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
