"""Icons as inline SVG: one stroke, a 20 × 20 grid, the colour of the text beside them.

They carry no meaning of their own (``aria-hidden``): the words beside an icon say it, or the control has a label.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

_CIRCLE = "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z"

_PATHS = {
    "alert": "M10 3.5 17.5 16.5h-15zM10 8.5v3.7M10 14.3h.01",
    "arrow": "M4 10h12M11.5 5.5 16 10l-4.5 4.5",
    "back": "M12 5.5 7.5 10l4.5 4.5",
    "bank": "M3 8.5 10 4l7 4.5zM5 8.5v6M8.3 8.5v6M11.7 8.5v6M15 8.5v6M3 16.5h14",
    "bell": "M5.5 13.5V8.7a4.5 4.5 0 0 1 9 0v4.8l1.2 1.2H4.3zM8.5 17h3",
    "board": "M3.5 4.5h13v4h-13zM3.5 11.5h13v4h-13z",
    "bolt": "M11 3 4.5 11.5H10L9 17l6.5-8.5H10z",
    "box": "m10 3 6.5 3.3v7.4L10 17l-6.5-3.3V6.3zM3.7 6.5 10 9.7l6.3-3.2M10 9.7V17",
    "calendar": "M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3.5M13 3v3.5",
    "card": "M2.8 5h14.4v10.5H2.8zM2.8 8.5h14.4M5.5 12.5h3",
    "cart": "M2.5 4h2.3l1.9 8.5h7.6L16.5 7H5.5M8 16.3h.01M13.5 16.3h.01",
    "chart": "M4 16.5V9.5M8 16.5V5M12 16.5v-5M16 16.5V7.5",
    "chat": "M3 4.5h14v9.5H9.2L6 17v-3H3z",
    "check": "m4 10.5 4 4 8-9",
    "chevron": "m8 5.5 4.5 4.5L8 14.5",
    "circle_check": f"{_CIRCLE}M7 10.3l2.1 2.1L13.2 8",
    "clip": "m15.500 9.300-5.700 5.700a3.300 3.300 0 0 1-4.700-4.700l6.200-6.200a2.200 2.200 0 0 1 3.100 3.100l-6.100 6.100a1 1 0 0 1-1.500-1.500l5.300-5.300",
    "clock": f"{_CIRCLE}M10 6.2V10l2.6 1.7",
    "close": "m5 5 10 10M15 5 5 15",
    "company": "M4.5 3h7v14h-7zM11.5 8h4v9M7 6.5h2M7 9.5h2M7 12.5h2",
    "device": "M3 4h14v9.5H3zM7.5 16.8h5M10 13.5v3.3",
    "copy": "M7 7h9.500v9.500H7zM4 13H3.500V3.500H13V4",
    "dot": f"{_CIRCLE}M10 11.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z",
    "down": "m5.5 8 4.5 4.5L14.5 8",
    "download": "M10 3.5v9M6 9l4 4 4-4M3.5 16.5h13",
    "edit": "M4 16v-3L13 4l3 3-9 9zM11.3 5.7l3 3",
    "expand": "M11.5 3.5h5v5M16.5 3.5 11 9M8.5 16.5h-5v-5M3.5 16.5 9 11",
    "eye": "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
    "file": "M5 2.8h6.5L15.5 7v10.2H5zM11.3 3v4.2h4",
    "filter": "M3 5h14M6 10h8M8.5 15h3",
    "flask": "M8 3h4M8.8 3v5L4.5 15.3c-.5.8.1 1.7 1 1.7h9c.9 0 1.5-.9 1-1.7L11.2 8V3M6.5 12.5h7",
    "folder": "M3 5.5h5l1.8 2H17v8.5H3z",
    "form": "M4 3.5h12v13H4zM7 7.3h6M7 10.3h6M7 13.3h3",
    "gauge": "M4.2 15.5a7.2 7.2 0 1 1 11.6 0M10 11.5 13 8",
    "gift": "M3.5 7.5h13V10h-13zM4.5 10h11v6.5h-11zM10 7.5v9M10 7.5C8 7.5 6.2 6.8 6.2 5.3c0-2.2 3-2.2 3.8 2.2.8-4.4 3.8-4.4 3.8-2.2 0 1.5-1.8 2.2-3.8 2.2z",
    "globe": f"{_CIRCLE}M3.2 10h13.6M10 3c2 2 2.8 4.5 2.8 7s-.8 5-2.8 7c-2-2-2.8-4.5-2.8-7S8 5 10 3z",
    "grid": "M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h5v5h-5z",
    "hash": "M7.5 3.5 6 16.500M14 3.500l-1.5 13M3.8 7.500h13M3.2 12.500h13",
    "heading": "M5.5 4v12M14.5 4v12M5.5 10h9",
    "home": "M3.5 9 10 3.5 16.5 9v7h-4.5v-4.5H8V16H3.5z",
    "image": "M3 4h14v12H3zM3.5 14.5l4.2-4.2 3 3 2.3-2.3 3.7 3.7M13 7.5h.01",
    "info": f"{_CIRCLE}M10 9.3v4.2M10 6.7h.01",
    "key": "M7 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10.5 10H17v3M14 10v2",
    "layers": "m10 3.5 7 3.7-7 3.7-7-3.7zM3 10.8l7 3.7 7-3.7",
    "link": "M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3L10.3 5.4"
    "M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1.2-1.2",
    "list": "M7.5 5h9M7.5 10h9M7.5 15h9M3.7 5h.01M3.7 10h.01M3.7 15h.01",
    "lock": "M4.5 9h11v7.5h-11zM7 9V6.5a3 3 0 0 1 6 0V9M10 12v1.5",
    "mail": "M3 5h14v10.5H3zM3.5 5.5 10 11l6.5-5.5",
    "minus": "M4 10h12",
    "mobile": "M6.5 2.8h7v14.4h-7zM9.3 14.8h1.4",
    "moon": "M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3z",
    "more": "M5.4 10a.4.4 0 1 1-.8 0 .4.4 0 0 1 .8 0zM10.4 10a.4.4 0 1 1-.8 0 .4.4 0 0 1 .8 0z"
    "M15.4 10a.4.4 0 1 1-.8 0 .4.4 0 0 1 .8 0z",
    "number": "M4 7l2-1.500V15M10 7.200c.3-1.1 1.1-1.7 2.3-1.7 1.3 0 2.3.8 2.3 2.1 0 2.4-4.6 4-4.6 7.400h4.8",
    "out": "M8 3.5H4v13h4M8.5 10H17M13.5 6.5 17 10l-3.5 3.5",
    "page": "M5 2.800h6.500L15.5 7v10.200H5zM11.3 3v4.200h4M7.5 10.500h5M7.5 13.500h5",
    "palette": "M10 17a7 7 0 1 1 7-7c0 2-1.2 2.7-2.7 2.7h-1.8c-1.3 0-1.7 1-1.2 1.9.6 1.2 0 2.4-1.3 2.4z"
    "M6.5 9.5h.01M9 6.5h.01M12.7 7h.01",
    "paragraph": "M3.5 5h13M3.5 8.500h13M3.5 12h13M3.5 15.500h8",
    "pen": "M4 16l.8-3.400L13.6 3.800l2.6 2.6-8.8 8.800zM11.8 5.600l2.6 2.6",
    "phone": "M5 3.500h2.800l1.2 3.3-1.7 1.300a9 9 0 0 0 4.6 4.600l1.3-1.7 3.3 1.200V15a1.5 1.5 0 0 1-1.6 1.500A11.8 11.8 0 0 1 3.5 5.1 1.5 1.5 0 0 1 5 3.500z",
    "play": "M6 4v12l10-6z",
    "plus": "M10 4v12M4 10h12",
    "radio": "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 12.500a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "receipt": "M4.5 3.2v13.6l1.9-1.2 1.8 1.2L10 15.6l1.8 1.2 1.8-1.2 1.9 1.2V3.2zM7.5 7h5M7.5 10.3h5",
    "redo": "M12.5 4 16 7.5 12.5 11M16 7.5H8.8a4.3 4.3 0 1 0 0 8.5H12",
    "reorder": "M4 9V7.5h10.5L12 5M16 11v1.5H5.5L8 15",
    "search": "M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM12.7 12.7 16.5 16.5",
    "send": "M3.5 10 16.5 4l-4 12.5-3-5zM9.5 11.5 16.5 4",
    "settings": "M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM10 2.8v2M10 15.2v2M2.8 10h2M15.2 10h2"
    "M4.9 4.9l1.4 1.4M13.7 13.7l1.4 1.4M15.1 4.9l-1.4 1.4M6.3 13.7l-1.4 1.4",
    "shield": "M10 3 4 5.2v4.5c0 3.5 2.5 6 6 7.3 3.5-1.3 6-3.8 6-7.3V5.2z",
    "sort": "M6 4v12M3 13l3 3 3-3M14 16V4M11 7l3-3 3 3",
    "star": "m10 3.3 2 4.3 4.7.6-3.4 3.2.8 4.6L10 13.7 5.9 16l.8-4.6L3.3 8.2 8 7.6z",
    "sun": "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5"
    "M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1",
    "switch": "m7 7.5 3-3 3 3M7 12.5l3 3 3-3",
    "tag": "M3.5 3.5h6l7 7-6 6-7-7zM7 7h.01",
    "task": "M4 4h12v12H4zM7 10.2l2.1 2.1 4-4.5",
    "text": "M4 5.5V4h12v1.5M10 4v12M8 16h4",
    "toggle": "M7 5.500h6a4.5 4.5 0 1 1 0 9H7a4.5 4.5 0 1 1 0-9zM13 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
    "trash": "M4 6h12M8 6V3.8h4V6M5.5 6l.7 10.5h7.6L14.5 6",
    "truck": "M2.5 5h9v8.5h-9zM11.5 8h3.3l2.7 2.8v2.7h-6M5.5 15.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z"
    "M14 15.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z",
    "undo": "M7.5 4 4 7.5 7.5 11M4 7.5h7.2a4.3 4.3 0 1 1 0 8.5H8",
    "wave": "M2.5 8c2.5-3 5-3 7.5 0s5 3 7.5 0M2.5 13c2.5-3 5-3 7.5 0s5 3 7.5 0",
    "upload": "M10 13V4M6 7.5 10 3.5l4 4M3.5 16.5h13",
    "user": "M10 9.8a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM4 16.8c.5-3 2.8-4.6 6-4.6s5.5 1.6 6 4.6",
    "users": "M7.7 9.5a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8zM2.5 16.5c.4-2.8 2.3-4.3 5.2-4.3s4.8 1.5 5.2 4.3"
    "M12.6 4a2.9 2.9 0 0 1 0 5.3M14.6 12.5c1.7.6 2.7 2 3 4",
}

ICONS: tuple[str, ...] = tuple(_PATHS)
"""Every name an icon can be asked by, in order of the alphabet."""

_POINTING = frozenset({"arrow", "back", "chevron", "list", "out", "redo", "reorder", "send", "undo"})
"""Icons that point along the line of reading and turn around in a right-to-left page."""


@lru_cache(maxsize=512)
def icon(name: str, cls: str = "") -> Markup:
    """Return the icon ``name`` as inline SVG; ``cls`` adds classes such as ``sm`` or ``lg``. An unknown name gives a plain dot."""
    classes = " ".join(("icon", *(("flip",) if name in _POINTING else ()), *cls.split()))
    return Markup('<svg class="{}" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>').format(
        classes, _PATHS.get(name, _PATHS["dot"])
    )
