"""``invoicing`` and ``tax``: when invoices are issued and reminded of, and what is taxed where. Rates are data, not configuration."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

from portal_config import ids, limits
from portal_config.later import Invoicing, Reminder, Tax, TaxCategory, TaxRegion
from portal_config.planned.selling import TERMS
from portal_config.reader import Reader
from portal_config.sections.holder import inner, read_single
from portal_config.settings import (
    Choice,
    DayCount,
    Fault,
    Flag,
    Items,
    MoneyAmount,
    Part,
    Ref,
    Setting,
    Settings,
    Template,
    Text,
    refuse,
)

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


class CountryCode(Setting):
    """A country as ISO 3166 writes it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
            refuse("country_invalid", "This is not a country.", "Use two capitals, as in DE.")
        return value


class ReminderSettings(Settings):
    after = DayCount(required=True, label="Days after it was due")
    fee = MoneyAmount(label="Fee")
    template = Ref("tpl", label="Mail")


class InvoicingSettings(Settings):
    when = Choice(("order_placed", "order_done", "period_end", "by_hand"), default="order_placed", label="Issued")
    terms = Choice(TERMS, default="net_30", label="Payment terms")
    reminders = Items(Part(ReminderSettings), at_most=limits.REMINDERS, label="Reminders")
    footer = Template(at_most=1_000, label="Last lines of an invoice")


class RegionSettings(Settings):
    name = Text(required=True, at_least=1, at_most=80, label="Name of the region")
    countries = Items(CountryCode(), at_least=1, at_most=250, unique=True, required=True, label="Countries")


class CategorySettings(Settings):
    name = Text(required=True, at_least=1, at_most=80, label="Name of the category")
    kind = Choice(("standard", "reduced", "zero", "exempt", "reverse_charge"), default="standard", label="Taxed as")


class TaxSettings(Settings):
    default_category = Ref("txc", label="Category of what names none")
    prices_include = Flag(label="Prices include tax")
    vat_id = Choice(("off", "optional", "required"), default="optional", label="VAT id")


_INVOICING, _TAX, _REGION, _CATEGORY = InvoicingSettings(), TaxSettings(), RegionSettings(), CategorySettings()


def read_invoicing(reader: Reader) -> Invoicing:
    """The ``invoicing`` section; reminders come in the order of their days."""
    values = read_single(reader, "invoicing", _INVOICING).values
    reminders: list[Reminder] = []
    for place, each in enumerate(values["reminders"]):
        if reminders and each["after"] is not None and each["after"] <= reminders[-1].after_days:
            fault = Fault("reminder_order", "Each reminder comes after the one before it.", "Give more days.")
            reader.error(f"/invoicing/reminders/{place}/after", fault)
        reminders.append(Reminder(each["after"] or 0, each["fee"], each["template"]))
    return Invoicing(values["when"], values["terms"], tuple(reminders), values["footer"])


def read_tax(reader: Reader) -> Tax:
    """The ``tax`` section; a country stands in one region."""
    maps = ("regions", "categories")
    values = read_single(reader, "tax", _TAX, split=(*maps, *(ids.INNER_ORDERS[name] for name in maps))).values
    raw = reader.document.get("tax")
    taken: dict[str, str] = {}
    regions = {}
    for part_id, read in inner(reader, raw, "regions", _REGION, "/tax"):
        for place, country in enumerate(read["countries"]):
            if country in taken:
                fault = Fault("country_duplicate", f"“{country}” is in “{taken[country]}” too.", "Keep it in one.")
                reader.error(f"/tax/regions/{part_id}/countries/{place}", fault)
            taken.setdefault(country, read["name"])
        regions[part_id] = TaxRegion(part_id, read["name"], tuple(read["countries"]))
    categories = {
        part_id: TaxCategory(part_id, read["name"], read["kind"])
        for part_id, read in inner(reader, raw, "categories", _CATEGORY, "/tax")
    }
    return Tax(
        MappingProxyType(regions), MappingProxyType(categories), values["default_category"], values["prices_include"], values["vat_id"]
    )  # fmt: skip
