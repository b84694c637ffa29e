"""What every page of the builder's host is drawn with."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request

from builder import live
from builder.addresses import studio_root
from builder.gate import entry
from foundation import clock
from foundation.formats import Formats
from foundation.settings import settings
from foundation.web import cookies, notices
from foundation.web.app import SENTENCES

MODE_COOKIE = "portico_mode"
MODES = ("light", "dark")
MAILBOX = "/mailbox"
GENERAL = dict(SENTENCES.values())
HEADINGS = {
    400: "This request cannot be understood",
    401: "Sign in first",
    403: "You may not do this",
    404: "There is nothing here",
    409: "This cannot be done now",
    410: "This link is used up",
    413: "This is too large",
    429: "Too many tries",
    500: "Something broke on our side",
    503: "This cannot be reached right now",
}


def mode() -> str:
    """Light, dark or as the device has it, as the person chose."""
    chosen = cookies.read(MODE_COOKIE)
    return chosen if chosen in MODES else "auto"


def frame(title: str) -> dict[str, Any]:
    """The context of ``base.html``, and of the person's menu. ``reports`` are messages with lines of their own, which a page shows in its place."""
    person = entry().person
    said = notices.told()
    return {
        "title": title,
        "mode": mode(),
        "messages": [one for one in said if not one.details],
        "reports": [one for one in said if one.details],
        "formats": Formats.at(clock.real_now(), "UTC", "en"),
        "staff": {"name": person.name, "email": person.email} if person else None,
        "unconfirmed": person.email if person and not person.confirmed else "",
        "here": request.path,
        "urls": {"portals": "/", "sign_out": "/sign-out", "mailbox": MAILBOX if settings().development else None},
        "stream": live.page_stream(),
    }


def first_page(slug: str) -> str:
    """Where a new portal is built: the studio of its sandbox."""
    return f"{studio_root(slug, 'main')}/pages"


def draw(template: str, title: str, **context: Any) -> str:
    """Render a page outside of a portal."""
    return render_template(template, **{**frame(title), **context})


def render_error(status: int, code: str, message: str) -> str:
    """An error page: what went wrong and the way back."""
    return render_template(
        "error.html",
        title=str(status),
        mode=mode(),
        messages=[],
        status=status,
        heading=HEADINGS.get(status, "This did not work"),
        message=message or GENERAL.get(code, ""),
        reference=g.get("request_id", "") if status >= 500 else "",
        home_url="/",
    )
