"""Addresses below the base domain: suggested from a name, and whether one can be had."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from foundation.db import rows
from foundation.tenancy.hosts import RESERVED, is_slug

LONGEST = 40
SHORTEST = 3
TRIES = 50

State = Literal["free", "taken", "reserved", "bad"]
SENTENCES: dict[State, str] = {
    "free": "This address is free.",
    "taken": "This address is taken. Choose another one.",
    "reserved": "This address is kept for the platform. Choose another one.",
    "bad": "Use 3 to 40 small letters, digits and single hyphens, with a letter or digit at both ends.",
}
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "&": " and ", "ł": "l"}
)


def slug_of(name: str) -> str:
    """The address a name would like to have, such as ``mueller-and-soehne``; empty when nothing of it can stand in one."""
    spelled = unicodedata.normalize("NFC", name).lower().translate(_SPELLED)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    whole = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    slug = whole[:LONGEST].strip("-")
    if len(whole) > LONGEST and whole[LONGEST] != "-" and "-" in slug:
        # Half a word looks like a mistake, and an address stays for good.
        slug = slug.rpartition("-")[0]
    return slug if len(slug) >= SHORTEST else (f"{slug}-portal" if slug else "")


def state_of(slug: str) -> State:
    """Whether a slug can be had. An address that was ever given out is taken for good."""
    if slug in RESERVED:
        return "reserved"
    if not is_slug(slug):
        return "bad"
    return "taken" if slug in _used([slug]) else "free"


def suggest(name: str) -> str:
    """A free address for a name, numbered where others had the same idea; empty when there is nothing to go by."""
    wanted = slug_of(name)
    if not wanted:
        return ""
    tries = [wanted, *(f"{wanted[: LONGEST - 3].strip('-')}-{number}" for number in range(2, TRIES))]
    used = _used(tries)
    return next((one for one in tries if is_slug(one) and one not in used), "")


def _used(slugs: list[str]) -> set[str]:
    found = rows("select slug from slug_reservations where slug = any(%(slugs)s)", slugs=slugs)
    return {one.slug for one in found}
