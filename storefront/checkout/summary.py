"""What an order comes to while it is being put together: worked out on the server, at every change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from commerce.checkout.prices import Priced, price_item
from commerce.orders.page import PriceLineShown
from commerce.orders.told import explained
from commerce.pricing import PriceLine
from form_schemas import FormContext
from form_schemas.submission import Submission
from foundation.errors import Refused
from portal_config.compiled import Compiled, Service
from storefront.checkout.typed import Typed
from words import say

UNKNOWN = "Not yet known"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the summary. ``details``: how its amount came about; ``net_minor`` is None while something is missing."""

    label: str
    details: tuple[str, ...]
    net_minor: int | None


def summary(
    compiled: Compiled, service: Service, typed: Typed, worked: Submission | None, context: FormContext
) -> dict[str, Any]:
    """``lines`` of the order and their sum ``net_minor``, None while a price is not yet known; ``why`` says what is missing."""
    currency = service.currency or compiled.currency
    try:
        priced = price_item(service, typed.item(service), worked, context, currency, loosely=True)
    except Refused as refused:
        return {
            "lines": [Line(service.name, (), None)],
            "net_minor": None,
            "currency": currency,
            "why": _why(service, typed, refused),
            "free": not service.prices,
        }
    return {
        "lines": list(_lines(priced, context.locale)),
        "net_minor": priced.net_minor,
        "currency": currency,
        "why": "",
        "free": not service.prices and not priced.net_minor,
    }


def _why(service: Service, typed: Typed, refused: Refused) -> str:
    if service.packages and not typed.package:
        return say("Choose a package to see the price.")
    return refused.message


def _lines(priced: Priced, locale: str) -> Any:
    yield Line(priced.name, _details(priced.lines, priced.currency, locale), priced.own.net_minor)
    for addon, quoted in priced.extras:
        yield Line(addon.name, _details(quoted.lines, priced.currency, locale), quoted.net_minor)


def _details(lines: tuple[PriceLine, ...], currency: str, locale: str) -> tuple[str, ...]:
    parts = [PriceLineShown(one.label, one.quantity, one.unit_price, one.net_minor, one.times) for one in lines]
    return explained(parts, currency, locale)
