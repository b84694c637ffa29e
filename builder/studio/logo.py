"""A logo: read from what was uploaded, checked by its first bytes and by decoding it, and the edits that put it into the document."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from builder.studio.palette import new_id
from builder.studio.place import Studio
from foundation.errors import Refused
from foundation.revisions.assets import keep_asset
from portal_config import limits
from portal_config.findings import pointer
from workspace.files import pictures
from workspace.files.faults import FileRefused

FIRST_BYTES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
SHOWS_A_NAME = 2.2
"""So many times as wide as high, and a logo is taken for one that shows the name itself."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that may be a logo. ``width`` and ``height`` in pixels."""

    content: bytes
    type: str
    name: str
    width: int
    height: int


def read_logo(content: bytes, name: str) -> Logo:
    """Raises Refused ``logo_empty``, ``logo_too_large`` (in bytes or in pixels), ``logo_type`` (also for a picture that claims to be one and is not)."""
    if not content:
        raise Refused("logo_empty", "This file is empty. Choose the picture again.", pointer="file")
    if len(content) > limits.ASSET_BYTES:
        raise Refused(
            "logo_too_large",
            f"The picture is larger than {limits.ASSET_BYTES // 1024} kB. Save it smaller.",
            pointer="file",
        )
    found = next((type for sign, type in FIRST_BYTES if content.startswith(sign)), None)
    if found is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        found = "image/webp"
    if found is None:
        raise Refused(
            "logo_type", "Use a PNG, WebP or JPEG. An SVG can carry a script and is not taken.", pointer="file"
        )
    picture = io.BytesIO(content)
    try:
        width, height = pictures.measure(picture, found)
        seen = pictures.look(picture, found) if width * height <= pictures.AT_ONCE_PIXELS else None
    except FileRefused as refused:
        if refused.code != "picture_pixels":
            raise Refused(
                "logo_type", "This picture is damaged. Save it again as PNG, WebP or JPEG.", pointer="file"
            ) from None
        seen = None
    if seen is None:
        raise Refused("logo_too_large", "A logo needs far fewer pixels. Save it smaller.", pointer="file")
    return Logo(content, found, name[:150], seen.width, seen.height)


def logo_edits(here: Studio, logo: Logo) -> list[dict[str, Any]]:
    """Keep the picture and say how the document names it; the one that was there goes."""
    digest = keep_asset(logo.content, logo.type)
    asset = new_id("ast")
    value = {"hash": digest, "type": logo.type, "name": logo.name, "bytes": len(logo.content)}
    wide = logo.width > SHOWS_A_NAME * logo.height
    return [
        {"op": "insert", "ptr": pointer("assets", asset), "value": value},
        {"op": "set", "ptr": "/branding/logo", "value": asset},
        {"op": "set", "ptr": "/branding/logo_has_name", "value": True if wide else None},
        *removed(here),
    ]


def removed(here: Studio) -> list[dict[str, Any]]:
    """The edits that take away the asset of the present logo, once nothing names it."""
    present = here.raw("/branding/logo")
    if not isinstance(present, str) or here.raw(pointer("assets", present)) is None:
        return []
    return [{"op": "remove", "ptr": pointer("assets", present)}]
