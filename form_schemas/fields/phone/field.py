"""Engine of the phone field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from form_schemas.fields.phone.kind import CALLING_CODES, KEEPS_ZERO
from portal_config.compiled import Field
from words import say

_WRITTEN = re.compile(r"\+?[0-9 \u00a0().\-/\u2010\u2011]+", re.ASCII)
_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
_SPACE = re.compile(r"[ \u00a0().\-/\u2010\u2011]")


class PhoneEngine(FieldEngine):
    """Stores E.164: ``+493055501840``."""

    kind = "phone"
    sample = "+493055501840"
    template = "short_text/field.html"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: phone."""
        if len(text) > 40 or not _WRITTEN.fullmatch(text):
            self.refuse("phone", field, context)
        # "+49 (0)30 …": the zero in brackets is for callers inside the country only.
        digits = _SPACE.sub("", text.replace("(0)", "") if text.startswith(("+", "00")) else text)
        country = field.settings.get("country")
        if digits.startswith("00"):
            digits = "+" + digits[2:]
        elif not digits.startswith("+") and country:
            inside = digits if country in KEEPS_ZERO else digits.removeprefix("0")
            digits = f"+{CALLING_CODES[country]}{inside}"
        if not _E164.fullmatch(digits):
            self.refuse("phone", field, context)
        return digits

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape."""
        return {"phone": say("Write a phone number with its country code, like +49 30 5550 1840.")}

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Type, keyboard and country."""
        attributes: dict[str, str | int | bool] = {
            "type": "tel",
            "inputmode": "tel",
            "autocomplete": "tel",
            "maxlength": 40,
        }
        if field.settings.get("country"):
            attributes["data-country"] = field.settings["country"]
        return attributes
