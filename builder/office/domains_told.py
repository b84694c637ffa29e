"""How a domain is told on its page: a word, sentences, and the records that are left to make."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.domains.actions import GRACE
from foundation.domains.names import shown
from foundation.domains.proof import record_name
from foundation.domains.queries import Domain
from foundation.formats import Formats
from foundation.settings import settings


@dataclass(frozen=True, slots=True)
class Record:
    """A line for the DNS: what it is for, its type, name and value."""

    what: str
    type: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """One domain of the page. ``state``: (tone, word); ``records`` are empty where nothing is left to do."""

    host: str
    name: str
    url: str
    state: tuple[str, str]
    sentences: tuple[str, ...]
    records: tuple[Record, ...]
    primary: bool
    proven: bool
    check_url: str
    remove_url: str


def told(domain: Domain, root: str, target: str, formats: Formats) -> Told:
    """A domain in words. ``target`` is the portal's own host, ``root`` the page's address."""
    state, sentences = _state(domain, target, formats)
    needs_proof = domain.verified_at is None or domain.lost_since is not None
    points_elsewhere = domain.verified_at is not None and domain.finding == "elsewhere"
    records = []
    if needs_proof:
        records.append(Record("Proves that the name is yours", "TXT", record_name(domain.host), domain.token))
    if needs_proof or points_elsewhere:
        records.append(Record("Leads visitors here", "CNAME", domain.host, target))
    return Told(
        host=domain.host,
        name=shown(domain.host),
        url=settings().origin(domain.host),
        state=state,
        sentences=sentences,
        records=tuple(records),
        primary=domain.primary,
        proven=domain.verified_at is not None,
        check_url=f"{root}/{domain.host}/check",
        remove_url=f"{root}/{domain.host}/removal",
    )


def _state(domain: Domain, target: str, formats: Formats) -> tuple[tuple[str, str], tuple[str, ...]]:
    looked = f"Looked at {formats.datetime(domain.checked_at)} UTC." if domain.checked_at else ""
    missing = _missing(domain.finding)
    if domain.verified_at is None and domain.lost_since is not None:
        return ("bad", "Stopped"), (
            "The proof was gone for three days, so the portal is not served here any more.",
            missing,
            "Put the record back and check again.",
        )
    if domain.verified_at is None:
        first = "Make these two records where the name is managed, then check."
        return ("warn", "Waiting for proof"), (first, *(one for one in (missing, looked) if one))
    if domain.lost_since is not None:
        until = formats.datetime(domain.lost_since + GRACE)
        return ("warn", "Proof is gone"), (f"{missing} The portal is served here until {until} UTC.", looked)
    if domain.finding == "elsewhere":
        return ("warn", "Leads elsewhere"), (
            f"The name is proven, but it does not lead to {target} yet. Visitors do not arrive here before it does.",
            looked,
        )
    return ("ok", "Live"), ("The portal is served here. The certificate comes by itself with the first visit.", looked)


def _missing(finding: str) -> str:
    if finding == "missing":
        return "There is no such TXT record yet. New records can take some minutes to be seen."
    if finding.startswith("wrong "):
        return f"The TXT record says “{finding.removeprefix('wrong ')}” instead."
    if finding == "unanswered":
        return "The name servers did not answer. Try again in a moment."
    return ""
