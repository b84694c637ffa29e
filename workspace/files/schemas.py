"""What faces are sent about files, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from foundation.errors import Refused
from words import unsaid
from workspace.files.queries import FileRecord

NAME_LENGTH = 1_000
"""What a browser may call a file; what is kept of it is shorter."""


class UploadInput(Schema):
    """An upload that is announced: name, size in bytes, what the browser takes it for; for staff also the client, by id."""

    class Meta:
        unknown = RAISE

    name = fields.String(required=True, validate=validate.Length(min=1, max=NAME_LENGTH))
    size = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=2**53))
    type = fields.String(load_default="", validate=validate.Length(max=200))
    client = fields.UUID(load_default=None, allow_none=True)


SENTENCES = {
    "name": unsaid("Give the file a name."),
    "size": unsaid("Say how many bytes the file has."),
    "type": unsaid("This is no media type."),
    "client": unsaid("There is no such client."),
}


def read_upload(posted: Any) -> dict[str, Any]:
    """An announced upload. Raises Refused ``bad_input`` with a pointer."""
    try:
        return dict(UploadInput().load(posted))
    except ValidationError as error:
        field = next(iter(error.messages_dict), "") if isinstance(posted, Mapping) else ""
        raise Refused(
            "bad_input", SENTENCES.get(field, unsaid("This request cannot be understood.")), pointer=field, status=400
        ) from None


def told(file: FileRecord, url: str, thumb_url: str) -> dict[str, Any]:
    """A file as a script is told of it. ``reason`` says why a refused one was."""
    return {
        "id": str(file.id),
        "name": file.name,
        "size": file.size,
        "type": file.type,
        "kind": file.kind,
        "state": file.state,
        "reason": file.why,
        "inline": file.inline,
        "folder": file.folder,
        "url": url if file.ready else None,
        "thumb_url": thumb_url if file.thumb else None,
        "width": file.width,
        "height": file.height,
    }
