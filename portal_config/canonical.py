"""Canonical JSON (RFC 8785) in UTF-8 after NFC, and its digest."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

LARGEST_INTEGER = 2**53 - 1


class NotCanonical(ValueError):
    """The value has no canonical JSON: a number out of range, a lone surrogate or a type JSON does not know."""


def dump(value: Any) -> str:
    """Canonical JSON text of ``value``: keys in UTF-16 order, ES6 numbers, no spaces, every text in NFC. Raises NotCanonical."""
    odd: list[float] = []
    ready = _ready(value, odd)
    text = _written(ready) if odd else json.dumps(ready, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("A text holds half of a surrogate pair") from error
    return text


def digest_text(text: str) -> str:
    """``sha256:`` and the hexadecimal digest of the UTF-8 bytes of ``text``."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def digest(value: Any) -> str:
    """Digest of the canonical JSON of ``value``. Raises NotCanonical."""
    return digest_text(dump(value))


def _ready(value: Any, odd: list[float]) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical("A whole number lies beyond 2^53 - 1")
        return value
    if isinstance(value, float):
        return _ready_float(value, odd)
    if isinstance(value, Mapping):
        return _ready_object(value, odd)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_ready(item, odd) for item in value]
    raise NotCanonical(f"JSON has no {type(value).__name__}")


def _ready_object(value: Mapping[Any, Any], odd: list[float]) -> dict[str, Any]:
    keys = list(value)
    try:
        plain = "".join(keys).isascii()
    except TypeError:
        raise NotCanonical("The names of an object are texts") from None
    if plain:
        made = {}
        for key in sorted(keys):
            item = value[key]
            # Most of a document are short texts that are ready.
            made[key] = item if type(item) is str and item.isascii() else _ready(item, odd)
        return made
    named = {unicodedata.normalize("NFC", key): value[key] for key in keys}
    if len(named) != len(keys):
        raise NotCanonical("Two names of one object are the same after normalisation")
    ordered = sorted(named, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return {key: _ready(named[key], odd) for key in ordered}


def _ready_float(value: float, odd: list[float]) -> int | float:
    if not math.isfinite(value):
        raise NotCanonical("JSON has no NaN and no infinity")
    if value.is_integer() and abs(value) < 1e21:
        return int(value)
    if not 1e-4 <= abs(value) < 1e16:
        odd.append(value)
    return value


def _written(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode_basestring(key)}:{_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(item) for item in value) + "]"
    if isinstance(value, float):
        return es6_number(value)
    return json.dumps(value)


def es6_number(value: float) -> str:
    """``value`` as ECMAScript prints it (RFC 8785, section 3.2.2.3): 1e-7 and 0.000001, 1e+21 and 100000000000000000000."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}e0".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    power = int(exponent.partition("e")[0]) + len(whole)
    digits = (whole + fraction).lstrip("0")
    power -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    if len(digits) <= power <= 21:
        return sign + digits + "0" * (power - len(digits))
    if 0 < power <= 21:
        return f"{sign}{digits[:power]}.{digits[power:]}"
    if -6 < power <= 0:
        return f"{sign}0.{'0' * -power}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{power - 1:+d}"
