"""Addresses of films: which video hosts are known, and the frame in which each shows one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit


@dataclass(frozen=True, slots=True)
class Film:
    """A film at a known host. ``frame`` is what a page shows, ``allows`` its address without arguments: all that the page has to admit."""

    host: str
    frame: str

    @property
    def allows(self) -> str:
        return self.frame.partition("?")[0]


_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}", re.ASCII)
_VIMEO_ID = re.compile(r"[0-9]{6,12}", re.ASCII)
_VIMEO_KEY = re.compile(r"[0-9a-f]{8,16}", re.ASCII)
_LOOM_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def _youtube(address: SplitResult, path: list[str]) -> Film | None:
    if address.hostname == "youtu.be":
        film = path[0] if path else ""
    elif path[:1] == ["watch"]:
        film = parse_qs(address.query).get("v", [""])[0]
    else:
        film = path[1] if len(path) == 2 and path[0] in ("embed", "shorts", "live") else ""
    # The host that sets no cookie before the film is played.
    arguments = urlencode({"autoplay": 1, "rel": 0})
    return (
        Film("YouTube", f"https://www.youtube-nocookie.com/embed/{film}?{arguments}")
        if _YOUTUBE_ID.fullmatch(film)
        else None
    )


def _vimeo(address: SplitResult, path: list[str]) -> Film | None:
    if path[:1] == ["video"]:
        path = path[1:]
    if not path or not _VIMEO_ID.fullmatch(path[0]):
        return None
    # An unlisted film is shown to whoever knows its key.
    key = path[1] if len(path) > 1 else parse_qs(address.query).get("h", [""])[0]
    arguments = {"dnt": "1", "autoplay": "1", **({"h": key} if _VIMEO_KEY.fullmatch(key) else {})}
    return Film("Vimeo", f"https://player.vimeo.com/video/{path[0]}?{urlencode(arguments)}")


def _loom(_address: SplitResult, path: list[str]) -> Film | None:
    if len(path) != 2 or path[0] not in ("share", "embed") or not _LOOM_ID.fullmatch(path[1]):
        return None
    return Film("Loom", f"https://www.loom.com/embed/{path[1]}?{urlencode({'autoplay': 1})}")


_HOSTS: Mapping[str, Callable[[SplitResult, list[str]], Film | None]] = {
    "youtu.be": _youtube,
    "youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "loom.com": _loom,
}
KNOWN = ("YouTube", "Vimeo", "Loom")


def film_of(url: str) -> Film | None:
    """The film at an https address, however its host writes it; None for another host, or a page of one that shows no single film."""
    try:
        address = urlsplit(url)
    except ValueError:
        return None
    reads = _HOSTS.get((address.hostname or "").removeprefix("www."))
    return reads(address, [part for part in address.path.split("/") if part]) if reads else None
