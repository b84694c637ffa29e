"""ZIP archives, judged by their table of contents alone: nothing is unpacked but the line in which an OpenDocument says what it is.

What it says is believed about names and sizes only as far as it harms nobody when it lies: nobody here ever unpacks an archive, and a person's
own program reads the same table.
"""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO

from foundation.formats import size as in_words
from workspace.files import faults
from workspace.files.faults import FileRefused
from workspace.files.formats import FORMATS, OTHER_ARCHIVES, PROGRAMS
from workspace.files.names import extension

MOST_ENTRIES = 5_000
MOST_UNPACKED = 2 * 10**9
MOST_RATIO = 100
RATIO_FROM = 20 * 10**6
"""From how many unpacked bytes the ratio counts: a small text packs very well and harms nobody."""

_TAIL = 76 + 22 + 65_535
_TABLE_PER_ENTRY = 700
_MIMETYPE = 200
"""Bytes of the line in an OpenDocument that says what it is."""
_BY_PIECES = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DRIVE = re.compile(r"[A-Za-z]:")

OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = {"odt": b"opendocument.text", "ods": b"opendocument.spreadsheet", "odp": b"opendocument.presentation"}


def check(file: BinaryIO, size: int, ending: str) -> None:
    """Look through the table of contents of ``file`` (seekable, ``size`` bytes), which is called ``ending``. Raises FileRefused."""
    _count_first(file, size)
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if ending in OFFICE or ending in OPEN_DOCUMENT:
                _document(archive, entries, ending)
            _entries(entries, size, nested=ending == "zip")
    except FileRefused:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        struct.error,
        OSError,
        EOFError,
    ):
        raise faults.cut() from None


def holds_archive(file: BinaryIO, size: int) -> bool:
    """True when an archive is hidden at the end of a file of another kind."""
    file.seek(max(0, size - _TAIL))
    place = (tail := file.read(_TAIL)).rfind(b"PK\x05\x06")
    return place >= 0 and len(tail) - place >= 22 and b"PK\x01\x02" in tail


def _count_first(file: BinaryIO, size: int) -> None:
    """The end of the archive names the number of entries and the table's size: read before the table itself is, which could be huge."""
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise faults.cut()
    entries, table = struct.unpack("<HI", tail[place + 10 : place + 16])
    if tail[max(0, place - 20) : place].startswith(b"PK\x06\x07"):
        # The numbers of a large archive stand in a record of their own just before; a reader believes those.
        wide = tail[max(0, place - 76) : max(0, place - 20)]
        if len(wide) != 56 or not wide.startswith(b"PK\x06\x06"):
            raise faults.cut()
        entries, table = struct.unpack("<QQ", wide[32:48])
    elif entries == 0xFFFF or table == 0xFFFFFFFF:
        raise faults.cut()
    if entries > MOST_ENTRIES or table > MOST_ENTRIES * _TABLE_PER_ENTRY:
        raise _too_many()


def _too_many() -> FileRefused:
    return FileRefused("archive_entries", faults.MANY_ENTRIES, most=f"{MOST_ENTRIES:,}")


def _entries(entries: list[zipfile.ZipInfo], size: int, *, nested: bool) -> None:
    if len(entries) > MOST_ENTRIES:
        raise _too_many()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(size, 1)):
        raise FileRefused("archive_explodes", faults.EXPLODES, size=in_words(unpacked))
    for entry in entries:
        name = entry.orig_filename
        parts = re.split(r"[/\\]", name)
        if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts or "\0" in name:
            raise FileRefused(
                "archive_paths",
                "This archive would write files outside of the folder it is unpacked in. It was not taken.",
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise FileRefused("archive_paths", "This archive holds links to other files. Pack the files themselves.")
        ending = extension(parts[-1]).lower()
        if nested and (ending == "zip" or ending in OTHER_ARCHIVES):
            raise FileRefused(
                "archive_nested", "This archive holds another archive. Unpack that one first, then pack all of it once."
            )
        if ending in PROGRAMS:
            raise FileRefused("file_program", faults.PACKED_PROGRAM, ending=ending)


def _document(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], ending: str) -> None:
    names = {entry.orig_filename for entry in entries}
    if ending in OPEN_DOCUMENT:
        kind = next((entry for entry in entries if entry.orig_filename == "mimetype"), None)
        # The size it tells may be a lie. Read by a few bytes, a deflated one unpacks by as many; other methods unpack all there is at once.
        if kind is None or kind.compress_type not in _BY_PIECES or kind.file_size > _MIMETYPE:
            raise _not_this(ending)
        with archive.open(kind) as told:
            if OPEN_DOCUMENT[ending] not in told.read(_MIMETYPE):
                raise _not_this(ending)
        return
    if "[Content_Types].xml" not in names or not any(name.startswith(OFFICE[ending]) for name in names):
        raise _not_this(ending)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise faults.macros()


def _not_this(ending: str) -> FileRefused:
    return faults.lies(FORMATS[ending], ending)
