"""What the desk is sent: read once from a form or from JSON, refused with the field's name."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from commerce.orders.actions import NOTE_LENGTH
from foundation.errors import Refused
from foundation.web.guards import clean_text, read_json

VERSION_MAX = 2**31 - 1


class _Input(Schema):
    class Meta:
        unknown = RAISE

    version = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=1, max=VERSION_MAX)
    )
    note = fields.String(load_default="", validate=validate.Length(max=NOTE_LENGTH))

    @pre_load
    def _from_form(self, values: Any, **_options: Any) -> Any:
        """A form's number is text, and a field left empty was not sent."""
        if not isinstance(values, dict) or request.mimetype == "application/json":
            return values
        made: dict[str, Any] = {key: clean_text(text, key) for key, text in values.items() if text != ""}
        version = str(made.get("version", ""))
        if version.isascii() and version.isdigit() and len(version) < 12:
            made["version"] = int(version)
        return made


class MoveInput(_Input):
    """A move: the status it goes to, the version that was looked at, a note for the history."""

    status = fields.String(required=True, validate=validate.Length(min=1, max=100))


class AssignmentInput(_Input):
    """Whose an order is to be: a person's id, or nothing for nobody."""

    assignee = fields.UUID(load_default=None, allow_none=True)
    back = fields.String(load_default="", validate=validate.Length(max=500))


class NoteInput(_Input):
    """A note, seen by both sides. Whether it may be empty, the action says."""


class PaymentInput(_Input):
    """A transfer that has come in; ``reference`` is what the bank statement says."""

    reference = fields.String(load_default="", validate=validate.Length(max=140))


class CancellationInput(_Input):
    """The end of an order before work began."""


class ConfirmationInput(_Input):
    """The decision to begin an order that is not paid."""


SENTENCES = {
    "status": "Choose the status the order goes to.",
    "version": "Load the page again and try once more.",
    "note": f"Use at most {NOTE_LENGTH} characters.",
    "assignee": "Choose somebody who has a seat in this portal.",
    "reference": "Use at most 140 characters.",
}


def read(schema: type[Schema]) -> dict[str, Any]:
    """The request's input. Raises Refused ``bad_input`` with a pointer, and what ``read_json`` raises."""
    as_json = request.mimetype == "application/json"
    posted = read_json() if as_json else {key: request.form[key] for key in request.form if key != "_csrf"}
    if not isinstance(posted, dict):
        raise Refused("bad_input", "Send an object.", status=422)
    try:
        return dict(schema().load(posted))
    except ValidationError as refused:
        wrong = next(iter(refused.messages_dict), "")
        raise Refused(
            "bad_input",
            SENTENCES.get(wrong, "This is not a field that can be sent here."),
            pointer=f"/{wrong}" if as_json else str(wrong),
        ) from None
