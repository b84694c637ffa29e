"""Whether a file is what it says. The name decides what it must be, the content whether it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import BinaryIO

from workspace.files import archives, faults, pictures
from workspace.files.formats import FORMATS, HEAD, Format, recognised
from workspace.files.names import extension

_PDF_END = 8192
_MOST_BOXES = 20_000
_SVG_MOST = 4_000_000
_SVG_RUNS = re.compile(
    rb"<\s*(?:\w+:)?(?:script|foreignobject|iframe|embed|object|handler)\b|<!entity|[\s\"'/]on[a-z]+\s*=|(?:javascript|vbscript)\s*:"
    rb"|(?:xlink:)?href\s*=\s*[\"']?\s*(?:https?:|//|file:|data:text)|@import",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is: media type, kind, for a decoded picture its pixels and a small one of it."""

    type: str
    kind: str
    width: int | None = None
    height: int | None = None
    thumb: bytes | None = None


def check_name(name: str, size: int, most: int) -> Format:
    """What a file of this name must be, before a byte of it has come. ``size`` and ``most`` are in bytes. Raises FileRefused."""
    if size <= 0:
        raise faults.empty()
    if size > most:
        raise faults.too_large(most)
    ending = extension(name)
    known = FORMATS.get(ending.lower())
    if known is None:
        raise faults.kind_refused(ending)
    return known


def check_head(name: str, head: bytes) -> Format:
    """Whether the first bytes fit the name. Raises FileRefused."""
    ending = extension(name).lower()
    known = FORMATS.get(ending)
    if known is None:
        raise faults.kind_refused(ending)
    sign = recognised(head)
    if sign in known.signs:
        return known
    if sign == "program":
        raise faults.program()
    if sign == "page":
        raise faults.page()
    raise faults.lies(known, ending)


def heavy(file: BinaryIO, known: Format) -> bool:
    """True when checking takes longer than a page may: a picture of very many pixels."""
    if known.type not in pictures.DRAWN:
        return False
    width, height = pictures.measure(file, known.type)
    return width * height > pictures.AT_ONCE_PIXELS


def check(name: str, file: BinaryIO, size: int) -> Verdict:
    """The whole check of a file that has come (seekable, ``size`` bytes). Raises FileRefused."""
    if size <= 0:
        raise faults.empty()
    file.seek(0)
    head = file.read(HEAD)
    known, ending = check_head(name, head), extension(name).lower()
    if known.type in pictures.DRAWN:
        picture = pictures.look(file, known.type)
        if archives.holds_archive(file, size):
            raise faults.lies(known, ending)
        return Verdict(known.type, known.kind, picture.width, picture.height, picture.thumb)
    if recognised(head) == "zip":
        archives.check(file, size, ending)
    elif ending == "pdf":
        _pdf(file, size)
    elif ending == "svg":
        _svg(file, size)
    elif "text" in known.signs:
        _text(file)
    elif known.type in ("video/mp4", "video/quicktime", "audio/mp4"):
        _boxes(file, size)
    return Verdict(known.type, known.kind)


def _pdf(file: BinaryIO, size: int) -> None:
    file.seek(max(0, size - _PDF_END))
    if b"%%EOF" not in file.read(_PDF_END):
        raise faults.cut()


def _svg(file: BinaryIO, size: int) -> None:
    if size > _SVG_MOST:
        raise faults.too_large(_SVG_MOST)
    file.seek(0)
    content = file.read(_SVG_MOST)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _SVG_RUNS.search(content):
        raise faults.script()
    if b"</svg" not in content.lower()[-4096:] and not content.rstrip().endswith(b"/>"):
        raise faults.cut()


def _text(file: BinaryIO) -> None:
    """No NUL in the first megabyte: a text in UTF-16 is told by its mark."""
    file.seek(0)
    content = file.read(1_000_000)
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise faults.cut()


def _boxes(file: BinaryIO, size: int) -> None:
    """A film is a row of boxes that each name their length: the last one ends where the file does."""
    at = 0
    seen: set[bytes] = set()
    for _ in range(_MOST_BOXES):
        if at + 8 > size:
            break
        file.seek(at)
        header = file.read(16)
        length, kind = int.from_bytes(header[:4], "big"), header[4:8]
        if length == 1:
            length = int.from_bytes(header[8:16], "big")
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size:
            raise faults.cut()
        seen.add(kind)
        at += length
    if b"moov" not in seen and b"moof" not in seen:
        raise faults.cut()
