"""The functions of PX that see the values of all their arguments, none of them missing. Each raises ExpressionFailed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

from portal_config.expressions import calendar as days
from portal_config.expressions.given import Given
from portal_config.expressions.values import (
    DIGITS,
    EXACT,
    ExpressionFailed,
    Listing,
    Value,
    amount,
    bounded,
    rounded,
    type_of,
)
from portal_config.money import Money

DIVISION_PLACES = 12
MOST_PLACES = 12


def wrong_type() -> ExpressionFailed:
    """What to raise where a part is of a type its place cannot use; a checked rule never comes here."""
    return ExpressionFailed("type", "The parts of this rule do not fit together.")


def _same(a: Any, b: Any) -> None:
    if type(a) is not type(b):
        raise wrong_type()
    if isinstance(a, Money) and a.currency != b.currency:
        raise ExpressionFailed("currency", "Two currencies cannot be compared or added.")
    if isinstance(a, Listing) and a.of != b.of:
        raise wrong_type()


def _eq(given: Given, a: Any, b: Any) -> bool:
    _same(a, b)
    if isinstance(a, Listing):
        given.spend(len(a.items))
    return bool(a == b)


def _ne(given: Given, a: Any, b: Any) -> bool:
    return not _eq(given, a, b)


def _compared(a: Any, b: Any) -> int:
    _same(a, b)
    if isinstance(a, Money):
        a, b = a.minor, b.minor
    elif isinstance(a, bool | frozenset | Listing):
        raise wrong_type()
    return 1 if a > b else -1 if a < b else 0


def add(a: Any, b: Any) -> Value:
    """The sum of two numbers or of two amounts in one currency. Raises ExpressionFailed ``type``, ``currency``, ``range``."""
    _same(a, b)
    if isinstance(a, Decimal):
        return bounded(EXACT.add(a, b))
    if isinstance(a, Money):
        return amount(a.minor + b.minor, a.currency)
    raise wrong_type()


def _sub(a: Any, b: Any) -> Value:
    _same(a, b)
    if isinstance(a, Decimal):
        return bounded(EXACT.subtract(a, b))
    if isinstance(a, Money):
        return amount(a.minor - b.minor, a.currency)
    raise wrong_type()


def _mul(a: Any, b: Any) -> Value:
    if isinstance(b, Money) and not isinstance(a, Money):
        a, b = b, a
    if not isinstance(b, Decimal):
        raise wrong_type()
    if isinstance(a, Decimal):
        return bounded(EXACT.multiply(a, b))
    if isinstance(a, Money):
        return amount(_half_away(Fraction(a.minor) * Fraction(b)), a.currency)
    raise wrong_type()


def _div(a: Any, b: Any) -> Value:
    if isinstance(a, Money) and isinstance(b, Money):
        _same(a, b)
        upper, lower = Fraction(a.minor), Fraction(b.minor)
    elif isinstance(b, Decimal) and isinstance(a, Money | Decimal):
        upper, lower = Fraction(a.minor if isinstance(a, Money) else a), Fraction(b)
    else:
        raise wrong_type()
    if not lower:
        raise ExpressionFailed("zero", "Nothing can be divided by zero.")
    if isinstance(a, Money) and isinstance(b, Decimal):
        return amount(_half_away(upper / lower), a.currency)
    # round() of a fraction is half to even.
    shifted = round(upper / lower * 10**DIVISION_PLACES)
    if abs(shifted) >= 10 ** (DIGITS + DIVISION_PLACES):
        raise ExpressionFailed("range", "This number is too large.")
    return bounded(Decimal(shifted).scaleb(-DIVISION_PLACES, EXACT))


def _half_away(number: Fraction) -> int:
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return -whole if number < 0 else whole


def _round(a: Any, places: Any = Decimal(0)) -> Value:
    if not isinstance(a, Decimal) or not isinstance(places, Decimal):
        raise wrong_type()
    wanted = days.whole(places, MOST_PLACES)
    if wanted < 0:
        raise ExpressionFailed("range", "Places lie from 0 to 12.")
    return rounded(a, wanted)


def _chosen(sign: int) -> Callable[..., Value]:
    def run(given: Given, *values: Any) -> Value:
        found: Sequence[Any] = values
        if len(values) == 1 and isinstance(values[0], Listing):
            found = values[0].items
        given.spend(len(found))
        if not found:
            return None
        best = found[0]
        if isinstance(best, bool | str | frozenset | Listing):
            raise wrong_type()
        for one in found[1:]:
            if _compared(one, best) * sign > 0:
                best = one
        return best  # type: ignore[no-any-return]

    return run


def _has(given: Given, a: Any, b: Any) -> bool:
    if isinstance(a, frozenset) and isinstance(b, str):
        return b in a
    if isinstance(a, Listing):
        given.spend(len(a.items))
        if type_of(b) != a.of:
            raise wrong_type()
        return b in a.items
    raise wrong_type()


def _sets(a: Any, b: Any) -> None:
    if not isinstance(a, frozenset) or not isinstance(b, frozenset):
        raise wrong_type()


def _has_any(a: Any, b: Any) -> bool:
    _sets(a, b)
    return bool(a & b)


def _has_all(a: Any, b: Any) -> bool:
    _sets(a, b)
    return bool(a >= b)


def _texts(a: Any, b: Any) -> None:
    if not isinstance(a, str) or not isinstance(b, str):
        raise wrong_type()


def _contains(a: Any, b: Any) -> bool:
    _texts(a, b)
    return b in a


def _starts(a: Any, b: Any) -> bool:
    _texts(a, b)
    return bool(a.startswith(b))


def _len(a: Any) -> Decimal:
    _texts(a, "")
    return Decimal(len(a))


def _not(a: Any) -> bool:
    if not isinstance(a, bool):
        raise wrong_type()
    return not a


def _day(value: Any) -> date:
    if type(value) is not date:
        raise wrong_type()
    return value


def _number(value: Any) -> Decimal:
    if not isinstance(value, Decimal):
        raise wrong_type()
    return value


def _add_days(a: Any, b: Any) -> date:
    return days.add_days(_day(a), days.whole(_number(b), days.MOST_DAYS))


def _add_months(a: Any, b: Any) -> date:
    return days.add_months(_day(a), days.whole(_number(b), days.MOST_MONTHS))


def _add_business_days(given: Given, a: Any, b: Any) -> date:
    day, number = _day(a), days.whole(_number(b), days.MOST_BUSINESS_DAYS)
    given.spend(abs(number))
    return days.add_business_days(day, number, given.calendar)


def _days_between(a: Any, b: Any) -> Decimal:
    return Decimal((_day(b) - _day(a)).days)


PLAIN: dict[str, Callable[..., Value]] = {
    "not": _not,
    "lt": lambda a, b: _compared(a, b) < 0,
    "le": lambda a, b: _compared(a, b) <= 0,
    "gt": lambda a, b: _compared(a, b) > 0,
    "ge": lambda a, b: _compared(a, b) >= 0,
    "has_any": _has_any,
    "has_all": _has_all,
    "contains": _contains,
    "starts": _starts,
    "len": _len,
    "add": lambda *values: reduce(add, values),
    "sub": _sub,
    "mul": lambda *values: reduce(_mul, values),
    "div": _div,
    "round": _round,
    "add_days": _add_days,
    "add_months": _add_months,
    "days_between": _days_between,
}
SPENDING: dict[str, Callable[..., Value]] = {
    "eq": _eq,
    "ne": _ne,
    "has": _has,
    "min": _chosen(-1),
    "max": _chosen(1),
    "add_business_days": _add_business_days,
}
"""Functions that may look at many things; they are handed what is given first, and count there."""
