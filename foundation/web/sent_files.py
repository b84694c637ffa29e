"""What a request carries of files, and how small ones are answered: shared by every face that takes and shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, cast
from uuid import UUID

from flask import Response, request

from foundation.errors import Refused
from foundation.storage import Ticket

MOST_IDS = 100


def posted_ids(field: str) -> list[UUID]:
    """The ids a form names in hidden fields. Raises Refused ``bad_id``."""
    try:
        return [UUID(text) for text in request.form.getlist(field)[:MOST_IDS] if text]
    except ValueError:
        raise Refused("bad_id", "There is no such file.", pointer=field, status=400) from None


def posted_files(field: str) -> Iterator[tuple[str, BinaryIO]]:
    """Name and content of each file that comes with a form; a field nobody filled is none."""
    for sent in request.files.getlist(field):
        if sent.filename:
            yield sent.filename, cast(BinaryIO, sent.stream)


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
