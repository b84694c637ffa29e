"""The closed vocabulary of settings: what a kind may ask its seller."""

from portal_config.faults import Fault
from portal_config.settings.base import Setting, Settings, refuse
from portal_config.settings.countries import COUNTRIES, Country
from portal_config.settings.days import WEEKDAYS, DateBound, MomentBound, TimeOfDay, TimeZone
from portal_config.settings.fields import (
    Choice,
    Choices,
    Condition,
    CurrencyCode,
    DayCount,
    DecimalNumber,
    Flag,
    Items,
    MoneyAmount,
    Part,
    Planned,
    Raw,
    Ref,
    Refs,
    Rule,
    SeeSetting,
    Template,
    Text,
    Url,
    Whole,
)
from portal_config.settings.options import Options
from portal_config.settings.source import Source
from portal_config.settings.tiers import PercentTierSettings, Tiers
from portal_config.settings.times import Day, Period, Span

__all__ = [
    "COUNTRIES",
    "WEEKDAYS",
    "Choice",
    "Choices",
    "Condition",
    "Country",
    "CurrencyCode",
    "DateBound",
    "Day",
    "DayCount",
    "DecimalNumber",
    "Fault",
    "Flag",
    "Items",
    "MomentBound",
    "MoneyAmount",
    "Options",
    "Part",
    "PercentTierSettings",
    "Period",
    "Planned",
    "Raw",
    "Ref",
    "Refs",
    "Rule",
    "SeeSetting",
    "Setting",
    "Settings",
    "Source",
    "Span",
    "Template",
    "Text",
    "Tiers",
    "TimeOfDay",
    "TimeZone",
    "Url",
    "Whole",
    "refuse",
]
