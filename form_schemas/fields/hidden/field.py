"""Engine of the hidden field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine, cleaned
from form_schemas.fields.number.field import canonical_number
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Value

LONGEST = 200


class HiddenEngine(FieldEngine):
    """Stores a text nobody is asked for. Only what came with the page's address travels through the form; the rest is decided here."""

    kind = "hidden"
    template = "hidden/field.html"
    unseen = True
    sample = "spring"

    def parse(self, field: Field, posted: Posted, context: FormContext) -> str | None:
        """What does not fit is dropped: nobody could mend it. Never raises."""
        settings = field.settings
        if settings["source"] == "constant":
            return str(settings["value"])
        if settings["source"] == "context":
            return _written(context.given.ctx.get(settings["context"]))
        try:
            text = cleaned(posted.text or context.query.get(settings["parameter"], ""))
        except AnswerRefused:
            return None
        return text if 0 < len(text) <= LONGEST else None

    def start_in(self, field: Field, context: FormContext) -> Posted:
        """What stands in the address."""
        if field.settings["source"] != "url":
            return Posted()
        text = context.query.get(field.settings["parameter"], "")[:LONGEST]
        return Posted((text,) if text else ())


def _written(value: Value) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return canonical_number(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)
