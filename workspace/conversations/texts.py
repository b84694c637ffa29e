"""What people write: plain text with paragraphs and links. Nothing in it is ever markup."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from linkify_it import LinkifyIt
from markupsafe import Markup, escape

from form_schemas.field import figure
from foundation.errors import Refused

LENGTH = 10_000
"""Characters of one message."""
_LINKED = 2_000
"""Characters of one line in which links are looked for: what brackets cost grows with the square of a line."""
_HINTS = ("://", "@", "www.", "mailto:")
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_GAPS = re.compile(r"\n{3,}")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of writing: an address with one shows something else than where it leads."""

_USERINFO = re.compile(r"(?:[a-z]+://)?[^/?#\\]*@", re.IGNORECASE)
"""A name before the host: ``https://bank.example@elsewhere.example`` reads as the one and leads to the other."""

_links = LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": True, "fuzzy_ip": False})
_links.add("ftp:", None).add("//", None)


def clean(text: str) -> str:
    """Normalised (NFC) and trimmed, with plain line breaks and no control characters.

    Raises Refused ``bad_text`` for what cannot be stored, ``message_too_long``.
    """
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Refused("bad_text", "This text holds characters that cannot be stored.", pointer="text", status=400)
    made = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    made = _GAPS.sub("\n\n", _CONTROLS.sub("", made)).strip()
    if len(made) > LENGTH:
        raise Refused(
            "message_too_long",
            "A message holds at most {most} characters, this one has {count}. Attach a long text as a file.",
            most=figure(LENGTH),
            count=figure(len(made)),
            pointer="text",
        )
    return made


@lru_cache(maxsize=2048)
def shown(text: str) -> Markup:
    """The text as paragraphs, with links to http, https and mail addresses. Every paragraph finds its own direction of writing."""
    made = []
    for block in text.split("\n\n"):
        if block.strip():
            lines = Markup("<br>").join(_linked(line) for line in block.strip("\n").split("\n"))
            made.append(Markup('<p dir="auto">{}</p>').format(lines))
    return Markup("").join(made)


def _linked(line: str) -> Markup:
    if len(line) > _LINKED or not any(hint in line for hint in _HINTS):
        return escape(line)
    parts, last = [], 0
    for found in _links.match(line) or ():
        address = _address(found.schema, found.raw, found.url)
        if address is None or found.index < last:
            continue
        parts.append(escape(line[last : found.index]))
        parts.append(
            Markup('<a href="{}" target="_blank" rel="noopener nofollow ugc">{}</a>').format(address, found.raw)
        )
        last = found.last_index
    parts.append(escape(line[last:]))
    return Markup("").join(parts)


def _address(schema: str, raw: str, url: str) -> str | None:
    """Where a found link leads, or None for a file name, another scheme, and what would lead elsewhere than it says."""
    if _TURNING.search(raw):
        return None
    if schema == "mailto:":
        return url
    if _USERINFO.match(raw):
        return None
    if schema in ("http:", "https:"):
        return raw
    return f"https://{raw}" if schema == "" and raw[:4].lower() == "www." else None


def first_line(text: str, most: int = 140) -> str:
    """The beginning of a text on one line, for lists."""
    line = " ".join(text[: most * 2].split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
