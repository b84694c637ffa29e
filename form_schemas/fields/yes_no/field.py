"""Engine of the yes-or-no field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from form_schemas.context import FormContext
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.posted import Posted
from portal_config.compiled import Field, Option
from words import say


class YesNoEngine(FieldEngine):
    """Stores true or false; no answer is not no."""

    kind = "yes_no"
    sample = True
    template = "yes_no/field.html"
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> bool | None:
        """Raises AnswerRefused: choice, require_yes."""
        answer = posted[0] if posted else ""
        if not answer:
            return None
        if answer not in ("yes", "no"):
            raise AnswerRefused("choice", self.missing(field))
        if answer == "no" and field.settings["require_yes"]:
            self.refuse("require_yes", field, context)
        return answer == "yes"

    def options(self, field: Field) -> tuple[Option, ...]:
        """Yes and no in the seller's words."""
        return tuple(Option(value, value, _word(field, value)) for value in ("yes", "no"))

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """The seller's word."""
        return _word(field, "yes" if value else "no")

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """``yes`` or ``no``."""
        return ("yes" if value else "no",)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Only where no is refused."""
        return (
            {"require_yes": say("Only “{yes}” can be accepted here.", yes=_word(field, "yes"))}
            if field.settings["require_yes"]
            else {}
        )

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Whether only yes is accepted."""
        return {"data-require-yes": "true"} if field.settings["require_yes"] else {}

    def missing(self, field: Field) -> str:
        """Names both words."""
        return say("Choose “{yes}” or “{no}”.", yes=_word(field, "yes"), no=_word(field, "no"))


def _word(field: Field, name: str) -> str:
    """The seller's word, in the language of the page where it is still the one that is there from the start."""
    return say(str(field.settings[name]))
