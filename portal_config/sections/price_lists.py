"""``price_lists`` and ``coupons``: prices for some, and codes."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from portal_config import limits
from portal_config.faults import Fault
from portal_config.findings import pointer
from portal_config.kinds import registry
from portal_config.later import Coupon, PriceList
from portal_config.reader import Entry, Reader, immutable
from portal_config.sections.holder import read_planned
from portal_config.settings import (
    Day,
    DecimalNumber,
    Items,
    MoneyAmount,
    Part,
    Refs,
    Setting,
    Settings,
    Text,
    Whole,
    refuse,
)

_CODE = re.compile(r"[A-Z0-9][A-Z0-9\-]{1,39}", re.ASCII)


class Within(Settings):
    """From which day on something holds, and until which; both days are within."""

    start = Day(key="from", label="From")
    until = Day(label="Until")

    @validates_schema
    def in_order(self, valid: dict[str, Any], **_: Any) -> None:
        """It begins before it ends."""
        if valid.get("start") and valid.get("until") and valid["until"] < valid["start"]:
            raise ValidationError([Fault("range_empty", "It ends before it begins.", "Choose a later end.")])


class ForSettings(Settings):
    groups = Refs("grp", at_least=1, required=True, label="Groups")


class TierSettings(Settings):
    up_to = Whole(at_least=1, label="Up to")
    unit_amount = Whole(label="Amount each")
    flat_amount = Whole(label="Amount for the tier")


class OverrideSettings(Settings):
    """What a list may say of a price."""

    money = MoneyAmount()
    percent = DecimalNumber()
    tiers = Items(Part(TierSettings), at_most=limits.TIERS)


class Entries(Setting):
    """Price → what is different of it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, dict):
            refuse("wrong_type", "An object keyed by price is needed here.", "Write { … }.")
        return value


class PriceListSettings(Settings):
    name = Text(required=True, at_least=1, at_most=80, label="Name of the list")
    audience = Part(ForSettings, required=True, data_key="for", label="For")
    valid = Part(Within, label="Holds")
    entries = Entries(required=True)


class LimitSettings(Settings):
    uses = Whole(at_least=1, at_most=1_000_000, label="Times in all")
    per_company = Whole(at_least=1, at_most=1_000, label="Times for each client")


class ScopeSettings(Settings):
    services = Refs("svc", label="Services; none: all")
    groups = Refs("grp", label="Groups; none: all")


class Code(Text):
    """Capitals, digits and hyphens."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            refuse("code_invalid", "A code has A-Z, 0-9 and hyphens, two to forty of them.", "Write it like SPRING-26.")
        return value


class CouponSettings(Settings):
    code = Code(required=True, label="Code")
    percent = DecimalNumber(positive=True, label="Percent off")
    money = MoneyAmount(at_least=1, label="Amount off")
    scope = Part(ScopeSettings, data_key="for", load_default=lambda: ScopeSettings().load({}), label="For")
    valid = Part(Within, label="Holds")
    limit = Part(LimitSettings, label="Limits")
    minimum = MoneyAmount(at_least=1, label="From this total on")

    @validates_schema
    def one_worth(self, coupon: dict[str, Any], **_: Any) -> None:
        """A coupon takes off a share or an amount."""
        if bool(coupon.get("percent")) == bool(coupon.get("money")):
            raise ValidationError([Fault("coupon_worth", "It takes off a share or an amount.", "Give one of the two.")])
        if coupon.get("percent") and coupon["percent"] > 100:
            raise ValidationError({"percent": [Fault("number_range", "At most 100.", "Lower it.")]})


_LIST, _OVERRIDE, _COUPON = PriceListSettings(), OverrideSettings(), CouponSettings()


def read_price_lists(reader: Reader) -> Mapping[str, PriceList]:
    """The ``price_lists`` section."""
    raw_prices = reader.document.get("prices")
    prices = raw_prices if isinstance(raw_prices, dict) else {}

    def make(entry: Entry, values: dict[str, Any]) -> PriceList:
        entries = {}
        for price_id, raw in (values["entries"] or {}).items():
            at = entry.at + pointer("entries", price_id)
            read = reader.part(_OVERRIDE, raw, at, planned=True)
            price = prices.get(price_id)
            if not isinstance(price, dict):
                reader.error(at, Fault("ref_missing", f"“{price_id[:70]}” is no price.", "Choose one that is."))
                continue
            kind = registry.get("price_model", str(price.get("model")))
            known = kind.schema().load_fields if kind is not None and kind.engine == "ready" else None
            for key in raw if isinstance(raw, dict) and read.broken is None else ():
                if known is not None and key not in known:
                    fault = Fault("override_unknown", f"A price of its model has no “{key}”.", "Remove it.")
                    reader.error(at + pointer(key), fault)
            _check_tiers(reader, read.values["tiers"], at)
            entries[price_id] = immutable({key: value for key, value in read.values.items() if value not in (None, [])})
        valid, groups = values["valid"], (values["audience"] or {}).get("groups")
        return PriceList(
            entry.id,
            values["name"] or entry.id,
            frozenset(groups or ()),
            valid["start"],
            valid["until"],
            immutable(entries),
        )

    return read_planned(reader, "price_lists", _LIST, make)


def _check_tiers(reader: Reader, tiers: Any, at: str) -> None:
    """Tiers rise, and only the last one is open."""
    last = 0
    for place, tier in enumerate(tiers or ()):
        here, upper = f"{at}/tiers/{place}/up_to", tier["up_to"]
        if place == len(tiers) - 1:
            if upper is not None:
                reader.error(here, Fault("tier_open", "The last tier must be open.", "Write null."))
        elif upper is None or upper <= last:
            reader.error(here, Fault("tier_order", "Tiers rise, each above the one before.", "Give a larger number."))
        last = upper or last


def read_coupons(reader: Reader) -> Mapping[str, Coupon]:
    """The ``coupons`` section; of two with one code the first holds."""
    codes: dict[str, str] = {}

    def make(entry: Entry, values: dict[str, Any]) -> Coupon:
        code = values["code"] or ""
        if code and code in codes:
            fault = Fault("code_duplicate", f"“{code}” is the code of {codes[code]} too.", "Choose another code.")
            reader.error(entry.at + "/code", fault)
        codes.setdefault(code, entry.id)
        scope, valid, limit = values["scope"], values["valid"], values["limit"]
        return Coupon(
            entry.id, code, values["percent"], values["money"], tuple(scope["services"]), frozenset(scope["groups"]), valid["start"],
            valid["until"], limit["uses"], limit["per_company"], values["minimum"],
        )  # fmt: skip

    return read_planned(reader, "coupons", _COUPON, make)
