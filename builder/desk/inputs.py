"""What the desk is sent: read once from a form or from JSON, refused with the field's name."""

from __future__ import annotations

from collections.abc import Collection
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


class TaskInput(_Input):
    """A task: what is to do, on which order (its number) or for which client, whose it is, until which day; ``back`` is the page it stood on."""

    title = fields.String(load_default="")
    order = fields.String(load_default="", validate=validate.Length(max=100))
    client = fields.UUID(load_default=None, allow_none=True)
    assignee = fields.UUID(load_default=None, allow_none=True)
    due = fields.Date(load_default=None, allow_none=True)
    back = fields.String(load_default="", validate=validate.Length(max=500))


class ClientInput(_Input):
    """A client's name and the seller's own number for it."""

    name = fields.String(load_default="", validate=validate.Length(max=500))
    number = fields.String(load_default="", validate=validate.Length(max=60))


class ClientGroupInput(_Input):
    """The group a client is put into, by its id."""

    group = fields.String(load_default="", validate=validate.Length(max=100))


class ClientNoteInput(_Input):
    """A note on a client, for staff."""

    text = fields.String(load_default="")


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
    "due": "Choose a day.",
    "number": "Use at most 60 characters.",
    "name": "Use at most 120 characters.",
    "reference": "Use at most 140 characters.",
}


def read(schema: type[Schema], *, leave: Collection[str] = ()) -> dict[str, Any]:
    """The request's input, without the fields named by ``leave``, which a view reads itself. Raises Refused ``bad_input`` with a pointer, and what ``read_json`` raises."""
    as_json = request.mimetype == "application/json"
    posted = (
        read_json()
        if as_json
        else {key: request.form[key] for key in request.form if key != "_csrf" and key not in leave}
    )
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
