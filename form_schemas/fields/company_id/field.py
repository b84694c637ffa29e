"""Engine of the company number field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine, cleaned
from form_schemas.fields.company_id.kind import SCHEMES
from form_schemas.fields.company_id.schemes import canonical, example
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Value
from words import say


class CompanyIdEngine(FieldEngine):
    """Stores ``{scheme, value, checked_at, result}``: the number in its canonical form. ``result`` is ``unchecked`` and ``checked_at`` null: format and check
    digit are right, no register was asked. The controls are the parts ``value`` and, where several schemes are taken, ``scheme``."""

    kind = "company_id"
    template = "company_id/field.html"
    sample = {"scheme": "vat", "value": "DE136695976", "checked_at": None, "result": "unchecked"}

    def parse(self, field: Field, posted: Posted, context: FormContext) -> dict[str, Any] | None:
        """Raises AnswerRefused: scheme, company_id."""
        text = cleaned(posted.part("value").text)
        if not text:
            return None
        taken = field.settings["schemes"]
        scheme = posted.part("scheme").text or taken[0]
        if scheme not in taken:
            raise AnswerRefused("scheme", "Choose which number it is.")
        value = canonical(scheme, text)
        if value is None:
            raise AnswerRefused("company_id", _sentence(scheme))
        return {"scheme": scheme, "value": value, "checked_at": None, "result": "unchecked"}

    def px(self, value: Any, field: Field) -> Value:
        """The number."""
        return str(value["value"])

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The number with what it is."""
        return f"{value['value']} ({say(SCHEMES.get(value['scheme'], value['scheme']))})"

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """The number and what it is."""
        return Posted.made((), value=value["value"], scheme=value["scheme"])

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """What the controls hold, and the schemes."""
        taken = field.settings["schemes"]
        return {
            "value": posted.part("value").text,
            "scheme": posted.part("scheme").text or taken[0],
            "schemes": [(each, say(SCHEMES[each]), example(each)) for each in taken],
        }

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Fill in the number.")


def _sentence(scheme: str) -> str:
    if scheme == "vat":
        return say("This is not a VAT number. Write it with its country, like {example}.", example=example(scheme))
    return say(
        "This is not right for “{number}”. Write it like {example}.",
        number=say(SCHEMES[scheme]),
        example=example(scheme),
    )
