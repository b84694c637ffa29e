"""The difference between two documents, by id and in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_config.diff.change import AREAS, Change, Impact, Words
from portal_config.diff.names import Names
from portal_config.diff.walk import Walk
from portal_config.diff.where import where
from portal_config.diff.wording import LOCALES, speaking

__all__ = ["AREAS", "LOCALES", "Change", "Impact", "Names", "Words", "diff", "speaking", "where"]


def diff(old: Mapping[str, Any], new: Mapping[str, Any], *, locale: str = "en") -> tuple[Change, ...]:
    """Every change from ``old`` to ``new``, area by area and in the order of the new document. Documents with the same canonical JSON have none. ``locale``: one of
    ``LOCALES``, English for any other."""
    with speaking(locale):
        return tuple(Walk(old, new).changes())
