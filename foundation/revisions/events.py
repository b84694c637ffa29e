"""Facts about the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import PortalEvent


@dataclass(frozen=True, kw_only=True)
class RevisionPublished(PortalEvent):
    """The live head moved to a new revision."""

    name: ClassVar[str] = "revision.published"
    number: int
    hash: str
