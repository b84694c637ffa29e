"""``assets``: pictures and files that the document names and that are kept outside of it."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from typing import Any

from portal_config import limits
from portal_config.compiled import Asset
from portal_config.reader import Reader
from portal_config.settings import Choice, Settings, Text, Whole, refuse

TYPES = ("image/png", "image/webp", "image/jpeg")
"""Pictures that carry no script."""
PLANNED_TYPES = ("image/svg+xml", "application/pdf")
"""What can be named and is not kept yet."""

_HASH = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


class Digest(Text):
    """``sha256:`` and 64 digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _HASH.fullmatch(value):
            refuse("hash_invalid", "This is not the digest of a file.", "Upload the picture again.")
        return value


class AssetSettings(Settings):
    hash = Digest(required=True)
    type = Choice(TYPES, planned=PLANNED_TYPES, required=True)
    name = Text(at_most=150)
    bytes = Whole(at_least=1, at_most=limits.ASSET_BYTES, required=True)


_ASSET = AssetSettings()


def read_assets(reader: Reader) -> dict[str, Asset]:
    """The ``assets`` section; what cannot be read is left out."""
    assets = {}
    for entry in reader.entries(reader.document, "assets", "", "ast", ""):
        read = reader.part(_ASSET, entry.raw, entry.at)
        if read.broken is None and read.values["type"] is not None:
            values = read.values
            assets[entry.id] = Asset(entry.id, values["hash"], values["type"], read.text("name"), values["bytes"])
    return assets
