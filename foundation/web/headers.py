"""Headers of every answer: a Content-Security-Policy without inline code, and its companions."""

from __future__ import annotations

from flask import Flask, Response, g, request

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "frame-src 'self'",
    )
)


ALWAYS = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
    ("Cache-Control", "no-store"),
)
"""Header and value, unless the view set its own."""


def admit_frame(address: str) -> None:
    """Let the page of the present request show a frame from elsewhere: this address (without arguments) and no other."""
    g.frame_from = address


def policy() -> str:
    """The Content-Security-Policy of the present answer."""
    elsewhere = g.get("frame_from")
    return CSP.replace("frame-src 'self'", f"frame-src 'self' {elsewhere}") if elsewhere else CSP


def install(app: Flask) -> None:
    """Put the headers on every answer of the app; a view's own value stays."""

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        present = {name.lower() for name, _ in headers}
        if g.get("frame_from") and "content-security-policy" not in present:
            headers["Content-Security-Policy"] = policy()
            present.add("content-security-policy")
        headers.extend([(name, value) for name, value in ALWAYS if name.lower() not in present])
        if request.is_secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if g.get("noindex"):
            headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
