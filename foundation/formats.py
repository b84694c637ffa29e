"""How money, dates and people's initials are written.

``Formats`` knows one portal's locale and time zone; the web layer puts one into every template as ``formats``, and the filters
``|money |amount |date |day |datetime |moment |due`` use it. A filter lets text through unchanged, so that a view may hand over words
("Free") where a figure usually stands, and writes nothing for None.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton, format_time
from babel.numbers import get_currency_precision, get_decimal_symbol, get_group_symbol
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from words import say, say_many

NO_BREAK = "\N{NO-BREAK SPACE}"
SOON_DAYS = 2


@lru_cache(maxsize=64)
def locale_of(name: str) -> Locale:
    """Return the Babel locale of a BCP 47 or CLDR name; a name nobody knows gives English."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, LookupError):
        return Locale("en")


def language_name(name: str) -> str:
    """What a language calls itself: ``Deutsch``; the tag where nobody knows its name."""
    called = locale_of(name).get_display_name() or name
    return called[:1].upper() + called[1:]


@lru_cache(maxsize=32)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone; a name nobody knows gives UTC."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


class _Figures(NamedTuple):
    digits: int
    group: str
    point: str
    wide: int  # digits of every group after the first: 3, in Indian figures 2
    leads: bool  # the currency stands before the figure


@lru_cache(maxsize=256)
def _figures(currency: str, locale: str) -> _Figures:
    spoken = locale_of(locale)
    pattern = spoken.currency_formats["standard"]
    return _Figures(
        digits=get_currency_precision(currency) if currency else 2,
        group=get_group_symbol(spoken),
        point=get_decimal_symbol(spoken),
        wide=pattern.grouping[1],
        leads="¤" in pattern.pattern.split(";")[0].partition("0")[0],
    )


@lru_cache(maxsize=8192)
def amount(minor: int | Decimal, currency: str, locale: str = "en") -> str:
    """Write minor units as a figure without its currency: ``2,565.00``. Parts of a minor unit, as prices of one may have, are further digits: ``0.0325``."""
    figures = _figures(currency, locale)
    size = abs(Decimal(minor))
    whole, rest = divmod(int(size), 10**figures.digits)
    further = f"{size % 1:f}".partition(".")[2].rstrip("0")
    if figures.wide == 3:
        text = f"{whole:,}".replace(",", figures.group)
    else:
        head, tail = divmod(whole, 1000)
        groups = [f"{tail:03d}" if head else str(tail)]
        while head:
            head, tail = divmod(head, 10**figures.wide)
            groups.insert(0, f"{tail:0{figures.wide}d}" if head else str(tail))
        text = figures.group.join(groups)
    if figures.digits or further:
        digits = f"{rest:0{figures.digits}d}" if figures.digits else ""
        text = f"{text}{figures.point}{digits}{further}"
    return f"\N{MINUS SIGN}{text}" if minor < 0 else text


@lru_cache(maxsize=8192)
def money(minor: int | Decimal, currency: str, locale: str = "en") -> str:
    """Write minor units with the ISO code of their currency: ``EUR 2,565.00``, in German ``2.565,00 EUR``.

    The code rather than a sign: one seller may sell in dollars of two countries.
    """
    figure = amount(minor, currency, locale)
    if _figures(currency, locale).leads:
        return f"{currency}{NO_BREAK}{figure}"
    return f"{figure}{NO_BREAK}{currency}"


@lru_cache(maxsize=8192)
def _date(value: dt.date, weekday: bool, year: bool, locale: str) -> str:
    spoken = locale_of(locale)
    if spoken.language == "en":
        return babel_date(value, f"{'EEE ' if weekday else ''}d MMM{' y' if year else ''}", locale=spoken)
    return format_skeleton(f"{'y' if year else ''}MMM{'E' if weekday else ''}d", value, locale=spoken)


@lru_cache(maxsize=8192)
def _time(value: dt.time, locale: str) -> str:
    spoken = locale_of(locale)
    if spoken.language == "en" and spoken.territory not in ("US", "CA", "AU", "NZ"):
        return f"{value.hour:02d}:{value.minute:02d}"
    return format_time(value, "short", locale=spoken)


def size(amount: int, locale: str = "en") -> str:
    """Write a number of bytes as phones and desktops do, in steps of a thousand: ``18.4 MB``, ``512 kB``, ``3 bytes``."""
    return _size(amount, locale) or say_many("{count} byte", "{count} bytes", amount).replace(" ", NO_BREAK)


@lru_cache(maxsize=4096)
def _size(amount: int, locale: str) -> str:
    for unit, least in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        # What rounds up to a thousand belongs to the next unit.
        if amount >= least - least // 2000:
            figure = amount / least
            text = f"{figure:.1f}" if round(figure, 1) < 100 else f"{figure:.0f}"
            return f"{text.removesuffix('.0').replace('.', _figures('', locale).point)}{NO_BREAK}{unit}"
    return ""


class Due(NamedTuple):
    """How a due date reads: ``text`` and ``tone`` ("" | "soon" | "late")."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Formats:
    """Writes figures and dates for one portal. ``today`` is the date in its own time zone: dates of another year name their year."""

    locale: str
    timezone: str
    today: dt.date

    @classmethod
    def at(cls, now: dt.datetime, timezone: str, locale: str) -> Formats:
        """Return the formats of a portal at ``now`` (aware, UTC)."""
        return cls(locale, timezone, now.astimezone(zone_of(timezone)).date())

    def local(self, value: dt.datetime) -> dt.datetime:
        """Return an aware time in the portal's time zone."""
        return value.astimezone(zone_of(self.timezone))

    def on(self, value: dt.date | dt.datetime) -> dt.date:
        """Return the portal's own date of a time or of a date."""
        return self.local(value).date() if isinstance(value, dt.datetime) else value

    def money(self, value: int | Decimal | str | None, currency: str = "") -> str:
        """``EUR 2,565.00``; ``value`` in minor units of ``currency``."""
        return money(value, currency, self.locale) if isinstance(value, (int, Decimal)) else value or ""

    def amount(self, value: int | Decimal | str | None, currency: str = "") -> str:
        """``2,565.00``; ``value`` in minor units of ``currency``."""
        return amount(value, currency, self.locale) if isinstance(value, (int, Decimal)) else value or ""

    def date(self, value: dt.date | dt.datetime | str | None) -> str:
        """``Mon 23 Nov``, with the year when it is not this one."""
        if not isinstance(value, dt.date):
            return value or ""
        day = self.on(value)
        return _date(day, True, day.year != self.today.year, self.locale)

    def day(self, value: dt.date | dt.datetime | str | None) -> str:
        """``23 Nov``, with the year when it is not this one."""
        if not isinstance(value, dt.date):
            return value or ""
        day = self.on(value)
        return _date(day, False, day.year != self.today.year, self.locale)

    def datetime(self, value: dt.datetime | str | None) -> str:
        """``Mon 23 Nov, 16:20``."""
        if not isinstance(value, dt.datetime):
            return value or ""
        return f"{self.date(value)}, {self.time(value)}"

    def time(self, value: dt.datetime) -> str:
        """``16:20``."""
        return _time(self.local(value).time().replace(second=0, microsecond=0, tzinfo=None), self.locale)

    def recent(self, value: dt.datetime) -> str:
        """``16:20`` for today, ``Yesterday``, else ``23 Nov``."""
        day = self.on(value)
        return (
            self.time(value) if day == self.today else self.near(day) if (self.today - day).days == 1 else self.day(day)
        )

    def near(self, day: dt.date) -> str:
        """``Today``, ``Yesterday``, else ``Mon 23 Nov``."""
        return {0: say("Today"), 1: say("Yesterday")}.get((self.today - day).days) or self.date(day)

    def moment(self, value: dt.datetime | None) -> str:
        """When something was said, as short as a list needs it: ``16:20`` today, ``Mon`` within the last week, ``12 Nov`` before."""
        if value is None:
            return ""
        day = self.on(value)
        gone = (self.today - day).days
        if gone == 0:
            return _time(self.local(value).time().replace(second=0, microsecond=0, tzinfo=None), self.locale)
        if 0 < gone < 7:
            return format_skeleton("E", day, locale=locale_of(self.locale))
        return self.day(day)

    def due(self, value: dt.date | dt.datetime | str | None) -> Due:
        """How a due date reads today: ``Fri 4 Dec``; ``soon`` from two days before; ``2 days late`` after it."""
        if not isinstance(value, dt.date):
            return Due(value or "", "")
        day = self.on(value)
        left = (day - self.today).days
        if left < 0:
            return Due(say_many("{count} day late", "{count} days late", -left), "late")
        if left == 0:
            return Due(say("Today"), "soon")
        return Due(self.date(day), "soon" if left <= SOON_DAYS else "")


def initials(name: str) -> str:
    """Return one or two letters for a person or a company: ``DW`` for Dana Whitfield."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else words[0][1:2])).upper()


def hue(name: str) -> str:
    """Return the class of the ground behind somebody's initials, ``h1`` to ``h6``: the same for the same name."""
    return f"h{crc32(name.casefold().encode()) % 6 + 1}"


def paragraphs(text: str | None) -> Markup:
    """Set plain text of a seller or a client in paragraphs: an empty line parts them, a line break stays one."""
    blocks = [block for block in (text or "").replace("\r\n", "\n").split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.strip("\n").split("\n")))
        for block in blocks
    )


def _formats(context: Context) -> Formats:
    found = context.get("formats")
    if not isinstance(found, Formats):
        raise LookupError("This template writes dates or money: put a Formats into its context as 'formats'")
    return found


def install(environment: Environment) -> None:
    """Teach a Jinja environment the filters of this module."""

    def filtered(name: str) -> Any:
        @pass_context
        def apply(context: Context, value: Any, *arguments: Any) -> Any:
            return getattr(_formats(context), name)(value, *arguments)

        return apply

    @pass_context
    def sized(context: Context, value: int) -> str:
        found = context.get("formats")
        return size(value, found.locale if isinstance(found, Formats) else "en")

    for name in ("money", "amount", "date", "day", "datetime", "moment", "due"):
        environment.filters[name] = filtered(name)
    # A chip stands in macros too, which know no context of their own: there the point is the English one.
    environment.filters["size"] = sized
    environment.filters["initials"] = initials
    environment.filters["hue"] = hue
    environment.filters["paragraphs"] = paragraphs
