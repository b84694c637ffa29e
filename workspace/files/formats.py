"""Which files are taken: by extension, with what their first bytes must say. Everything else is refused.

Kinds that a browser could run something from (HTML) are refused, SVG is taken and never shown inline; which types are shown at all decides
``foundation.storage.INLINE_TYPES``.
"""

from __future__ import annotations

from dataclasses import dataclass

import filetype

from words import unsaid

HEAD = 8192
"""How many first bytes are looked at."""


@dataclass(frozen=True, slots=True)
class Format:
    """What an extension stands for: a media type, a kind to filter by, the signs its first bytes may show, and what people call it."""

    type: str
    kind: str
    signs: frozenset[str]
    called: str


def _formats() -> dict[str, Format]:
    office = "application/vnd.openxmlformats-officedocument"
    open_document = "application/vnd.oasis.opendocument"
    table = (
        # extensions, media type, kind, signs, what it is called
        ("png", "image/png", "picture", "png", unsaid("a PNG picture")),
        ("jpg jpeg jpe", "image/jpeg", "picture", "jpg", unsaid("a JPEG picture")),
        ("gif", "image/gif", "picture", "gif", unsaid("a GIF picture")),
        ("webp", "image/webp", "picture", "webp", unsaid("a WebP picture")),
        ("bmp", "image/bmp", "picture", "bmp", unsaid("a BMP picture")),
        ("tif tiff", "image/tiff", "picture", "tif", unsaid("a TIFF picture")),
        ("avif", "image/avif", "picture", "avif", unsaid("an AVIF picture")),
        ("heic heif", "image/heic", "picture", "heic", unsaid("an HEIC picture")),
        ("svg", "image/svg+xml", "design", "svg", unsaid("an SVG drawing")),
        ("pdf", "application/pdf", "document", "pdf", unsaid("a PDF")),
        ("docx", f"{office}.wordprocessingml.document", "document", "zip", unsaid("a Word document")),
        ("xlsx", f"{office}.spreadsheetml.sheet", "document", "zip", unsaid("an Excel workbook")),
        ("pptx", f"{office}.presentationml.presentation", "document", "zip", unsaid("a PowerPoint presentation")),
        ("odt", f"{open_document}.text", "document", "zip", unsaid("a text document")),
        ("ods", f"{open_document}.spreadsheet", "document", "zip", unsaid("a spreadsheet")),
        ("odp", f"{open_document}.presentation", "document", "zip", unsaid("a presentation")),
        ("doc", "application/msword", "document", "ole", unsaid("a Word document")),
        ("xls", "application/vnd.ms-excel", "document", "ole", unsaid("an Excel workbook")),
        ("ppt", "application/vnd.ms-powerpoint", "document", "ole", unsaid("a PowerPoint presentation")),
        ("msg", "application/vnd.ms-outlook", "document", "ole", unsaid("an Outlook message")),
        ("rtf", "application/rtf", "document", "rtf", unsaid("a text document")),
        ("txt log", "text/plain", "document", "text", unsaid("a text")),
        ("md", "text/markdown", "document", "text", unsaid("a text")),
        ("csv tsv", "text/csv", "document", "text", unsaid("a table")),
        ("json", "application/json", "document", "text", unsaid("a JSON text")),
        ("xml", "application/xml", "document", "text xml", unsaid("an XML text")),
        ("yaml yml", "application/yaml", "document", "text", unsaid("a YAML text")),
        ("ics", "text/calendar", "document", "text", unsaid("a calendar")),
        ("vcf", "text/vcard", "document", "text", unsaid("a contact")),
        ("eml", "message/rfc822", "document", "text", unsaid("an e-mail")),
        ("srt vtt", "text/plain", "document", "text", "subtitles"),
        ("psd", "image/vnd.adobe.photoshop", "design", "psd", unsaid("a Photoshop file")),
        ("ai", "application/postscript", "design", "pdf ps", unsaid("an Illustrator file")),
        ("eps", "application/postscript", "design", "ps", unsaid("an EPS file")),
        ("indd", "application/x-indesign", "design", "indd", unsaid("an InDesign file")),
        ("idml sketch xd fig", "application/octet-stream", "design", "zip fig", unsaid("a design file")),
        ("ttf", "font/ttf", "design", "ttf", unsaid("a font")),
        ("otf", "font/otf", "design", "otf", unsaid("a font")),
        ("woff", "font/woff", "design", "woff", unsaid("a font")),
        ("woff2", "font/woff2", "design", "woff2", unsaid("a font")),
        ("dwg", "image/vnd.dwg", "design", "dwg", unsaid("an AutoCAD drawing")),
        ("dxf", "image/vnd.dxf", "design", "text", unsaid("a CAD drawing")),
        ("step stp", "model/step", "design", "text", unsaid("a CAD model")),
        ("mp3", "audio/mpeg", "media", "mp3", unsaid("an MP3 recording")),
        ("wav", "audio/wav", "media", "wav", unsaid("a WAV recording")),
        ("ogg oga", "audio/ogg", "media", "ogg", unsaid("an Ogg recording")),
        ("m4a", "audio/mp4", "media", "m4a mp4", unsaid("an audio recording")),
        ("flac", "audio/flac", "media", "flac", unsaid("a FLAC recording")),
        ("mp4 m4v", "video/mp4", "media", "mp4 m4v", unsaid("an MP4 video")),
        ("mov", "video/quicktime", "media", "mov mp4", unsaid("a QuickTime video")),
        ("webm", "video/webm", "media", "webm mkv", unsaid("a WebM video")),
        ("zip", "application/zip", "archive", "zip", unsaid("a ZIP archive")),
    )
    return {
        ending: Format(type, kind, frozenset(signs.split()), called)
        for endings, type, kind, signs, called in table
        for ending in endings.split()
    }


FORMATS = _formats()
"""By extension, in lower case."""

OTHER_ARCHIVES = frozenset({"7z", "ar", "bz2", "cab", "gz", "iso", "lz", "rar", "tar", "tgz", "xz", "z", "zst"})
"""Archives whose contents cannot be listed without unpacking them."""

PROGRAMS = frozenset(
    {
        "apk", "app", "bat", "bin", "chm", "class", "cmd", "com", "cpl", "deb", "dll", "dmg", "docm", "dotm", "elf", "exe", "gadget",
        "hta", "jar", "jse", "lnk", "msc", "msi", "msp", "pif", "pkg", "pptm", "ps1", "reg", "rpm", "scf", "scr", "sh", "sys", "vb",
        "vbe", "vbs", "wsf", "xlsm",
    }
)  # fmt: skip
"""What a computer runs when it is opened."""

PAGES = frozenset({"htm", "html", "mht", "mhtml", "shtml", "svgz", "xht", "xhtml"})
"""What a browser runs."""

# What filetype calls by several names, or what counts as one thing here.
_SAME = {
    "jpx": "jp2", "cr2": "tif", "docx": "zip", "xlsx": "zip", "pptx": "zip", "odt": "zip", "ods": "zip", "odp": "zip", "epub": "zip",
    "doc": "ole", "xls": "ole", "ppt": "ole", "Z": "z",
}  # fmt: skip
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d", "indd"),
    (b"fig-kiwi", "fig"),
    (b"%!PS", "ps"),
    (b"\xc5\xd0\xd3\xc6", "ps"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"#!", "program"),
    (b"<?php", "program"),
)
_PAGE_BEGINS = ("<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<style")


def recognised(head: bytes) -> str:
    """What the first ``HEAD`` bytes show: a sign of ``FORMATS``, ``program``, ``page``, another format's name, or ``unknown``."""
    magic = next((sign for begin, sign in _MAGIC if head.startswith(begin)), None)
    if magic:
        return magic
    text = _text(head)
    if text is not None:
        return _kind_of_text(text)
    found = filetype.guess(head)
    if found is None:
        return "unknown"
    if found.extension in PROGRAMS or found.extension in ("swf", "nes", "dex"):
        return "program"
    return _SAME.get(found.extension, str(found.extension))


def _text(head: bytes) -> str | None:
    """The bytes as text, or None when they are none: UTF-8, UTF-16 with its mark, or a Western 8-bit code."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return head[: len(head) // 2 * 2].decode("utf-16")
        except UnicodeDecodeError:
            return None
    if any(sign < 32 and sign not in (9, 10, 12, 13, 27) for sign in head):
        return None
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The last sign may be cut in half.
        if len(head) == HEAD and error.start > len(head) - 4:
            return head[: error.start].decode("utf-8-sig")
    # What is packed or drawn shows every byte alike; a text of an old program is mostly plain letters.
    plain = sum(sign < 128 for sign in head)
    return head.decode("cp1252", "replace") if plain * 10 >= len(head) * 6 else None


def _kind_of_text(text: str) -> str:
    begin = text.lstrip().lower()
    while begin.startswith(("<?xml", "<!--")):
        end = "?>" if begin.startswith("<?xml") else "-->"
        begin = begin.partition(end)[2].lstrip()
        if begin.startswith("<") and not begin.startswith(("<svg", "<!", *_PAGE_BEGINS)):
            return "xml"
    if begin.startswith("<!doctype svg"):
        begin = begin.partition(">")[2].lstrip()
    if begin.startswith(("<svg", "<!entity")):
        return "svg"
    if begin.startswith(_PAGE_BEGINS):
        return "page"
    return "text"
