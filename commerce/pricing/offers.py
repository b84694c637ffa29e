"""What a service costs before anybody says how much of it, and its quantity table."""

from __future__ import annotations

from dataclasses import replace

from commerce.pricing.engines import From, Row, engine_of
from portal_config.compiled import Price, Service


def least(service: Service) -> From | None:
    """What a service costs at least, None for a free one. In packages it is the smallest of them."""
    found = [engine_of(price.model).least(price) for price in service.prices]
    if not found:
        return None
    smallest = min(found, key=lambda one: one.minor)
    return smallest if len(found) == 1 else replace(smallest, exact=False)


def costs(service: Service) -> bool:
    """Whether any quantity of it costs something."""
    priced = (*service.prices, *(addon.price for addon in service.addons))
    return any(not engine_of(price.model).free(price) for price in priced)


def table(price: Price | None) -> tuple[Row, ...]:
    """The quantity table of a price; nothing where the price of one does not depend on the quantity."""
    return engine_of(price.model).rows(price) if price is not None else ()


def least_of(price: Price) -> From:
    """What a price comes to before anybody says how much of it."""
    return engine_of(price.model).least(price)
