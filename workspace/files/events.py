"""Facts about files. ``subject`` is ``file:<id>``; ids are text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class FileAdded(Event):
    """A file was put somewhere: ``about`` says where (``order:<id>``, ``client:<id>``, ``message:<id>``). ``internal``: for staff only; ``folder`` is the
    id of one of the document's folders, empty: none."""

    name: ClassVar[str] = "file.added"
    file_name: str
    about: str
    client: str
    order: str | None
    internal: bool
    folder: str = ""


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    """A file was taken away; its bytes are deleted."""

    name: ClassVar[str] = "file.removed"
    file_name: str
    about: str
    client: str
    order: str | None
    internal: bool


@dataclass(frozen=True, kw_only=True)
class FileMoved(Event):
    """A file went from the folder ``before`` to ``folder``, each by its id, empty: in none."""

    name: ClassVar[str] = "file.moved"
    file_name: str
    about: str
    client: str
    order: str | None
    internal: bool
    before: str
    folder: str
