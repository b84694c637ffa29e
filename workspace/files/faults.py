"""Why a file is not taken: a stable code and a sentence that says what to do."""

from __future__ import annotations

from foundation.errors import Refused
from foundation.formats import size
from workspace.files.formats import OTHER_ARCHIVES, PAGES, PROGRAMS, Format


class FileRefused(Refused):
    """A file that cannot be taken, whatever its owner may do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, pointer="file")


def empty() -> FileRefused:
    return FileRefused("file_empty", "This file is empty: it has 0 bytes. Choose another one.")


def too_large(most: int) -> FileRefused:
    return FileRefused("file_too_large", f"This file is larger than {size(most)}, which is the most that can be sent.")


def kind_refused(ending: str) -> FileRefused:
    if not ending:
        return FileRefused("file_kind", "This file has no extension such as .pdf, so nobody could open it. Rename it.")
    known = ending.lower()
    if known in PROGRAMS:
        return FileRefused("file_program", f"Programs and scripts (.{known}) cannot be sent.")
    if known in PAGES:
        return FileRefused(
            "file_page", f"Web pages (.{known}) cannot be sent, because they may hold a script. Send a PDF."
        )
    if known in OTHER_ARCHIVES:
        return FileRefused("file_archive", f"Archives of the kind .{known} cannot be checked. Send a ZIP file.")
    return FileRefused(
        "file_kind", f"Files of the kind .{known} cannot be sent. Put it into a ZIP file, or send a PDF."
    )


def lies(known: Format, ending: str) -> FileRefused:
    return FileRefused(
        "file_lies",
        f"This file is called .{ending.lower()}, but what is in it is not {known.called}. Save it again under its real kind.",
    )


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
