"""Files as people send them, good ones and bad ones, made when they are needed."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image


def picture(kind: str = "PNG", width: int = 60, height: int = 40, **options: object) -> bytes:
    """A small picture with a gradient, so that it does not shrink to nothing."""
    made = Image.new("RGB", (width, height))
    made.putdata([(x * 4 % 256, y * 6 % 256, (x + y) % 256) for y in range(height) for x in range(width)])
    buffer = io.BytesIO()
    made.save(buffer, kind, **options)
    return buffer.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A PNG whose header promises very many pixels in a few bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def pdf(pages: int = 1) -> bytes:
    """A PDF that readers open."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length 44 >>\nstream\nBT /F1 24 Tf 40 100 Td (Offer for Acme) Tj ET\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        made += b"%010d 00000 n \n" % place
    made += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def archive(content: Mapping[str, bytes], *, links: bool = False) -> bytes:
    """A ZIP of these files; ``links``: each is a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, body in content.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if links:
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            made.writestr(entry, body)
    return buffer.getvalue()


def bomb(size: int = 80_000_000) -> bytes:
    """A ZIP of some kilobytes that unpacks to very many zeros."""
    return archive({"zeros.bin.txt": b"\0" * size})


def crowd(entries: int) -> bytes:
    """A ZIP of very many empty files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for number in range(entries):
            made.writestr(f"{number}", b"")
    return buffer.getvalue()


def wide_table(entries: int) -> bytes:
    """A ZIP whose plain end names one file while its wide record names very many."""
    made = archive({"a.txt": b"a"})
    place = made.rfind(b"PK\x05\x06")
    start = struct.unpack("<I", made[place + 16 : place + 20])[0]
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, place - start, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, place, 1)
    return made[:place] + record + locator + made[place:]


def office(kind: str = "docx", *, macros: bool = False) -> bytes:
    """A Word document, Excel workbook or presentation as far as a table of contents shows."""
    folder = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}[kind]
    content = {"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<document/>"}
    if macros:
        content[f"{folder}/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
    return archive(content)


def film(cut: bool = False) -> bytes:
    """An MP4 by its boxes."""
    made = b""
    for kind, body in ((b"ftyp", b"isom\0\0\2\0isomiso2mp41"), (b"moov", b"\0" * 100), (b"mdat", b"\0" * 500)):
        made += struct.pack(">I", len(body) + 8) + kind + body
    return made[:-200] if cut else made


PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 200
PAGE = b"<!DOCTYPE html><html><body><script>alert(document.cookie)</script></body></html>"
DRAWING = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'
DRAWING_THAT_RUNS = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def lying_document(method: int, size: int) -> bytes:
    """An OpenDocument whose ``mimetype`` is packed by ``method``, says that it has 39 bytes, and unpacks to ``size``."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("mimetype", bytes(size))
        archive.writestr("content.xml", b"<x/>")
    content = bytearray(made.getvalue())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (39).to_bytes(4, "little")
    return bytes(content)
