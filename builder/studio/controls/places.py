"""Where a portal is at home: its time zone, its currency, its language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from zoneinfo import available_timezones

from babel import Locale as Known

from builder.studio.controls.control import Control, Option, Setting, renders
from foundation.formats import language_name
from portal_config import money
from portal_config.sections.portal import Locale
from portal_config.settings import CurrencyCode, TimeZone

USUAL = ("EUR", "USD", "GBP", "CHF")


@renders(TimeZone)
def zone(setting: Setting) -> Control:
    """One of the time zones that are named after a place."""
    now = str(setting.value or "")
    known = dict.fromkeys([*([now] if now else []), *_zones()])
    return _select(setting, ((one, one.replace("_", " ")) for one in sorted(known)), now)


@renders(CurrencyCode)
def currency(setting: Setting) -> Control:
    """The currencies that are used most, then all others by their code."""
    now = str(setting.value or "")
    names = Known("en").currencies
    codes = dict.fromkeys([*USUAL, *sorted(money.EXPONENTS)])
    return _select(setting, ((one, f"{one} · {names[one]}" if one in names else one) for one in codes), now)


@renders(Locale)
def language(setting: Setting) -> Control:
    """One of the languages that the portal is spoken in."""
    now = str(setting.value or "")
    spoken = setting.here.compiled.locales
    return _select(setting, ((one, language_name(one)) for one in dict.fromkeys([now, *spoken])), now)


@cache
def _zones() -> tuple[str, ...]:
    """Europe/Berlin and the like, and UTC; not the names that are kept for old machines."""
    places = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ("Etc/UTC", *sorted(one for one in available_timezones() if one.startswith(places)))


def _select(setting: Setting, known: Iterable[tuple[str, str]], now: str) -> Control:
    options = tuple(Option(value, words, value == now) for value, words in known)
    return setting.control("select", options=options, required=True)
