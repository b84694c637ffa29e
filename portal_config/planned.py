"""What the language names and no engine obeys yet: known to the checker, never offered, refused at publish."""

from __future__ import annotations

from typing import Any

from portal_config.kinds import Kind, registry

SECTIONS = frozenset(
    {
        "approvals", "automations", "coupons", "desks", "domains", "folders", "groups", "help", "invoicing",
        "onboarding", "price_lists", "reviews", "tax", "templates", "wording",
    }
)  # fmt: skip
"""Sections at the top of a document without an engine."""

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
    "field": ("appointment file image signature cost_center person record line_items matrix"),
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
            attributes: dict[str, Any] = {
                "name": name,
                "family": family,
                "label": name.replace("_", " ").capitalize(),
                "engine": "planned",
                "__module__": __name__,
            }
            registry.register(type(f"Planned_{family}_{name}", (Kind,), attributes))


declare()
