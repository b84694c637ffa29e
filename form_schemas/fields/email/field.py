"""Engine of the e-mail field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from portal_config.compiled import Field
from words import say

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+)*"
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9]))",
    re.ASCII,
)


class EmailEngine(FieldEngine):
    """Stores the address with its domain in lower case."""

    kind = "email"
    sample = "dana@example.com"
    template = "short_text/field.html"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: email, domain."""
        found = _ADDRESS.fullmatch(text) if len(text) <= 254 else None
        local, _, domain = text.rpartition("@")
        if not found or len(local) > 64:
            self.refuse("email", field, context)
        domain = domain.lower()
        allowed = field.settings["allow_domains"]
        if (allowed and domain not in allowed) or domain in field.settings["block_domains"]:
            self.refuse("domain", field, context)
        return f"{local}@{domain}"

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape and domain."""
        messages = {"email": say("Write an e-mail address, like name@example.com.")}
        if field.settings["allow_domains"]:
            messages["domain"] = say("Use an address of {domains}.", domains=", ".join(field.settings["allow_domains"]))
        elif field.settings["block_domains"]:
            messages["domain"] = say("Use your work e-mail address.")
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Type, keyboard and domains."""
        attributes: dict[str, str | int | bool] = {
            "type": "email",
            "inputmode": "email",
            "autocomplete": "email",
            "maxlength": 254,
        }
        for name, settings in (("data-allow-domains", "allow_domains"), ("data-block-domains", "block_domains")):
            if field.settings[settings]:
                attributes[name] = " ".join(field.settings[settings])
        return attributes
