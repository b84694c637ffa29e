"""Files of a tenant behind six methods; on local disk by default. No path is ever built from a name a person gave."""

from __future__ import annotations

import functools

from foundation.settings import settings
from foundation.storage.local import ROUTE, Arrival, Download, LocalStorage, Upload
from foundation.storage.protocol import (
    INLINE_TYPES,
    FileNotThere,
    KeyRefused,
    Storage,
    Stored,
    Ticket,
    TicketRefused,
    TooLarge,
    holder_of,
    response_headers,
)

__all__ = [
    "INLINE_TYPES",
    "ROUTE",
    "Arrival",
    "Download",
    "FileNotThere",
    "KeyRefused",
    "LocalStorage",
    "Storage",
    "Stored",
    "Ticket",
    "TicketRefused",
    "TooLarge",
    "Upload",
    "holder_of",
    "response_headers",
    "storage",
]


@functools.cache
def storage() -> LocalStorage:
    """The storage of this process: ``DATA_DIR/files``."""
    known = settings()
    return LocalStorage(known.data_dir / "files", known.secret_key)
