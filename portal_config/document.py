"""Read a document from text and write it back."""

from __future__ import annotations

import codecs
import json
import math
import re
import unicodedata
from typing import Any

from portal_config import canonical, limits
from portal_config.canonical import LARGEST_INTEGER, NotCanonical
from portal_config.findings import DocumentRefused, Finding, pointer

# The closing quote is optional and every run possessive: one pass, whatever the text.
_TOKENS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


def load(text: bytes | str) -> dict[str, Any]:
    """The document in ``text`` (UTF-8), every text in NFC and whole numbers as int.

    Raises DocumentRefused: too large, too deep, not JSON, not an object, a name twice, NaN or infinity, a number beyond 2^53 - 1,
    NUL, half of a surrogate pair, a text that is too long.
    """
    read = _decoded(text)
    if _depth(read) > limits.DEPTH:
        raise _refused("too_deep", f"The document is nested deeper than {limits.DEPTH} levels.", "Flatten it.")
    try:
        value = json.loads(read, object_pairs_hook=_Pairs, parse_int=_whole, parse_float=_decimal, parse_constant=float)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _refused("not_json", f"This is not JSON{where}.", "Check commas, quotes and brackets there.") from error
    cleaned, findings = cleaned_value(value)
    if findings:
        raise DocumentRefused(findings)
    if not isinstance(cleaned, dict):
        raise _refused("not_object", "A document is one JSON object.", "Start it with { and end it with }.")
    if len(canonical.dump(cleaned).encode()) > limits.CANONICAL_BYTES:
        raise _too_large(limits.CANONICAL_BYTES)
    return cleaned


def dump(document: Any) -> str:
    """Canonical JSON of ``document``: what is stored and hashed. Raises DocumentRefused when it has none."""
    try:
        return canonical.dump(document)
    except NotCanonical as error:
        raise _refused("not_canonical", f"{error}.", None) from error
    except RecursionError as error:
        raise _refused(
            "too_deep", f"The document is nested deeper than {limits.DEPTH} levels.", "Flatten it."
        ) from error


def digest(value: Any) -> str:
    """``sha256:<hex>`` of the canonical JSON of ``value``. Raises DocumentRefused when it has none."""
    return canonical.digest_text(dump(value))


def cleaned_value(value: Any) -> tuple[Any, list[Finding]]:
    """A copy of ``value`` in NFC with plain dicts and lists, and what of it no document may hold."""
    walk = _Cleaning()
    return walk.clean(value, 0), walk.findings


class _Pairs(list[tuple[str, Any]]):
    """The members of one object as written, so that a name given twice is still seen."""


class _TooLarge:
    """Stands for a number of too many digits."""


def _whole(text: str) -> Any:
    return int(text) if len(text) <= 20 else _TooLarge()


def _decimal(text: str) -> int | float:
    number = float(text)
    # 4.0 and 4 are one value in canonical JSON, so they are one value here.
    return int(number) if number.is_integer() and abs(number) <= LARGEST_INTEGER else number


def _decoded(text: bytes | str) -> str:
    if isinstance(text, bytes):
        if len(text) > limits.RAW_BYTES:
            raise _too_large(limits.RAW_BYTES)
        try:
            return text.removeprefix(codecs.BOM_UTF8).decode()
        except UnicodeDecodeError as error:
            raise _refused("not_utf8", "The document is not UTF-8 text.", "Save it as UTF-8.") from error
    if len(text) > limits.RAW_BYTES or len(text.encode("utf-8", "surrogatepass")) > limits.RAW_BYTES:
        raise _too_large(limits.RAW_BYTES)
    return text.removeprefix("\ufeff")


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in _TOKENS.finditer(text):
        first = text[token.start()]
        if first in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif first != '"':
            depth -= 1
    return deepest


def _refused(code: str, message: str, fix: str | None) -> DocumentRefused:
    return DocumentRefused([Finding("error", "", code, message, fix)])


def _too_large(size: int) -> DocumentRefused:
    return _refused("too_large", f"The document is larger than {size // 1024 // 1024} MB.", "Remove what is not used.")


def _plain(text: str) -> bool:
    """Whether a text needs no cleaning."""
    return text.isascii() and len(text) <= limits.TEXT and "\x00" not in text


class _Cleaning:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._path: list[str | int] = []

    def _fault(self, code: str, message: str, fix: str | None = None) -> None:
        self.findings.append(Finding("error", pointer(*self._path), code, message, fix))

    def clean(self, value: Any, depth: int) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict | _Pairs):
            return self._object(value, depth)
        if isinstance(value, list | tuple):
            if self._too_deep(depth):
                return []
            items = []
            for place, item in enumerate(value):
                self._path.append(place)
                items.append(self.clean(item, depth + 1))
                self._path.pop()
            return items
        if value is None or isinstance(value, bool):
            return value
        return self._number(value)

    def _too_deep(self, depth: int) -> bool:
        if depth >= limits.DEPTH:
            self._fault("too_deep", f"The document is nested deeper than {limits.DEPTH} levels.", "Flatten it.")
        return depth >= limits.DEPTH

    def _object(self, value: dict[str, Any] | _Pairs, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        if self._too_deep(depth):
            return result
        for name, item in value.items() if isinstance(value, dict) else value:
            if not isinstance(name, str):
                self._fault("not_json", "The names of an object are texts.")
                continue
            key = name if _plain(name) else self._name(name)
            self._path.append(key)
            if key in result:
                self._fault("duplicate_key", f"“{key}” is given twice.", "Keep one of the two.")
            result[key] = item if type(item) is str and _plain(item) else self.clean(item, depth + 1)
            self._path.pop()
        return result

    def _name(self, name: str) -> str:
        self._path.append(name.encode("utf-8", "replace").decode())
        key = self._text(name)
        self._path.pop()
        return key

    def _text(self, value: str) -> str:
        if len(value) > limits.TEXT:
            self._fault("text_too_long", f"A text has at most {limits.TEXT:,} characters.", "Shorten it.")
        if "\x00" in value:
            self._fault("text_nul", "The text holds a NUL character.", "Type it again.")
        if value.isascii():
            return value
        try:
            value.encode()
        except UnicodeEncodeError:
            self._fault("text_surrogate", "The text holds half of a character.", "Type it again.")
            return ""
        return unicodedata.normalize("NFC", value)

    def _number(self, value: Any) -> Any:
        if isinstance(value, int):
            if abs(value) <= LARGEST_INTEGER:
                return value
        elif isinstance(value, float):
            if not math.isfinite(value):
                self._fault("number_not_finite", "NaN and infinity are not numbers here.", "Give a number.")
                return 0
            if not value.is_integer():
                return value
            if abs(value) <= LARGEST_INTEGER:
                return int(value)
        elif not isinstance(value, _TooLarge):
            self._fault("not_json", f"JSON has no {type(value).__name__}.")
            return None
        self._fault("number_range", "The number lies beyond 2^53 - 1.", "Give a smaller number.")
        return 0
