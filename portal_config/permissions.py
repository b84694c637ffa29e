"""Actions a role may be given, and how far they reach."""

from __future__ import annotations

READY = frozenset(
    {
        "order.create",
        "order.read",
        "order.pay",
        "order.move",
        "price.read",
        "member.manage",
        "file.read",
        "message.write",
        "portal.edit",
        "portal.publish",
    }
)
"""Actions the product obeys."""

SELLER_ONLY = frozenset({"portal.edit", "portal.publish"})
"""Actions that only a role of the seller's side may be given."""

PLANNED = frozenset(
    {
        "quote.request",
        "quote.read",
        "quote.accept",
        "quote.write",
        "approval.decide",
        "invoice.read",
        "invoice.pay",
        "subscription.read",
        "subscription.change",
        "report.read",
        "report.export",
        "request.create",
        "claim.create",
    }
)
"""Actions the language knows and nothing obeys yet."""

CLIENT_SCOPES = ("own", "team", "company")
SELLER_SCOPES = ("own", "assigned", "team", "company", "all")
