"""Engine of the web address field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine, length_messages
from portal_config.compiled import Field
from words import say

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:", re.ASCII)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9\-]{0,61}[a-z0-9])", re.ASCII)


class UrlEngine(FieldEngine):
    """Stores an https address; one written without a scheme is taken for https."""

    kind = "url"
    sample = "https://example.com"
    template = "short_text/field.html"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: url, https, too_long."""
        address = text if _SCHEME.match(text) and not _is_host_with_port(text) else f"https://{text}"
        if len(address) > field.settings["max_length"]:
            self.refuse("too_long", field, context)
        if not address.lower().startswith("https://"):
            self.refuse("https", field, context)
        try:
            parts = urlsplit(address)
            host = (parts.hostname or "").encode("idna").decode()
            fine = (
                len(host) <= 253 and bool(_HOST.fullmatch(host)) and parts.username is None and (parts.port or 443) > 0
            )
        except (ValueError, UnicodeError):
            fine = False
        if not fine or any(character.isspace() or character in '<>"`{}|\\^' for character in address):
            self.refuse("url", field, context)
        return "https://" + address[8:]

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape, scheme, length."""
        return {
            "url": say("Write a web address, like https://example.com."),
            "https": say("Use an address that begins with https://."),
            "too_long": length_messages(0, field.settings["max_length"])["too_long"],
        }

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """Keyboard. The type is text: browsers refuse an address without a scheme, the server takes it."""
        return {
            "type": "text",
            "inputmode": "url",
            "autocomplete": "url",
            "data-max-length": field.settings["max_length"],
        }


def _is_host_with_port(text: str) -> bool:
    return bool(re.match(r"[A-Za-z0-9.\-]+\.[A-Za-z]+:[0-9]+(?:/|$)", text, re.ASCII))
