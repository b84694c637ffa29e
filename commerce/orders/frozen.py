"""The parts an order froze when it was placed. What stands under a digest never changes, so a process reads it once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection
from uuid import UUID

from foundation.db import rows
from foundation.tenancy import current_scope

KEPT = 2_000

_kept: OrderedDict[tuple[UUID, str], str] = OrderedDict()
_lock = threading.Lock()


def frozen_texts(hashes: Collection[str]) -> dict[str, str]:
    """Canonical JSON of frozen parts by digest: of what this process has not read yet, in one statement. A portal never sees another's."""
    portal = current_scope().portal_id
    with _lock:
        found = {digest: text for digest in hashes if (text := _kept.get((portal, digest))) is not None}
        for digest in found:
            _kept.move_to_end((portal, digest))
    missing = sorted(set(hashes) - found.keys())
    if not missing:
        return found
    read = {
        one.hash: one.content
        for one in rows(
            "select hash, content from blobs where portal_id = %(portal)s and hash = any(%(hashes)s)",
            portal=portal,
            hashes=missing,
        )
    }
    with _lock:
        _kept.update({(portal, digest): text for digest, text in read.items()})
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found | read


def forget_frozen() -> None:
    """Drop what was read (for tests)."""
    with _lock:
        _kept.clear()
