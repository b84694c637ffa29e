"""All sections whose engine comes later, in one call."""

from __future__ import annotations

from portal_config.later import Later
from portal_config.reader import Reader
from portal_config.sections.accounting import read_invoicing, read_tax
from portal_config.sections.approvals import read_approvals
from portal_config.sections.automations import read_automations
from portal_config.sections.price_lists import read_coupons, read_price_lists
from portal_config.sections.support import read_desks, read_help, read_reviews, read_wording
from portal_config.sections.templates import read_templates

SECTIONS = frozenset(
    {
        "approvals", "automations", "coupons", "desks", "help", "invoicing", "price_lists", "reviews", "tax", "templates",
        "wording",
    }
)  # fmt: skip
"""Their names at the top of a document."""


def read_later(reader: Reader) -> Later:
    """Each as its settings read it."""
    return Later(
        approvals=read_approvals(reader),
        templates=read_templates(reader),
        automations=read_automations(reader),
        price_lists=read_price_lists(reader),
        coupons=read_coupons(reader),
        invoicing=read_invoicing(reader),
        tax=read_tax(reader),
        help=read_help(reader),
        desks=read_desks(reader),
        reviews=read_reviews(reader),
        wording=read_wording(reader),
    )
