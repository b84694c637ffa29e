"""What the language names and no engine obeys yet: known to the checker, never offered, refused at publish."""

from __future__ import annotations

from portal_config.kinds import registry
from portal_config.planned import pages, selling, tabs, widgets  # noqa: F401 - their declarations are read below
from portal_config.planned.declared import DECLARED, unread

KINDS = {
    "tab": (
        "quick_order deliverables requests tickets returns quotes approvals subscription invoices account contracts"
        " reports budgets help link embed"
    ),
    "widget": (
        "announcement image approval_queue status_tracker shipments deliverables reorder saved_lists"
        " quick_add stock_watch invoice_list balance credit usage_meter plan_card plan_compare renewal service_highlight"
        " spend_chart budget_meter kpi report_chart results_table contracts_expiring tickets"
        " account_manager calendar feedback"
    ),
    "payment_method": "invoice sepa_debit",
    "service": "subscription custom_quote",
    "section": "columns image faq",
    "block": "image button divider video",
}
"""Kinds of each family without an engine; a name leaves this list when its folder comes."""


def declare() -> None:
    """Register a planned declaration for each of ``KINDS``."""
    for family, names in KINDS.items():
        for name in names.split():
            registry.register(DECLARED.get((family, name)) or unread(family, name))


declare()
