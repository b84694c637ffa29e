"""What one item of an order costs: the service or its package, and the add-ons beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from commerce.checkout import rules
from commerce.checkout.request import Item
from commerce.pricing import PriceLine, Quoted, quote
from commerce.pricing.limits import LARGEST_MINOR
from form_schemas import FormContext
from form_schemas.submission import Submission
from foundation.errors import Refused
from portal_config.compiled import Addon, Package, Price, Service
from portal_config.expressions import ExpressionFailed, Given


@dataclass(frozen=True, slots=True)
class Priced:
    """An item with what it costs, in minor units of ``currency``. ``name`` names the package, too; ``extras``: each add-on with what it costs."""

    name: str
    price: Price | None
    quantity: Decimal
    own: Quoted
    extras: tuple[tuple[Addon, Quoted], ...]
    currency: str

    @property
    def net_minor(self) -> int:
        """Service and add-ons together."""
        return self.own.net_minor + sum(quoted.net_minor for _, quoted in self.extras)

    @property
    def lines(self) -> tuple[PriceLine, ...]:
        """How the service's own amount came about."""
        return self.own.lines

    @property
    def explained(self) -> Iterator[tuple[PriceLine, Addon | None]]:
        """Every line of the amount, with the add-on it is about."""
        yield from ((line, None) for line in self.own.lines)
        yield from ((line, addon) for addon, quoted in self.extras for line in quoted.lines)

    @property
    def prices(self) -> Iterator[Price]:
        """Every price it was sold by."""
        if self.price is not None:
            yield self.price
        yield from (addon.price for addon, _ in self.extras)


def price_item(
    service: Service,
    item: Item,
    submission: Submission | None,
    context: FormContext,
    currency: str,
    index: int = 0,
    *,
    loosely: bool = False,
) -> Priced:
    """What an item costs. ``submission``: the answers to the service's form, None where it asks nothing; ``context``: what rules may name beside them. ``loosely``: what is not allowed (an add-on whose
    rule does not hold) is left out instead of refused.

    Raises Refused ``bad_quantity``, ``quantity_too_small``, ``quantity_too_large``, ``quantity_step``, ``package_missing``, ``addon_unknown``, ``addon_not_now``,
    ``addon_too_many``, ``amount_too_large``, ``other_currency``.
    """
    answers = submission.values if submission else {}
    quantity = rules.quantity_of(service, item.quantity, answers, index)
    package = _package(service, item, index)
    price = package.price if package else service.price
    own = quote(price, quantity, currency)
    extras, given = [], _given(submission, context)
    for addon_id, count in item.addons.items():
        addon = service.addon(addon_id)
        if count == 0 or (loosely and (addon is None or not _holds(addon, given))):
            continue
        extras.append(_extra(addon, count, given, own, f"/items/{index}/addons/{addon_id}"))
    # In the seller's order, whatever the browser's.
    places = {addon.id: place for place, addon in enumerate(service.addons)}
    made = Priced(
        f"{service.name}, {package.name}" if package else service.name,
        price,
        quantity,
        own,
        tuple(sorted(extras, key=lambda one: places[one[0].id])),
        currency,
    )
    if made.net_minor > LARGEST_MINOR:
        raise Refused("amount_too_large", "This amount is too large to be ordered. Choose a smaller quantity.")
    return made


def _package(service: Service, item: Item, index: int) -> Package | None:
    if not service.packages:
        return None
    package = service.package(item.package)
    if package is None:
        raise Refused("package_missing", "Choose a package.", pointer=f"/items/{index}/package")
    return package


def _extra(addon: Addon | None, count: int | None, given: Given, own: Quoted, pointer: str) -> tuple[Addon, Quoted]:
    if addon is None:
        raise Refused("addon_unknown", "This add-on is not offered with the service. Leave it out.", pointer=pointer)
    if not _holds(addon, given):
        raise Refused(
            "addon_not_now",
            "“{name}” does not go with your answers. Leave it out, or change them.",
            name=addon.name,
            pointer=pointer,
        )
    if count is None or count < 0:
        raise Refused("bad_quantity", "Enter a whole number.", pointer=pointer)
    if count > addon.most:
        raise Refused(
            "addon_too_many", "Order at most {most} of “{name}”.", most=addon.most, name=addon.name, pointer=pointer
        )
    return addon, quote(addon.price, count, own.currency, own.net_minor)


def allowed(service: Service, submission: Submission | None, context: FormContext) -> frozenset[str]:
    """The ids of add-ons that go with the answers."""
    given = _given(submission, context)
    return frozenset(addon.id for addon in service.addons if _holds(addon, given))


def _given(submission: Submission | None, context: FormContext) -> Given:
    return submission.context.given if submission and submission.context else context.opened(None).given


def _holds(addon: Addon, given: Given) -> bool:
    """Whether the answers allow the add-on. A rule that fails does not."""
    if addon.when.always:
        return True
    try:
        return addon.when.holds(given)
    except ExpressionFailed:
        return False


def price_digest(service: Service) -> str:
    """Stands for every price of a service and its add-ons as a page showed them; empty where it has none. SHA-256 in hex."""
    hashes = [price.frozen.hash for price in (*service.prices, *(addon.price for addon in service.addons))]
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest() if hashes else ""
