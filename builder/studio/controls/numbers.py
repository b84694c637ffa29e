"""Numbers: whole ones, days, amounts of money."""

from __future__ import annotations

from decimal import Decimal

from builder.studio.controls.control import Control, Setting, renders
from portal_config import durations
from portal_config.money import EXPONENTS
from portal_config.settings import DayCount, MoneyAmount, Whole


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
