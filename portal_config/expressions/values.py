"""The values of PX and how JSON writes them: an object is one typed literal, a plain text, whole number or truth value stands for itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Any

from portal_config.canonical import LARGEST_INTEGER
from portal_config.money import Money

DIGITS = 28
"""A number has at most this many significant digits, and at most this many after the point."""
EXACT = Context(prec=80)
"""Wide enough for every sum and product of two numbers before it is rounded."""
SCALARS = ("bool", "text", "num", "money", "date", "instant")
TYPES = (*SCALARS, "set", "list")


class ExpressionFailed(Exception):
    """An expression has no value: ``code`` is ``type``, ``currency``, ``zero``, ``range``, ``whole``, ``calendar`` or ``budget``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NoLiteral(ValueError):
    """Not a literal of PX; the text says why."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: the values of one column, all of the type ``of``. What is missing is not in it."""

    of: str
    items: tuple[Any, ...]


Value = bool | str | Decimal | Money | date | datetime | frozenset[str] | Listing | None
"""None is what is missing. An instant is a ``datetime`` in UTC with whole seconds, a set holds texts."""

_TYPE_OF: dict[type, str] = {
    bool: "bool",
    str: "text",
    Decimal: "num",
    Money: "money",
    date: "date",
    datetime: "instant",
    frozenset: "set",
    Listing: "list",
}


def type_of(value: Value) -> str:
    """The name of the value's type; ``missing`` for None."""
    return "missing" if value is None else _TYPE_OF[type(value)]


def bounded(number: Decimal) -> Decimal:
    """The number as PX keeps it: rounded half to even to 28 digits of which at most 28 stand after the point. Raises ExpressionFailed ``range``."""
    if not number:
        return Decimal(0)
    before = max(number.adjusted() + 1, 0)
    if before > DIGITS:
        raise ExpressionFailed("range", "This number is too large.")
    places = DIGITS - before
    if -number.as_tuple().exponent > places:  # type: ignore[operator]  # a finite number's is an int
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, EXACT)
        if number.adjusted() + 1 > DIGITS:
            raise ExpressionFailed("range", "This number is too large.")
    return number if number else Decimal(0)


def rounded(number: Decimal, places: int) -> Decimal:
    """Half away from zero."""
    return bounded(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT))


def amount(minor: int, currency: str) -> Money:
    """An amount of money. Raises ExpressionFailed ``range`` beyond 2^53 - 1 minor units."""
    if abs(minor) > LARGEST_INTEGER:
        raise ExpressionFailed("range", "This amount is too large.")
    return Money(minor, currency)


def literal(raw: Any) -> Value:
    """The value that JSON writes. Raises NoLiteral."""
    if raw is None or raw is True or raw is False:
        return raw
    if isinstance(raw, str):
        return _text(raw)
    if type(raw) is int:
        if abs(raw) > LARGEST_INTEGER:
            raise NoLiteral("A whole number lies within 2^53 - 1")
        return Decimal(raw)
    if isinstance(raw, dict) and len(raw) == 1:
        ((kind, inner),) = raw.items()
        read = _READ.get(kind)
        if read is not None:
            return read(inner)
    if isinstance(raw, float):
        raise NoLiteral('A number with a decimal point is written {"num": "2.5"}')
    raise NoLiteral(f"An object here is one of {', '.join(_READ)}")


def written(value: Value) -> Any:
    """The JSON of a value; ``literal`` reads it back."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return number_written(value)
    if isinstance(value, Money):
        return {"money": [value.minor, value.currency]}
    if isinstance(value, datetime):
        return {"instant": value.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, frozenset):
        return {"set": sorted(value)}
    return {"list": {"of": value.of, "items": [written(one) for one in value.items]}}


def number_written(number: Decimal) -> Any:
    """A whole number that JSON holds exactly, or ``{"num": …}`` with the shortest decimal."""
    text = decimal_text(number)
    return int(text) if "." not in text and abs(number) <= LARGEST_INTEGER else {"num": text}


def decimal_text(number: Decimal) -> str:
    """``"12.5"``: the shortest decimal, without exponent."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,27})(\.[0-9]{1,28})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise NoLiteral("A text is needed here")
    return raw if raw.isascii() else unicodedata.normalize("NFC", raw)


def _number(raw: Any) -> Decimal:
    if not isinstance(raw, str) or not _NUMBER.fullmatch(raw):
        raise NoLiteral('A number is written as "2.5"')
    number = Decimal(raw)
    if len(raw.lstrip("-0.").replace(".", "")) > DIGITS:
        raise NoLiteral(f"A number has at most {DIGITS} digits")
    return number if number else Decimal(0)


def _money(raw: Any) -> Money:
    try:
        minor, currency = raw
        return Money(minor, currency)
    except (TypeError, ValueError):
        raise NoLiteral('Money is written [minor units, "EUR"]') from None


def _date(raw: Any) -> date:
    try:
        if isinstance(raw, str) and _DATE.fullmatch(raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise NoLiteral('A day is written "2026-11-20"')


def _instant(raw: Any) -> datetime:
    try:
        if isinstance(raw, str) and _INSTANT.fullmatch(raw):
            return datetime.fromisoformat(raw.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise NoLiteral('An instant is written "2026-11-20T09:00:00Z"')


def _set(raw: Any) -> frozenset[str]:
    if not isinstance(raw, list):
        raise NoLiteral("A set is a list of texts")
    return frozenset(_text(one) for one in raw)


def _list(raw: Any) -> Listing:
    if not isinstance(raw, dict) or raw.keys() != {"of", "items"} or not isinstance(raw["items"], list):
        raise NoLiteral('A list is written {"of": "num", "items": [ … ]}')
    of = raw["of"]
    items = tuple(literal(one) for one in raw["items"])
    if of not in SCALARS or any(type_of(one) != of for one in items):
        raise NoLiteral("Everything in a list is of the type it names")
    return Listing(of, items)


_READ: dict[str, Callable[[Any], Value]] = {
    "num": _number,
    "money": _money,
    "date": _date,
    "instant": _instant,
    "set": _set,
    "list": _list,
}
