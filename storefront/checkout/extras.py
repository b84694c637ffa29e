"""Packages, add-ons and the quantity table, as the page of a service draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commerce.pricing import From, Row, least_of, table
from commerce.pricing.labels import unit_told
from commerce.pricing.tiers import plain, whole
from foundation.formats import Formats
from portal_config.compiled import Addon, Package, Price, Service
from storefront.checkout.typed import Typed, addon_field
from words import say


@dataclass(frozen=True, slots=True)
class PackageCard:
    """A package to choose. ``amount`` is empty where prices are not shown; ``unit`` stands behind it."""

    value: str
    name: str
    summary: str
    features: tuple[str, ...]
    highlight: str
    amount: str
    unit: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AddonCard:
    """An add-on to choose. ``offered``: whether it goes with the present answers; ``most`` above 1 asks for a number."""

    id: str
    field: str
    name: str
    summary: str
    price: str
    most: int
    value: str
    offered: bool


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the quantity table, in words; ``flat`` is empty where nothing is added once."""

    span: str
    amount: str
    flat: str


def package_cards(service: Service, typed: Typed, formats: Formats, *, prices: bool) -> list[PackageCard]:
    """The packages of a service in the seller's order."""
    return [_package(package, typed, formats, prices=prices) for package in service.packages]


def _package(package: Package, typed: Typed, formats: Formats, *, prices: bool) -> PackageCard:
    found = least_of(package.price)
    amount = formats.money(found.minor, package.price.currency) if prices else ""
    words = amount if found.exact or not amount else say("from {amount}", amount=amount)
    return PackageCard(
        package.id,
        package.name,
        package.summary,
        package.features,
        package.highlight,
        words,
        say("per {unit}", unit=unit_told(found.unit)) if found.unit and words else "",
        package.id == typed.package,
    )


def addon_cards(
    service: Service, typed: Typed, offered: frozenset[str], formats: Formats, *, prices: bool
) -> list[AddonCard]:
    """The add-ons of a service in the seller's order."""
    return [
        AddonCard(
            addon.id,
            addon_field(addon.id),
            addon.name,
            addon.summary,
            price_words(addon, service.currency, formats) if prices else "",
            addon.most,
            _typed(addon, typed.addons),
            addon.id in offered,
        )
        for addon in service.addons
    ]


def _typed(addon: Addon, addons: Mapping[str, str]) -> str:
    text = addons.get(addon.id, "").strip()
    return "" if text == "0" else text


def price_words(addon: Addon, currency: str, formats: Formats) -> str:
    """What an add-on costs, in a few words."""
    price = addon.price
    if price.model == "percent":
        return f"+ {plain(price.settings['percent'])} %"
    if not price.currency:
        return say("depends on the service")
    found: From = least_of(price)
    amount = formats.money(found.minor, price.currency or currency)
    if not found.minor and price.model == "graduated_percent":
        return say("depends on the service")
    words = amount if found.exact else say("from {amount}", amount=amount)
    return f"{words} {say('per {unit}', unit=unit_told(found.unit))}" if found.unit else words


def table_rows(price: Price | None, formats: Formats) -> list[TableRow]:
    """The quantity table of a price."""
    return [_row(row, price, formats) for row in table(price)] if price is not None else []


def _row(row: Row, price: Price, formats: Formats) -> TableRow:
    flat = say("+ {amount} once", amount=formats.money(row.flat, price.currency)) if row.flat else ""
    return TableRow(_span(row), formats.money(row.unit, price.currency), flat)


def _span(row: Row) -> str:
    first = plain(row.after + 1) if whole(row.after) else say("over {number}", number=plain(row.after))
    if row.up_to is None:
        return say("{first} and more", first=first) if whole(row.after) else first
    last = plain(row.up_to)
    return first if whole(row.after) and last == first else say("{first} to {last}", first=first, last=last)
