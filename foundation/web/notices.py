"""What happened, told once on the next page: a signed cookie, gone when it was shown."""

from __future__ import annotations

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from foundation.settings import settings
from foundation.web import cookies

COOKIE = "portico_notice"
SECONDS = 120


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="notice")


def tell(text: str, tone: str = "ok") -> None:
    """Say something on the next page; ``tone`` is ``ok`` or ``info``."""
    g.setdefault("told", []).append((tone, text))


def told() -> list[tuple[str, str]]:
    """What the last request had to say; each is shown once."""
    raw = cookies.read(COOKIE)
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
        if fresh and response.status_code < 400:
            cookies.write(response, COOKIE, str(_serializer().dumps(fresh)), max_age=SECONDS)
        elif g.get("notices_shown") and request.method == "GET":
            cookies.drop(response, COOKIE)
        return response
