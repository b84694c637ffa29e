"""Which hosts a seller can claim. Everything else about ownership is the proof's business."""

from __future__ import annotations

import ipaddress
import re

from foundation.errors import Refused
from foundation.settings import settings

LONGEST = 190
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
NEVER = frozenset(
    {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "invalid", "onion", "alt"}
)
"""Last labels that name no host of the public internet."""


def clean_host(text: str) -> str:
    """The host as the DNS and browsers write it: lower case, ASCII (IDNA), without scheme, path, port or a dot at the end.

    Raises Refused ``bad_host`` for what is no host name, ``host_is_address`` for an IP address, ``host_not_public`` for a name nobody else can
    reach, ``host_is_ours`` for one at or below the platform's own domain.
    """
    name = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text.strip().lower()).partition("/")[0].removesuffix(".")
    name = re.sub(r":[0-9]{1,5}$", "", name) if name.count(":") == 1 else name
    if _is_address(name):
        raise Refused("host_is_address", "Enter a name such as portal.company.com, not an IP address.", pointer="host")
    try:
        host = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        raise _bad() from None
    labels = host.split(".")
    if len(host) > LONGEST or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        if labels[-1] in NEVER and all(map(_LABEL.fullmatch, labels)):
            raise _not_public()
        raise _bad()
    base = settings().base_domain
    if host == base or host.endswith(f".{base}"):
        raise Refused(
            "host_is_ours", "This name belongs to the platform. Enter one of your own company.", pointer="host"
        )
    if labels[-1] in NEVER:
        raise _not_public()
    return host


def shown(host: str) -> str:
    """The host as people write it, where it holds other letters than ASCII's."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        # What some programs take for an address: 127.1, 0x7f.1, 2130706433.
        return bool(re.fullmatch(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}", name))
    return True


def _bad() -> Refused:
    return Refused("bad_host", "Enter the name of a host such as portal.company.com.", pointer="host")


def _not_public() -> Refused:
    return Refused("host_not_public", "Nobody outside can reach such a name. Enter a public one.", pointer="host")
