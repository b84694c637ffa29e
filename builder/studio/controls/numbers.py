"""Numbers: whole ones, decimals, days, amounts of money."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from builder.studio.controls.control import Control, Setting, renders
from portal_config import durations
from portal_config.money import EXPONENTS
from portal_config.settings import DayCount, DecimalNumber, MoneyAmount, Whole


@renders(Whole)
def whole(setting: Setting) -> Control:
    field = setting.field
    assert isinstance(field, Whole)
    return setting.control("whole", extra={"minimum": field.at_least, "maximum": field.at_most})


@renders(DayCount)
def days(setting: Setting) -> Control:
    """A duration in days: the document keeps ``P7D``, a person types 7."""
    try:
        shown = str(durations.duration(setting.raw).days) if isinstance(setting.raw, str) else ""
    except ValueError:
        shown = ""
    return setting.control("days", value=shown, extra={"unit": "days"})


@renders(MoneyAmount)
def money(setting: Setting) -> Control:
    """An amount in its currency: the document keeps minor units, a person types 240.00."""
    raw = setting.raw
    known = isinstance(raw, list) and len(raw) == 2 and isinstance(raw[0], int) and raw[1] in EXPONENTS
    currency = raw[1] if known else setting.here.compiled.currency
    digits = EXPONENTS[currency]
    shown = f"{Decimal(raw[0]).scaleb(-digits):.{digits}f}" if known else ""
    return setting.control("money", value=shown, extra={"currency": currency, "digits": digits})


@renders(DecimalNumber)
def decimal(setting: Setting) -> Control:
    """A number with a decimal point. The document keeps whole ones as numbers, others as texts."""
    return setting.control(
        "decimal", value=shown(setting.value), extra={"digits": 0, "text": isinstance(setting.raw, str)}
    )


def shown(raw: Any, digits: int = 0) -> str:
    """A decimal of the document as a person types it, shifted by ``digits`` places: 24000 minor units are 240.00, "12.5" of them 0.125."""
    try:
        found = Decimal(str(raw)) if isinstance(raw, int | str | Decimal) and not isinstance(raw, bool) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        return ""
    shifted = found.scaleb(-digits)
    whole, _, parts = f"{shifted:f}".partition(".")
    parts = parts.rstrip("0").ljust(digits, "0")
    return f"{whole}.{parts}" if parts else whole


def written(found: Decimal) -> int | str:
    """A decimal as the document keeps it: whole ones as numbers, others as texts."""
    return int(found) if found == found.to_integral_value() else f"{found.normalize():f}"
