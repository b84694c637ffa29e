"""What a difference is made of: sentences whose parts say what is old and what is new, never markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from portal_config.edits import Edit

Mark = Literal["", "old", "new"]
Sign = Literal["added", "removed", "moved", "edited"]


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a sentence; ``old`` is drawn struck through, ``new`` bold. ``plain``: what stands in its place where nothing is drawn."""

    text: str
    mark: Mark = ""
    plain: str | None = None


def plain_text(words: tuple[Words, ...]) -> str:
    """A sentence as it reads where nothing is drawn."""
    return "".join(each.text if each.plain is None else each.plain for each in words)


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change may touch in the live portal, to be counted there: orders in the status ``id``, open orders of the service ``id``, people with the
    role ``id`` of a side, clients in the group ``id``, files in the folder ``id``."""

    kind: Literal[
        "status_orders", "service_orders", "clients_people", "sellers_people", "group_clients", "folder_files"
    ]
    id: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change as a sentence. ``key`` names it within its difference, ``area`` is one of ``AREAS``, ``ptr`` where it is (in the new document; what was removed: in
    the old one), ``figure`` a number beside the sentence, ``notes`` sentences below it, ``attention`` that somebody should look, ``back`` the edits
    that take it out of the new document."""

    key: str
    area: str
    sign: Sign
    words: tuple[Words, ...]
    ptr: str
    figure: str = ""
    notes: tuple[str, ...] = ()
    attention: bool = False
    impact: tuple[Impact, ...] = ()
    back: tuple[Edit, ...] = field(default=(), repr=False)

    @property
    def sentence(self) -> str:
        """The whole sentence as plain text, without marks."""
        return plain_text(self.words)


AREAS = {
    "portal": "Settings",
    "branding": "Brand",
    "tabs": "Tabs",
    "dashboards": "Dashboards",
    "pages": "Pages",
    "services": "Services",
    "prices": "Prices",
    "forms": "Forms",
    "pipelines": "Pipelines",
    "payment_methods": "Payment",
    "roles": "Roles",
    "notifications": "Notifications",
    "access": "Access",
    "sign_in": "Sign-in page",
    "legal": "Legal texts",
    "texts": "Translations",
    "env": "Connections",
    "groups": "Groups",
    "onboarding": "First steps",
    "folders": "Folders",
    "addons": "Add-ons",
    "price_lists": "Price lists",
    "coupons": "Coupons",
    "approvals": "Approvals",
    "automations": "Automations",
    "templates": "Mail templates",
    "invoicing": "Invoices",
    "tax": "Tax",
    "help": "Help",
    "desks": "Desks",
    "reviews": "Reviews",
    "wording": "Words",
    "domains": "Addresses",
    "assets": "Files",
}
"""Section of the document → what people call it; in the order in which a difference is told after tabs."""

ORDER = (
    "tabs", "dashboards", "pages", "onboarding", "services", "addons", "prices", "price_lists", "coupons", "forms", "pipelines", "approvals", "automations",
    "payment_methods", "invoicing", "tax", "roles", "groups", "notifications", "templates", "desks", "reviews", "help", "folders", "branding", "assets",
    "wording", "sign_in", "access", "legal", "domains", "portal", "texts", "env",
)  # fmt: skip
