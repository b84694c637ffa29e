"""What an expression comes to. Missing spreads through comparison and arithmetic; ``and``, ``or``, ``not`` are three-valued (Kleene).

The browser's engine (``assets/src/js/px.js``) does the same, step by step: both pass ``tests/portal_config/expressions/vectors.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from types import MappingProxyType
from typing import Any

from portal_config.expressions import calendar as days
from portal_config.expressions.calendar import Calendar
from portal_config.expressions.parse import Call, Literal, Node
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

BUDGET = 20_000
"""How many elements of lists and days of calendars one evaluation may look at."""
DIVISION_PLACES = 12
MOST_PLACES = 12
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class Given:
    """What an expression is evaluated with. ``fields``: values of visible answered fields by id, columns of repeated ones as lists; ``row``: those of
    the present row; ``ctx``: pinned context by name; ``options``: field id → option value → attribute → value."""

    fields: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    row: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    ctx: Mapping[str, Value] = field(default_factory=lambda: _NOTHING)
    options: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=lambda: _NOTHING)
    calendar: Calendar = field(default_factory=Calendar)
    spent: int = 0

    def spend(self, steps: int) -> None:
        """Count what a function looks at. Raises ExpressionFailed ``budget``."""
        self.spent += steps
        if self.spent > BUDGET:
            raise ExpressionFailed("budget", "This rule takes too long.")


Evaluate = Callable[[Given], Value]


def compile(node: Node) -> Evaluate:
    """A function from what is given to the value; it raises ExpressionFailed. The same function serves any number of times and threads."""
    if isinstance(node, Literal):
        value = node.value
        return lambda _: value
    return _COMPILE.get(node.function, _strict)(node)


def evaluate(node: Node, given: Given) -> Value:
    """The value of the expression, None where it is missing. Raises ExpressionFailed."""
    given.spent = 0
    return compile(node)(given)


def holds(value: Value) -> bool:
    """At the end only what is true counts as yes. Raises ExpressionFailed ``type`` for anything but true, false and missing."""
    if value is None or value is False or value is True:
        return value is True
    raise ExpressionFailed("type", "This is neither yes nor no.")


def _field(node: Call) -> Evaluate:
    name = node.name
    return lambda given: given.fields.get(name)


def _row(node: Call) -> Evaluate:
    name = node.name
    return lambda given: given.row.get(name)


def _ctx(node: Call) -> Evaluate:
    name = node.name
    return lambda given: given.ctx.get(name)


def _option(node: Call) -> Evaluate:
    (asked,) = node.arguments
    assert isinstance(asked, Call)
    name, attribute, chosen = asked.name, node.name, compile(asked)

    def run(given: Given) -> Value:
        value, options = chosen(given), given.options.get(name, _NOTHING)
        if value is None:
            return None
        if isinstance(value, str):
            found: Value = options.get(value, _NOTHING).get(attribute)
            return found
        if not isinstance(value, frozenset):
            raise _wrong_type()
        given.spend(len(options))
        each = (options[one].get(attribute) for one in options if one in value)
        items = tuple(one for one in each if one is not None)
        return Listing(type_of(items[0]), items) if items else None

    return run


def _and(node: Call) -> Evaluate:
    parts = [compile(one) for one in node.arguments]

    def run(given: Given) -> Value:
        result: Value = True
        for part in parts:
            value = part(given)
            if value is False:
                return False
            if value is None:
                result = None
            elif value is not True:
                raise _wrong_type()
        return result

    return run


def _or(node: Call) -> Evaluate:
    parts = [compile(one) for one in node.arguments]

    def run(given: Given) -> Value:
        result: Value = False
        for part in parts:
            value = part(given)
            if value is True:
                return True
            if value is None:
                result = None
            elif value is not False:
                raise _wrong_type()
        return result

    return run


def _if(node: Call) -> Evaluate:
    test, then, otherwise = (compile(one) for one in node.arguments)

    def run(given: Given) -> Value:
        return then(given) if holds(test(given)) else otherwise(given)

    return run


def _coalesce(node: Call) -> Evaluate:
    parts = [compile(one) for one in node.arguments]

    def run(given: Given) -> Value:
        for part in parts:
            value = part(given)
            if value is not None:
                return value
        return None

    return run


def _is_empty(value: Value) -> bool:
    return (
        value is None
        or value == ""
        or (isinstance(value, frozenset) and not value)
        or (isinstance(value, Listing) and not value.items)
    )


def _empty(node: Call) -> Evaluate:
    asked = compile(node.arguments[0])
    return lambda given: _is_empty(asked(given))


def _filled(node: Call) -> Evaluate:
    asked = compile(node.arguments[0])
    return lambda given: not _is_empty(asked(given))


def _count(node: Call) -> Evaluate:
    asked = _field(node) if node.name else compile(node.arguments[0])

    def run(given: Given) -> Value:
        value = asked(given)
        if value is None:
            return Decimal(0)
        if isinstance(value, Listing):
            return Decimal(len(value.items))
        if isinstance(value, frozenset):
            return Decimal(len(value))
        raise _wrong_type()

    return run


def _sum(node: Call) -> Evaluate:
    asked = _field(node) if node.name else compile(node.arguments[0])

    def run(given: Given) -> Value:
        value = asked(given)
        if value is None:
            return None
        if not isinstance(value, Listing):
            raise _wrong_type()
        given.spend(len(value.items))
        if value.of == "num":
            items: Sequence[Value] = (Decimal(0), *value.items)
        else:
            items = value.items  # nothing in no currency is no amount
        return reduce(_add, items) if items else None

    return run


def _strict(node: Call) -> Evaluate:
    """Functions that see all their arguments first: an error in one is the error, then a missing one makes the whole missing."""
    parts = [compile(one) for one in node.arguments]
    spending = _SPENDING.get(node.function)
    if spending is not None:

        def run_spending(given: Given) -> Value:
            values = [part(given) for part in parts]
            return None if any(one is None for one in values) else spending(given, *values)

        return run_spending
    function = _PLAIN[node.function]

    def run(given: Given) -> Value:
        values = [part(given) for part in parts]
        return None if any(one is None for one in values) else function(*values)

    return run


def _wrong_type() -> ExpressionFailed:
    return ExpressionFailed("type", "The parts of this rule do not fit together.")


def _same(a: Any, b: Any) -> None:
    if type(a) is not type(b):
        raise _wrong_type()
    if isinstance(a, Money) and a.currency != b.currency:
        raise ExpressionFailed("currency", "Two currencies cannot be compared or added.")
    if isinstance(a, Listing) and a.of != b.of:
        raise _wrong_type()


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
        raise _wrong_type()
    return 1 if a > b else -1 if a < b else 0


def _add(a: Any, b: Any) -> Value:
    _same(a, b)
    if isinstance(a, Decimal):
        return bounded(EXACT.add(a, b))
    if isinstance(a, Money):
        return amount(a.minor + b.minor, a.currency)
    raise _wrong_type()


def _sub(a: Any, b: Any) -> Value:
    _same(a, b)
    if isinstance(a, Decimal):
        return bounded(EXACT.subtract(a, b))
    if isinstance(a, Money):
        return amount(a.minor - b.minor, a.currency)
    raise _wrong_type()


def _mul(a: Any, b: Any) -> Value:
    if isinstance(b, Money) and not isinstance(a, Money):
        a, b = b, a
    if not isinstance(b, Decimal):
        raise _wrong_type()
    if isinstance(a, Decimal):
        return bounded(EXACT.multiply(a, b))
    if isinstance(a, Money):
        return amount(_half_away(Fraction(a.minor) * Fraction(b)), a.currency)
    raise _wrong_type()


def _div(a: Any, b: Any) -> Value:
    if isinstance(a, Money) and isinstance(b, Money):
        _same(a, b)
        upper, lower = Fraction(a.minor), Fraction(b.minor)
    elif isinstance(b, Decimal) and isinstance(a, Money | Decimal):
        upper, lower = Fraction(a.minor if isinstance(a, Money) else a), Fraction(b)
    else:
        raise _wrong_type()
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
        raise _wrong_type()
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
            raise _wrong_type()
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
            raise _wrong_type()
        return b in a.items
    raise _wrong_type()


def _sets(a: Any, b: Any) -> None:
    if not isinstance(a, frozenset) or not isinstance(b, frozenset):
        raise _wrong_type()


def _has_any(a: Any, b: Any) -> bool:
    _sets(a, b)
    return bool(a & b)


def _has_all(a: Any, b: Any) -> bool:
    _sets(a, b)
    return bool(a >= b)


def _texts(a: Any, b: Any) -> None:
    if not isinstance(a, str) or not isinstance(b, str):
        raise _wrong_type()


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
        raise _wrong_type()
    return not a


def _day(value: Any) -> date:
    if type(value) is not date:
        raise _wrong_type()
    return value


def _number(value: Any) -> Decimal:
    if not isinstance(value, Decimal):
        raise _wrong_type()
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


_COMPILE: dict[str, Callable[[Call], Evaluate]] = {
    "field": _field,
    "row": _row,
    "ctx": _ctx,
    "option": _option,
    "and": _and,
    "or": _or,
    "if": _if,
    "coalesce": _coalesce,
    "empty": _empty,
    "filled": _filled,
    "count": _count,
    "sum": _sum,
}
_PLAIN: dict[str, Callable[..., Value]] = {
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
    "add": lambda *values: reduce(_add, values),
    "sub": _sub,
    "mul": lambda *values: reduce(_mul, values),
    "div": _div,
    "round": _round,
    "add_days": _add_days,
    "add_months": _add_months,
    "days_between": _days_between,
}
_SPENDING: dict[str, Callable[..., Value]] = {
    "eq": _eq,
    "ne": _ne,
    "has": _has,
    "min": _chosen(-1),
    "max": _chosen(1),
    "add_business_days": _add_business_days,
}
"""Functions that look at many things, and count them."""
