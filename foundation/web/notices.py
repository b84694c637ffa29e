"""What happened, told once on the next page: a signed cookie, gone when it was shown; with a pass, a signed part of the next address."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from foundation.identity.passes import ENVIRON as PASS
from foundation.settings import settings
from foundation.web import cookies

COOKIE = "portico_notice"
ARGUMENT = "_told"
SECONDS = 120


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="notice")


def tell(text: str, tone: str = "ok") -> None:
    """Say something on the next page; ``tone`` is ``ok`` or ``info``."""
    g.setdefault("told", []).append((tone, text))


def _carried() -> str | None:
    """What the last answer left: in a cookie, or in the address where a pass allows no cookies."""
    return request.args.get(ARGUMENT) if PASS in request.environ else cookies.read(COOKIE)


def told_before() -> bool:
    """Whether the last request may have left something to say."""
    return bool(_carried())


def told() -> list[tuple[str, str]]:
    """What the last request had to say; each is shown once."""
    raw = _carried()
    if not raw:
        return []
    g.notices_shown = True
    try:
        return [(str(tone), str(text)) for tone, text in _serializer().loads(raw, max_age=SECONDS)]
    except (BadSignature, ValueError, TypeError):
        return []


def install(app: Flask) -> None:
    """Carry what was told over to the next page, and drop what was shown."""

    @app.after_request
    def _carry(response: Response) -> Response:
        fresh = g.get("told")
        if fresh and PASS in request.environ:
            if response.location:
                mark = "&" if "?" in response.location else "?"
                response.location += f"{mark}{ARGUMENT}={quote(str(_serializer().dumps(fresh)))}"
        elif fresh and response.status_code < 400:
            cookies.write(response, COOKIE, str(_serializer().dumps(fresh)), max_age=SECONDS)
        elif g.get("notices_shown") and request.method == "GET":
            cookies.drop(response, COOKIE)
        return response
