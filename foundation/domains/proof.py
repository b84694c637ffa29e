"""Asking the DNS whether a host's owner put our token there. The only home of dnspython."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import dns.exception
import dns.rdatatype
import dns.resolver

from foundation.settings import settings

PREFIX = "_portico"
SECONDS = 3.0
SHOWN = 80

State = Literal["proven", "missing", "wrong", "unanswered"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What the DNS says. ``missing``: no such record; ``wrong``: a record that says something else (``found``); ``unanswered``: nobody can tell
    now. ``points_here``: whether the host has an address of the portal's own host, None where that cannot be told."""

    state: State
    found: str = ""
    points_here: bool | None = None


def record_name(host: str) -> str:
    """Where the proof of a host stands."""
    return f"{PREFIX}.{host}"


def look_up(host: str, token: str, *, target: str) -> Proof:
    """Ask for the proof of ``host`` and for the addresses of it and of ``target`` (the portal's own host). Takes a few seconds at most."""
    resolver = _resolver()
    try:
        texts = [
            b"".join(record.strings).decode("utf-8", "replace")
            for record in resolver.resolve(f"{record_name(host)}.", dns.rdatatype.TXT)
        ]
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        texts = []
    except dns.exception.DNSException:
        return Proof("unanswered")
    if token in (text.strip() for text in texts):
        ours, theirs = _addresses(resolver, target), _addresses(resolver, host)
        return Proof("proven", points_here=bool(ours & theirs) if ours else None)
    return Proof("wrong", found=texts[0][:SHOWN]) if texts else Proof("missing")


def _resolver() -> dns.resolver.Resolver:
    chosen = settings().dns_resolver
    made = dns.resolver.Resolver(configure=chosen is None)
    if chosen is not None:
        made.nameservers, made.port = [chosen[0]], chosen[1]
    made.timeout = made.lifetime = SECONDS
    return made


def _addresses(resolver: dns.resolver.Resolver, host: str) -> set[str]:
    found: set[str] = set()
    for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
        try:
            found |= {record.address for record in resolver.resolve(f"{host}.", kind)}
        except dns.exception.DNSException:
            continue
    return found
