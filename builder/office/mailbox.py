"""While developing: what my portals would have mailed, and what the platform would have mailed to staff. Nothing of it exists in production.

Letters about staff accounts are shown to anybody: whoever cannot sign in must be able to read the link that lets them in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from builder.gate import entry, published, require_scope
from builder.pages import draw
from foundation import clock, mail
from foundation.errors import NotFound, Refused
from foundation.formats import Formats
from foundation.mail import Mail
from foundation.settings import settings
from foundation.web.routes import PUBLIC, SEAT, SIGNED_IN, needs
from portal_config.compiled import Compiled

mailbox = Blueprint("mailbox", __name__, url_prefix="/mailbox")

LETTER_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""A letter's styles are inline, as mail must be; it is shown without scripts, forms, links or an origin of its own."""

PER_PAGE = 50
ACCOUNTS = "accounts"

STATES = {"queued": "waiting", "sending": "waiting", "failed": "failed", "captured": "captured", "sent": "sent"}
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")


@mailbox.url_value_preprocessor
def _enter(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if not settings().development:
        raise NotFound()
    if values and "place" in values:
        g.place = values.pop("place")
        slug, _, sandbox = g.place.partition("--")
        require_scope(slug, sandbox or None)


def places() -> list[tuple[str, str]]:
    """(name in the address, words) of every tenant of my portals, live first; the portal is named where there are several."""
    several = len(entry().seats) > 1
    return [
        *_of_portals(several),
        (ACCOUNTS, "Staff accounts"),
    ]


def _of_portals(several: bool) -> list[tuple[str, str]]:
    return [
        place
        for seat in entry().seats
        for place in (
            (seat.slug, seat.portal_name if several else "Live portal"),
            *(
                (f"{seat.slug}--{name}", f"{seat.portal_name}, sandbox {name}" if several else f"Sandbox {name}")
                for name in seat.sandboxes
            ),
        )
    ]


@mailbox.get("")
@needs(SIGNED_IN)
def index() -> ResponseReturnValue:
    """The first tenant's letters."""
    return redirect(f"/mailbox/{places()[0][0]}")


@mailbox.get("/accounts")
@needs(PUBLIC)
def staff_letters() -> ResponseReturnValue:
    """The newest letters about staff accounts."""
    g.place = ACCOUNTS
    return _page(mail.staff_outbox(PER_PAGE), None)


@mailbox.get("/accounts/<uuid:letter_id>")
@needs(PUBLIC)
def staff_letter(letter_id: UUID) -> ResponseReturnValue:
    """One of them beside the list."""
    g.place = ACCOUNTS
    found = mail.staff_letter(letter_id)
    if found is None:
        raise NotFound()
    return _page(mail.staff_outbox(PER_PAGE), found)


@mailbox.get("/accounts/<uuid:letter_id>/html")
@needs(PUBLIC)
def staff_letter_html(letter_id: UUID) -> ResponseReturnValue:
    """That letter as it is read, alone and harmless."""
    return _alone(mail.staff_letter(letter_id))


@mailbox.get("/<place>")
@needs(SEAT)
def letters() -> ResponseReturnValue:
    """The newest letters of one tenant."""
    before = request.args.get("before")
    shown = mail.outbox(PER_PAGE + 1, _letter_id(before) if before else None)
    older = f"/mailbox/{g.place}?before={shown[PER_PAGE - 1].id}" if len(shown) > PER_PAGE else None
    return _page(shown[:PER_PAGE], None, older)


@mailbox.get("/<place>/<uuid:letter_id>")
@needs(SEAT)
def letter(letter_id: UUID) -> ResponseReturnValue:
    """One letter beside the list."""
    found = mail.letter(letter_id)
    if found is None:
        raise NotFound()
    return _page(mail.outbox(PER_PAGE), found)


@mailbox.get("/<place>/<uuid:letter_id>/html")
@needs(SEAT)
def letter_html(letter_id: UUID) -> ResponseReturnValue:
    """The letter as it is read, alone and harmless."""
    return _alone(mail.letter(letter_id))


def _alone(found: Mail | None) -> ResponseReturnValue:
    if found is None:
        raise NotFound()
    response = make_response(found.html)
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def _letter_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("bad_page", "There is no such page.", pointer="before", status=400) from None


def linked(text: str) -> list[tuple[str, str | None]]:
    """A plain text in parts: (words, address or None)."""
    parts: list[tuple[str, str | None]] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > end:
            parts.append((text[end : found.start()], None))
        parts.append((found.group(), found.group()))
        end = found.end()
    if end < len(text):
        parts.append((text[end:], None))
    return parts


def _formats() -> Formats:
    compiled: Compiled | None = None
    if entry().scope is not None:
        try:
            compiled = published()
        except Refused:
            compiled = None
    return Formats.at(clock.now(), compiled.timezone if compiled else "UTC", compiled.locale if compiled else "en")


def _page(shown: Sequence[Mail], opened: Mail | None, older_url: str | None = None) -> ResponseReturnValue:
    scope, place = entry().scope, g.get("place", "")
    page = draw(
        "mailbox.html",
        opened.subject if opened else "Mailbox",
        formats=_formats(),
        places=[(words, f"/mailbox/{name}", name == place) for name, words in places()],
        mails=[
            {
                "id": each.id,
                "url": f"/mailbox/{place}/{each.id}",
                "to": each.to_name or each.to_email,
                "subject": each.subject,
                "sent_at": each.created_at,
                "state": STATES.get(each.state, each.state),
                "current": opened is not None and each.id == opened.id,
            }
            for each in shown
        ],
        older_url=older_url,
        list_url=f"/mailbox/{place}",
        mail={
            "subject": opened.subject,
            "to": f"{opened.to_name} <{opened.to_email}>" if opened.to_name else opened.to_email,
            "sender": opened.from_name,
            "sent_at": opened.created_at,
            "state": STATES.get(opened.state, opened.state),
            "error": opened.error,
            "html_url": f"/mailbox/{place}/{opened.id}/html" if opened.html else None,
            "text": linked(opened.text.strip()),
        }
        if opened
        else None,
        desk_url=(f"/p/{scope.slug}/sandbox/{scope.sandbox}/desk/" if scope.sandbox else f"/p/{scope.slug}/desk/")
        if scope
        else "/",
    )
    return make_response(page)
