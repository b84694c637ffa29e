"""The built front-end files, kept in memory and served on every host under `/-/assets/`.

Names carry a hash of their content, so browsers keep them for a year. Only names that were found in the build
output are known, so no path can lead anywhere else.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from portico.bridge import Reply, Request, plain

PREFIX = "/-/assets/"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".map": "application/json",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_COMPRESSED = frozenset({".css", ".js", ".map", ".json", ".svg", ".txt"})


@dataclass(frozen=True)
class _Asset:
    content: bytes
    compressed: bytes | None
    etag: bytes
    type: bytes


class Assets:
    """The files below `directory`, read at first use and again after a new build."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._stamp: int | None = None
        self._files: dict[str, _Asset] = {}

    def answer(self, request: Request) -> Reply:
        """The reply to a request whose path starts with `PREFIX`."""
        asset = self._find(request.path[len(PREFIX) :])
        if asset is None:
            return plain(404, "There is nothing at this address.")
        if request.method not in ("GET", "HEAD"):
            return plain(405, "This can only be read.", (b"allow", b"GET, HEAD"))
        sent = {name: value for name, value in request.headers if name in (b"accept-encoding", b"if-none-match")}
        headers = [
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"etag", asset.etag),
            (b"vary", b"accept-encoding"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if asset.etag in [tag.strip().removeprefix(b"W/") for tag in sent.get(b"if-none-match", b"").split(b",")]:
            return Reply(304, headers, b"")
        body = asset.content
        if asset.compressed is not None and _accepts_gzip(sent.get(b"accept-encoding", b"")):
            body = asset.compressed
            headers.append((b"content-encoding", b"gzip"))
        headers += [(b"content-type", asset.type), (b"content-length", str(len(body)).encode())]
        return Reply(200, headers, body if request.method == "GET" else b"")

    def _find(self, name: str) -> _Asset | None:
        if name not in self._files:
            self.load()
        return self._files.get(name)

    def load(self) -> None:
        """Read the build output, unless it is the one already read."""
        try:
            stamp = (self._directory / "manifest.json").stat().st_mtime_ns
        except OSError:
            return
        if stamp == self._stamp:
            return
        files = {}
        for path in sorted(self._directory.rglob("*")):
            if path.is_file() and path.suffix in _TYPES and path.name != "manifest.json":
                files[path.relative_to(self._directory).as_posix()] = _read(path)
        self._files, self._stamp = files, stamp


def _read(path: Path) -> _Asset:
    content = path.read_bytes()
    compressed = gzip.compress(content, 9, mtime=0) if path.suffix in _COMPRESSED and len(content) > 500 else None
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'.encode()
    return _Asset(content, compressed, etag, _TYPES[path.suffix].encode())


def _accepts_gzip(accepted: bytes) -> bool:
    for part in accepted.lower().split(b","):
        name, _, quality = part.strip().partition(b";")
        if name.strip() in (b"gzip", b"*"):
            return quality.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False
