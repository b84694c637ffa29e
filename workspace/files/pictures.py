"""Pictures: measured before they are decoded, decoded once to see that they are whole, drawn anew as a small one."""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps

from workspace.files import faults
from workspace.files.faults import FileRefused

MOST_PIXELS = 64_000_000
AT_ONCE_PIXELS = 16_000_000
"""Pictures above are decoded by the worker: a big one takes seconds and some hundred megabytes."""
THUMB = 480
"""The longer side of a small picture, in pixels."""

DRAWN = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/bmp": "BMP",
    "image/tiff": "TIFF",
    "image/avif": "AVIF",
}
"""Media types that are decoded here, and by what; others (HEIC) are kept as they came."""

DAMAGED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    MemoryError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
"""What a damaged picture makes Pillow and the decoders below it raise."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Width and height in pixels as they are shown, and a WebP of at most ``THUMB`` pixels without any metadata."""

    width: int
    height: int
    thumb: bytes


def measure(file: BinaryIO, type: str) -> tuple[int, int]:
    """Width and height by the header alone. Raises FileRefused."""
    with _opened(file, type) as picture:
        return picture.size


def look(file: BinaryIO, type: str) -> Picture:
    """Decode the whole picture. Raises FileRefused for one that is too big, cut or broken."""
    with _opened(file, type) as picture:
        try:
            picture.load()
            small = ImageOps.exif_transpose(picture) or picture
            width, height = small.size
            small.thumbnail((THUMB, THUMB))
            if small.mode not in ("RGB", "RGBA"):
                small = small.convert("RGBA" if "transparency" in small.info or "A" in small.mode else "RGB")
            plain = Image.new(small.mode, small.size)
            plain.paste(small)
            made = io.BytesIO()
            plain.save(made, "WEBP", quality=82, method=2)
        except FileRefused:
            raise
        except DAMAGED:
            raise faults.cut() from None
    return Picture(width, height, made.getvalue())


def _opened(file: BinaryIO, type: str) -> Image.Image:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # The product's own limit decides, below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=(DRAWN[type],))
    except Image.DecompressionBombError:
        raise _too_big(None) from None
    except DAMAGED:
        raise faults.cut() from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_big(width * height)
    return picture


def _too_big(pixels: int | None) -> FileRefused:
    most = MOST_PIXELS // 1_000_000
    if not pixels:
        return FileRefused("picture_pixels", faults.FAR_TOO_MANY, most=most)
    return FileRefused("picture_pixels", faults.PIXELS, count=pixels // 1_000_000, most=most)
