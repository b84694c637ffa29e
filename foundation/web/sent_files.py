"""What a request carries of files, and how small ones are answered: shared by every face that takes and shows them."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Response, request

from foundation.errors import Refused
from foundation.storage import Ticket
from words import say

MOST_IDS = 100


def posted_ids(field: str) -> list[UUID]:
    """The ids a form names in hidden fields. Raises Refused ``bad_id``."""
    try:
        return [UUID(text) for text in request.form.getlist(field)[:MOST_IDS] if text]
    except ValueError:
        raise Refused("bad_id", "There is no such file.", pointer=field, status=400) from None


def posted_files(field: str) -> list[tuple[str, BinaryIO]]:
    """Name and content of each file that comes with a form; a field nobody filled is none."""
    sent = [one for one in request.files.getlist(field) if one.filename]
    for one in sent:
        # A request that is tried again after a deadlock reads them once more.
        one.stream.seek(0)
    return [(one.filename or "", cast(BinaryIO, one.stream)) for one in sent]


def again_with_files(sentence: str) -> str:
    """Why a form was refused, for the page that shows it again: a browser fills in texts and never files."""
    return f"{sentence} {say('Choose the files again.')}" if posted_files("file") else sentence


def ticket_answer(upload_id: UUID, ticket: Ticket) -> dict[str, Any]:
    """Where a script puts the bytes of an announced upload."""
    return {
        "id": str(upload_id),
        "url": request.script_root + ticket.url,
        "method": ticket.method,
        "headers": dict(ticket.headers),
    }


def thumb_answer(response: Response, tag: str) -> Response:
    """A small picture that a browser may keep as long as it asks each time whether it still may: a right that ended ends it here too."""
    response.mimetype = "image/webp"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.set_etag(tag)
    return cast(Response, response.make_conditional(request))
