"""Addresses and header values: nothing a person typed can add a header or a second recipient."""

from __future__ import annotations

import re
import unicodedata
from email.headerregistry import Address
from email.utils import parseaddr

from foundation.errors import Refused

LONGEST = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"(?=.{1,190}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


class AddressRefused(Refused):
    """An e-mail address, a name or a header that cannot be used."""

    def __init__(self, message: str, *, pointer: str = "/email") -> None:
        super().__init__("mail_address_refused", message, pointer=pointer)


def checked_address(text: str) -> str:
    """``local@domain`` with the domain in ASCII and lower case. Raises AddressRefused for anything else, lists and display names included."""
    local, at, domain = text.strip().rpartition("@")
    if not at or len(text) > LONGEST or len(local) > 64 or not _LOCAL.fullmatch(local):
        raise AddressRefused("Write one e-mail address, such as dana@example.com.")
    try:
        domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        domain = ""
    if not _DOMAIN.fullmatch(domain):
        raise AddressRefused("Write one e-mail address, such as dana@example.com.")
    return f"{local}@{domain}"


def header_text(text: str, *, what: str, longest: int = 200) -> str:
    """One line for a header. Raises AddressRefused for line breaks and other control characters."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in text):
        raise AddressRefused(f"The {what} of a mail is one line without control characters.", pointer=f"/{what}")
    return " ".join(text.split())[:longest]


def mailbox(name: str, address: str) -> Address:
    """What a From, To or Reply-To header is made of. Raises AddressRefused."""
    return Address(display_name=header_text(name, what="name"), addr_spec=checked_address(address))


def sender(configured: str) -> tuple[str, str]:
    """Name and address of ``MAIL_FROM`` (``Portico <no-reply@example.com>``). Raises AddressRefused."""
    name, address = parseaddr(configured)
    return header_text(name, what="name"), checked_address(address)
