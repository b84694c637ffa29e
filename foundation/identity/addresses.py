"""E-mail addresses as we accept them."""

from __future__ import annotations

import re

from foundation.errors import Refused

_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


def clean_address(text: str, pointer: str = "email") -> str:
    """The address in lower case without white space around it. Raises Refused ``bad_address``."""
    address = text.strip().lower()
    if len(address) > 254 or not _ADDRESS.fullmatch(address) or ".." in address:
        raise Refused("bad_address", "Enter an e-mail address such as name@company.com.", pointer=pointer)
    return address
