"""The built front-end files: which hashed name a file was built under, and where the folder is.

``assets/build.mjs`` writes the folder and its ``manifest.json``. A built name never changes its content, so it is served as
immutable; what changes is the name a page asks for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "dist"
"""Where the build leaves its files."""

PREFIX = "/-/assets/"
"""The path under which every host serves them."""


class AssetsMissing(RuntimeError):
    """The front end was not built, or it holds no file of that name."""


@dataclass(slots=True)
class _Manifest:
    stamp: int = -1
    names: dict[str, str] | None = None


_manifest = _Manifest()


def manifest() -> dict[str, str]:
    """Return built names by source name, read again whenever the build wrote them anew.

    Raises AssetsMissing when there is no build.
    """
    path = FOLDER / "manifest.json"
    try:
        stamp = path.stat().st_mtime_ns
        if _manifest.names is None or stamp != _manifest.stamp:
            _manifest.names = json.loads(path.read_text("utf-8"))
            _manifest.stamp = stamp
    except FileNotFoundError:
        raise AssetsMissing(f"No built assets in {FOLDER}. Build them: cd assets && npm ci && npm run build") from None
    assert _manifest.names is not None
    return _manifest.names


def asset_url(name: str) -> str:
    """Return the path of a built file by its source name, for example ``portal.css``.

    Raises AssetsMissing when it was not built.
    """
    try:
        return PREFIX + manifest()[name]
    except KeyError:
        raise AssetsMissing(f"The build holds no {name}; it holds {', '.join(manifest())}") from None
