"""Why a file is not taken: a stable code and a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from foundation.errors import Refused
from foundation.formats import size
from words import say, say_again, unsaid
from workspace.files.formats import FORMATS, OTHER_ARCHIVES, PAGES, PROGRAMS, Format


class FileRefused(Refused):
    """A file that cannot be taken, whatever its owner may do."""

    def __init__(self, code: str, message: str, **given: Any) -> None:
        super().__init__(code, message, pointer="file", **given)


TOO_LARGE = unsaid("This file is larger than {most}, which is the most that can be sent.")
PROGRAM = unsaid("Programs and scripts (.{ending}) cannot be sent.")
PAGE = unsaid("Web pages (.{ending}) cannot be sent, because they may hold a script. Send a PDF.")
ARCHIVE = unsaid("Archives of the kind .{ending} cannot be checked. Send a ZIP file.")
KIND = unsaid("Files of the kind .{ending} cannot be sent. Put it into a ZIP file, or send a PDF.")
LIES = unsaid("This file is called .{ending}, but what is in it is not {kind}. Save it again under its real kind.")
MANY_ENTRIES = unsaid("This archive holds more than {most} files. Split it into smaller ones.")
EXPLODES = unsaid("Unpacked, this archive would take {size}, far more than its size says. It was not taken.")
PACKED_PROGRAM = unsaid("This archive holds a program ({ending}). Programs cannot be sent.")
PIXELS = unsaid("This picture has {count} million pixels; up to {most} million can be taken. Send a smaller one.")
FAR_TOO_MANY = unsaid("This picture has far too many pixels; up to {most} million can be taken. Send a smaller one.")
_FILLED = (TOO_LARGE, PROGRAM, PAGE, ARCHIVE, KIND, LIES, MANY_ENTRIES, EXPLODES, PACKED_PROGRAM, PIXELS, FAR_TOO_MANY)

_CALLED = frozenset(known.called for known in FORMATS.values())


def told(reason: str) -> str:
    """Why a file was refused, as it is kept with the file (in English), in the present language."""
    return say_again(reason, *_FILLED, terms=_CALLED)


def empty() -> FileRefused:
    return FileRefused("file_empty", "This file is empty: it has 0 bytes. Choose another one.")


def too_large(most: int) -> FileRefused:
    return FileRefused("file_too_large", TOO_LARGE, most=size(most))


def kind_refused(ending: str) -> FileRefused:
    if not ending:
        return FileRefused("file_kind", "This file has no extension such as .pdf, so nobody could open it. Rename it.")
    known = ending.lower()
    if known in PROGRAMS:
        return FileRefused("file_program", PROGRAM, ending=known)
    if known in PAGES:
        return FileRefused("file_page", PAGE, ending=known)
    if known in OTHER_ARCHIVES:
        return FileRefused("file_archive", ARCHIVE, ending=known)
    return FileRefused("file_kind", KIND, ending=known)


def lies(known: Format, ending: str) -> FileRefused:
    return FileRefused("file_lies", LIES, ending=ending.lower(), kind=say(known.called))


def program() -> FileRefused:
    return FileRefused("file_program", "This file holds a program, whatever its name says. Programs cannot be sent.")


def page() -> FileRefused:
    return FileRefused("file_page", "This file holds a web page, which may hold a script. Send a PDF.")


def cut() -> FileRefused:
    return FileRefused(
        "file_cut", "This file ends too early or is damaged. Open it once, save it again, and send that."
    )


def script() -> FileRefused:
    return FileRefused(
        "file_script", "This drawing holds a script or links to elsewhere. Export it without them, or send a PDF."
    )


def macros() -> FileRefused:
    return FileRefused("file_macros", "This document holds macros. Save it without them, or send a PDF.")
