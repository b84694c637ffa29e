"""The starter portals of the library, and one of them made a seller's own.

Each is a document that checks without a finding, beside it the history that is played in its sandbox. They speak of ``Your Company`` and give
``hello@your-company.example`` as its address; both are replaced by the seller's.
"""

from __future__ import annotations

import importlib.resources
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import portal_config
from foundation.errors import Refused
from sandbox import story
from sandbox.story import History

STAND_IN = "Your Company"
STAND_IN_ADDRESS = "hello@your-company.example"


@dataclass(frozen=True, slots=True)
class Starter:
    """A starter portal as it is chosen. ``accent`` is the name of the colour its document comes in."""

    key: str
    name: str
    line: str
    accent: str


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour to begin with; every other one can be chosen in the studio."""

    key: str
    name: str
    colour: str


STARTERS = (
    Starter(
        "agency", "Content and SEO agency", "Articles, pages and posts at fixed prices, with briefs and reviews", "blue"
    ),
    Starter("retainer", "Design retainer", "Months of design hours, requests on one list, feedback on drafts", "brick"),
    Starter("professional", "Professional services", "Engagements with dates, sign-off and advisory hours", "green"),
    Starter("saas", "SaaS customer portal", "Seats, onboarding and training, with tickets for your users", "violet"),
    Starter(
        "wholesale",
        "Wholesale and distribution",
        "Cartons at tiered prices, whole order lists, trade accounts",
        "amber",
    ),
    Starter(
        "procurement",
        "Procurement and finance",
        "Equipment for large companies: PO numbers, cost centres, receipts",
        "graphite",
    ),
    Starter("aftersales", "Manufacturer after-sales", "Spare parts, service visits, claims and machine papers", "teal"),
    Starter("small", "Small and simple", "Four services, one to order and one to pay, no detours", "plum"),
)
ACCENTS = (
    Accent("blue", "Blue", "#294fb5"),
    Accent("violet", "Violet", "#5b3fbf"),
    Accent("plum", "Plum", "#7c3a6b"),
    Accent("brick", "Brick", "#b1442e"),
    Accent("amber", "Amber", "#c98a1b"),
    Accent("green", "Green", "#0f5e54"),
    Accent("teal", "Teal", "#0b6a80"),
    Accent("graphite", "Graphite", "#3d4654"),
)
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD")
"""Currencies of two decimals, as the library's prices are written."""


def starter(key: str) -> Starter:
    """A starter by its key. Raises Refused ``unknown_starter``."""
    found = next((one for one in STARTERS if one.key == key), None)
    if found is None:
        raise Refused("unknown_starter", "Choose one of the starter portals.", pointer="starter")
    return found


def samples(chosen: Starter) -> History:
    """What is to have happened in the sandbox of a portal that begins with ``chosen``."""
    return story.read(_read(f"{chosen.key}.samples.json"))


def document_for(
    chosen: Starter, *, name: str, email: str, slug: str, accent: str = "", currency: str = "EUR", timezone: str = ""
) -> dict[str, Any]:
    """The starter's document as the seller's own: with the name, the address clients may write to, the colour, the currency and the time zone.

    An unknown ``timezone`` (an IANA name) leaves the starter's. Raises Refused ``unknown_accent``, ``unknown_currency``.
    """
    if currency not in CURRENCIES:
        raise Refused("unknown_currency", "Choose a currency of the list.", pointer="currency")
    colour = next((one.colour for one in ACCENTS if one.key == (accent or chosen.accent)), None)
    if colour is None:
        raise Refused("unknown_accent", "Choose a colour of the list.", pointer="accent")
    text = _read(f"{chosen.key}.json")
    for stand_in, own in ((STAND_IN, name), (STAND_IN_ADDRESS, email), ("EUR", currency)):
        # Inside the quotes of JSON: what a name holds is written as JSON writes it.
        text = text.replace(stand_in, json.dumps(own, ensure_ascii=False)[1:-1])
    document = portal_config.load(text)
    portal = document["portal"]
    portal["id"] = "prt_" + slug.replace("-", "_")
    portal["name"] = name
    portal["numbering"] = {"order": f"{initials(name)}{{yyyy}}-{{seq}}"}
    if timezone in available_timezones():
        portal["timezone"] = timezone
    document["branding"]["mark"] = name[:1].upper()
    document["branding"]["tokens"]["color"]["accent"]["$value"] = _srgb(colour)
    return document


def initials(name: str) -> str:
    """What order numbers begin with: up to three initials and a hyphen; nothing for a name without plain letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    letters = "".join(word[0] for word in re.findall(r"[A-Za-z0-9]+", plain))[:3].upper()
    return f"{letters}-" if letters else ""


def _srgb(colour: str) -> dict[str, Any]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return {"colorSpace": "srgb", "components": [round(part, 4) for part in parts], "hex": colour}


@cache
def _read(name: str) -> str:
    return (importlib.resources.files("builder") / "library" / name).read_text(encoding="utf-8")
