"""What a file may be called. A name is only ever shown and sent along: no path and no key is built from it."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 150
NAMELESS = "file"

# Marks that turn the line of reading around: with one, "photo\u202egnp.exe" reads as "photoexe.png".
_TURNING = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,12})$")
# What Windows keeps for devices, whatever follows the dot.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})


def harmless(name: str) -> str:
    """The last part of a path-like name, in NFC, without control and turning marks, without what file systems forbid, at most 150 characters
    with its extension kept. Never empty, never hidden; a name that is harmless stays as it is."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cs", "Cn", "Co"))
    shown = unicodedata.normalize("NFC", _TURNING.sub("", shown))
    shown = " ".join(_FORBIDDEN.sub("_", shown).split()).strip(" .")
    ending = extension(shown)
    stem = shown[: -len(ending) - 1] if ending else shown
    room = LONGEST - (len(ending) + 1 if ending else 0)
    stem = stem[:room].rstrip(" .")
    if not stem:
        return NAMELESS
    if stem.split(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"[:room].rstrip(" .")
    return f"{stem}.{ending}" if ending else stem


def extension(name: str) -> str:
    """What stands behind the last dot, as it is written; empty without one, and where nothing stands before it."""
    found = _EXTENSION.search(name)
    return found[1] if found and found.start() > 0 else ""
