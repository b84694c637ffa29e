"""What a browser posted for one field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def posted_texts(posted: Mapping[str, Any], field_id: str) -> tuple[str, ...]:
    """The texts of a field, in order; empty when none was posted. Takes plain mappings, and those of a web request with ``getlist``."""
    every = getattr(posted, "getlist", None)
    value = every(field_id) if every else posted.get(field_id)
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, Sequence) else ()
