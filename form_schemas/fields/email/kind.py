"""Declaration of the e-mail field."""

import re
from typing import Any

from portal_config.kinds import Kind, registry
from portal_config.settings import Choice, Items, Settings, Text, refuse

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z0-9\-]{2,63}", re.ASCII)


class Domain(Text):
    """A domain name in lower case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _DOMAIN.fullmatch(text):
            refuse("domain_invalid", "This is not a domain.", "Write it like example.com.")
        return text


class EmailSettings(Settings):
    allow_domains = Items(Domain(at_most=253), at_most=50, unique=True, label="Only these domains")
    block_domains = Items(Domain(at_most=253), at_most=200, unique=True, label="Not these domains")
    contact = Choice(("contact.email",), key="as", label="Used as")


@registry.register
class Email(Kind):
    name, family, label, icon, group = "email", "field", "E-mail", "mail", "Contact"
    answers = "text"
    Settings = EmailSettings
    example = {"type": "email", "key": "mail", "label": "Work e-mail", "require": True, "as": "contact.email"}
