"""Facts about files. ``subject`` is ``file:<id>``; ids are text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class FileAdded(Event):
    """A file was put somewhere: ``about`` says where (``order:<id>``, ``client:<id>``, ``message:<id>``). ``internal``: for staff only."""

    name: ClassVar[str] = "file.added"
    file_name: str
    about: str
    client: str
    order: str | None
    internal: bool


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    """A file was taken away; its bytes are deleted."""

    name: ClassVar[str] = "file.removed"
    file_name: str
    about: str
    client: str
    order: str | None
    internal: bool
