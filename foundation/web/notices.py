"""What happened, told once on the next page: a signed cookie, gone when it was shown; with a pass, a signed part of the next address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from foundation.identity.passes import ENVIRON as PASS
from foundation.settings import settings
from foundation.web import cookies, live

COOKIE = "portico_notice"
ARGUMENT = "_told"
SECONDS = 120
FITS = 3600
"""Characters: browsers keep cookies up to 4,096 bytes, name and attributes included."""


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="notice")


class Undo(NamedTuple):
    """The form that takes something back: where it is sent and what it says (names may repeat)."""

    url: str
    fields: tuple[tuple[str, str], ...] = ()
    label: str = ""
    """What its button says; empty: Undo."""


def _carried() -> str | None:
    """What the last answer left: in a cookie, or in the address where a pass allows no cookies."""
    return request.args.get(ARGUMENT) if PASS in request.environ else cookies.read(COOKIE)


def told_before() -> bool:
    """Whether the last request may have left something to say."""
    return bool(_carried())


class Said(NamedTuple):
    """Something to say. ``details`` are lines beneath it: (what, why); with them it stands in the page rather than in a toast."""

    tone: str
    text: str
    undo: Undo | None = None
    details: tuple[tuple[str, str], ...] = ()


def tell(text: str, tone: str = "ok", *, undo: Undo | None = None, details: Sequence[tuple[str, str]] = ()) -> None:
    """Say something on the next page; ``tone`` is ``ok``, ``info``, ``warn`` or ``bad``. ``undo`` stands beside it as a button."""
    g.setdefault("told", []).append(Said(tone, text, undo, tuple(details)))


def told() -> list[Said]:
    """What the last request had to say; each is shown once."""
    raw = _carried()
    # A part that draws itself anew is not the page on which it is due.
    if not raw or live.in_background():
        return []
    g.notices_shown = True
    try:
        return [_said(*one) for one in _serializer().loads(raw, max_age=SECONDS)]
    except (BadSignature, ValueError, TypeError):
        return []


def _said(tone: str, text: str, undo: Any = None, details: Any = ()) -> Said:
    back = Undo(undo[0], tuple((name, value) for name, value in undo[1]), undo[2]) if undo else None
    return Said(tone, text, back, tuple((what, why) for what, why in details))


def _written(fresh: Sequence[Said]) -> str:
    """The cookie's text. What does not fit a cookie loses its lines first, then its way back."""
    for shorter in (
        fresh,
        [said._replace(details=said.details[:5]) for said in fresh],
        [said._replace(details=said.details[:5], undo=None) for said in fresh],
    ):
        text = str(_serializer().dumps(shorter))
        if len(text) <= FITS:
            return text
    return str(_serializer().dumps([(said.tone, said.text[:300]) for said in fresh[:3]]))


def install(app: Flask) -> None:
    """Carry what was told over to the next page, and drop what was shown."""

    @app.after_request
    def _carry(response: Response) -> Response:
        fresh = g.get("told")
        if fresh and PASS in request.environ:
            if response.location:
                mark = "&" if "?" in response.location else "?"
                response.location += f"{mark}{ARGUMENT}={quote(_written(fresh))}"
        elif fresh and response.status_code < 400:
            cookies.write(response, COOKIE, _written(fresh), max_age=SECONDS)
        elif g.get("notices_shown") and request.method == "GET":
            cookies.drop(response, COOKIE)
        return response
