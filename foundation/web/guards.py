"""One filter at the edge: what reaches an action is text PostgreSQL can hold, JSON of bounded depth, a number in range (rules 19, 20)."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any

from flask import Flask, Response, make_response, request

from foundation.errors import Refused, TooMany

TEXT_MAX = 20_000
JSON_DEPTH = 32
JSON_KEYS = 1_000
PAGE_MAX = 10_000


def clean_text(text: str, pointer: str = "", *, most: int = TEXT_MAX) -> str:
    """Normalised (NFC), trimmed text without NUL or lone surrogates. Raises Refused ``bad_text`` or ``text_too_long``."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Refused("bad_text", "This text holds characters that cannot be stored.", pointer=pointer, status=400)
    cleaned = unicodedata.normalize("NFC", text).strip()
    if len(cleaned) > most:
        raise Refused("text_too_long", "Use at most {most} characters.", most=most, pointer=pointer)
    return cleaned


def page_number(text: str | None, *, most: int = PAGE_MAX) -> int:
    """A page number from the address: 1 when absent. Raises Refused ``bad_page``."""
    if text is None or text == "":
        return 1
    if not (text.isascii() and text.isdigit()) or len(text) > 6 or not 1 <= int(text) <= most:
        raise Refused("bad_page", "There is no such page.", pointer="page", status=400)
    return int(text)


def read_json() -> Any:
    """The body as JSON, checked for depth and size before it is parsed.

    Raises Refused ``json_expected`` (415), ``bad_json``, ``json_too_deep`` or ``json_too_large`` (400).
    """
    if request.mimetype != "application/json":
        raise Refused("json_expected", "Send this as application/json.", status=415)
    return parse_json(request.get_data())


def parse_json(body: bytes) -> Any:
    """Parse bounded JSON: no NaN, no infinity, no key twice, no lone surrogates, at most 32 deep and 1,000 keys."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Refused("bad_json", "The body is not UTF-8.", status=400) from None
    depth = deepest = keys = 0
    inside = escaped = False
    for sign in text:
        if inside:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                inside = False
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
        elif sign == ":":
            keys += 1
    if deepest > JSON_DEPTH:
        raise Refused("json_too_deep", "Nest at most {most} levels.", most=JSON_DEPTH, status=400)
    if keys > JSON_KEYS:
        raise Refused("json_too_large", "Send at most {most} keys.", most=JSON_KEYS, status=400)
    try:
        parsed = json.loads(text, parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError):
        raise Refused("bad_json", "The body is not valid JSON.", status=400) from None
    _check_texts(parsed, "")
    return parsed


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _check_texts(part: Any, pointer: str) -> None:
    if isinstance(part, str):
        clean_text(part, pointer, most=max(TEXT_MAX, len(part)))
    elif isinstance(part, dict):
        for key, inner in part.items():
            clean_text(key, pointer)
            _check_texts(inner, f"{pointer}/{key}")
    elif isinstance(part, list):
        for position, inner in enumerate(part):
            _check_texts(inner, f"{pointer}/{position}")


def wants_json() -> bool:
    """True when the caller is a program or a script of ours rather than a page."""
    if request.mimetype == "application/json" or request.accept_mimetypes.best == "text/event-stream":
        return True
    best = request.accept_mimetypes.best_match(("text/html", "application/json", "application/problem+json"))
    return best in ("application/json", "application/problem+json") and (
        request.accept_mimetypes[best] > request.accept_mimetypes["text/html"]
    )


def shown_again(page: str, refused: Refused) -> Response:
    """The page somebody came from, with what they wrote and why it was refused; a used-up budget also says when to come back."""
    response = make_response(page, refused.status)
    if isinstance(refused, TooMany):
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def install(app: Flask) -> None:
    """Refuse addresses and forms that hold what PostgreSQL cannot."""

    @app.before_request
    def _filter() -> None:
        for name, values in (*request.args.lists(), *(request.form.lists() if request.method == "POST" else ())):
            # A part of a multipart form may come without a name.
            clean_text(name or "", most=200)
            for text in values:
                clean_text(text, name, most=max(TEXT_MAX, len(text)))
        for name, value in (request.view_args or {}).items():
            if isinstance(value, str):
                clean_text(value, name, most=500)
