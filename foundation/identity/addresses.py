"""E-mail addresses as we accept them."""

from __future__ import annotations

import re

from foundation.errors import Refused

# No wider than what a letter can be sent to (foundation.mail.address): who is accepted here can be written to.
_ADDRESS = re.compile(
    r"(?=.{1,64}@.{1,190}\Z)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)


def clean_address(text: str, pointer: str = "email") -> str:
    """The address in lower case without white space around it. Raises Refused ``bad_address``."""
    address = text.strip().lower()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise Refused("bad_address", "Enter an e-mail address such as name@company.com.", pointer=pointer)
    return address
