"""The store of pictures that documents name: kept once in a portal under the digest of their content, for the live portal and its sandboxes alike."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from foundation import clock
from foundation.db import execute, row
from foundation.tenancy import current_scope

KEPT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AssetContent:
    """A stored picture."""

    type: str
    content: bytes


_kept: OrderedDict[tuple[UUID, str], AssetContent] = OrderedDict()
_lock = threading.Lock()


def keep_asset(content: bytes, type: str) -> str:
    """Store a picture in the entered portal: its hash. What is there already stays."""
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    execute(
        "insert into asset_files (portal_id, hash, type, content, created_at) values (%(portal)s, %(hash)s, %(type)s, %(content)s, %(at)s)"
        " on conflict do nothing",
        portal=current_scope().portal_id,
        hash=digest,
        type=type,
        content=content,
        at=clock.real_now(),
    )
    return digest


def asset_content(digest: str) -> AssetContent | None:
    """The picture with this hash in the entered portal, from the process's cache or the database; None for one that is not there."""
    key = (current_scope().portal_id, digest)
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
            return known
    found = row(
        "select type, content from asset_files where portal_id = %(portal)s and hash = %(hash)s",
        portal=key[0],
        hash=digest,
    )
    if found is None:
        return None
    made = AssetContent(found.type, bytes(found.content))
    with _lock:
        _kept[key] = made
        while sum(len(one.content) for one in _kept.values()) > KEPT_BYTES:
            _kept.popitem(last=False)
    return made
