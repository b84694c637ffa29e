"""How to pay by transfer, in the seller's own words with the order's figures filled in."""

from __future__ import annotations

from foundation.formats import money
from foundation.identity.viewer import GUEST, Viewer
from portal_config.compiled import Compiled, PaymentMethod
from portal_config.texts import fill


def how_to_pay(
    compiled: Compiled,
    method: PaymentMethod,
    *,
    number: str,
    title: str,
    minor: int,
    currency: str,
    locale: str,
    viewer: Viewer = GUEST,
) -> str:
    """The method's instructions for one order; ``minor`` is its gross in minor units of ``currency``."""
    return fill(
        method.instructions,
        {
            "portal.name": compiled.name,
            "order.number": number,
            "order.service": title,
            "order.total": money(minor, currency, locale),
            "user.first_name": viewer.first_name,
            "user.name": viewer.name,
            "user.email": viewer.email,
            "client.name": viewer.client_name,
        },
    )
