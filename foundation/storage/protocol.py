"""What every storage does, what it refuses, and how a stored file is sent to a browser."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal, Protocol
from urllib.parse import quote

from foundation.errors import NotFound, Refused

Disposition = Literal["inline", "attachment"]

# Opened in the browser only when they cannot carry a script; SVG and HTML never are.
INLINE_TYPES = frozenset(
    {
        "application/pdf",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "video/mp4",
        "video/webm",
    }
)
LONGEST_KEY = 200
LONGEST_TYPE = 100
LARGEST_FILE = 5 * 1024**3

_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")
_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


class KeyRefused(Refused):
    """A key or media type that no file can have."""

    def __init__(self, message: str) -> None:
        super().__init__("storage_key_refused", message, pointer="/key")


class TicketRefused(Refused):
    """An upload or download link that is forged, used up by time, or of another tenant: told apart for nobody."""

    def __init__(self) -> None:
        super().__init__(
            "storage_ticket_refused", "This link does not work any more. Open the page it came from again.", status=403
        )


class TooLarge(Refused):
    """More bytes came than were announced or allowed."""

    def __init__(self, most: int) -> None:
        super().__init__("file_too_large", f"The file is larger than {most} bytes. Choose a smaller one.", status=413)


class FileNotThere(NotFound):
    """No file has this key in the entered tenant."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file. ``size`` is in bytes, ``modified`` real time, UTC."""

    key: str
    size: int
    type: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to upload or download one file directly: send ``method`` to ``url`` with ``headers`` before ``expires_at`` (real time, UTC)."""

    method: Literal["GET", "PUT"]
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Storage(Protocol):
    """Keys are paths of plain segments below the entered tenant, such as ``incoming/0192f3``; every method raises KeyRefused for any other,
    and NoScope without a tenant."""

    def presign_put(self, key: str, type: str, size: int, *, holder: str = "") -> Ticket:
        """Leave to upload exactly ``size`` bytes of ``type`` to ``key``. ``holder`` names who may use it (see ``holder_of``), where the storage
        is asked through us; empty: whoever has it."""
        ...

    def put(self, key: str, stream: BinaryIO, type: str) -> Stored:
        """Store the stream whole, replacing what was there, or leave what was there untouched."""
        ...

    def open(self, key: str, range: tuple[int, int | None] | None = None) -> BinaryIO:
        """Read the file, or its bytes from ``range[0]`` up to and including ``range[1]`` (None: to the end); seekable. Raises FileNotThere."""
        ...

    def presign_get(
        self, key: str, filename: str, disposition: Disposition, *, type: str = "", holder: str = ""
    ) -> Ticket:
        """Leave to download under the name ``filename``, as ``type`` (empty: the one it was stored with). ``holder`` as in ``presign_put``.
        Raises FileNotThere."""
        ...

    def delete(self, key: str) -> bool:
        """Remove the file; False when there was none."""
        ...

    def stat(self, key: str) -> Stored:
        """Size and type. Raises FileNotThere."""
        ...


def holder_of(session: bytes | None) -> str:
    """What a ticket is bound to so that it is of use in one person's browser only: drawn from the hash a session is stored under. Empty for
    somebody without a session of their own."""
    return hashlib.sha256(b"file ticket\0" + session).hexdigest()[:32] if session else ""


def checked_key(key: str) -> str:
    """The key itself: one or more plain ASCII segments, none of them hidden, ``.`` or ``..``. Raises KeyRefused."""
    if len(key) > LONGEST_KEY or not all(_SEGMENT.fullmatch(segment) for segment in key.split("/")):
        raise KeyRefused("A key is made of plain names with slashes between them.")
    return key


def checked_type(type: str) -> str:
    """The media type in lower case, without parameters. Raises KeyRefused."""
    plain = type.split(";", 1)[0].strip().lower()
    if len(plain) > LONGEST_TYPE or not _TYPE.fullmatch(plain):
        raise KeyRefused("A media type looks like image/png.")
    return plain


def response_headers(type: str, filename: str, disposition: Disposition) -> dict[str, str]:
    """Headers under which a person's file is sent: inline only for types that carry no script, never sniffed, sandboxed in any case."""
    shown: Disposition = "inline" if disposition == "inline" and type in INLINE_TYPES else "attachment"
    name = "".join(character for character in filename if character.isprintable() and character not in "/\\").strip(
        " ."
    )
    name = name[:150] or "file"
    plain = "".join(character if character.isascii() and character not in '"%;' else "_" for character in name)
    return {
        "Content-Type": type,
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
