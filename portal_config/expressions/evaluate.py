"""What an expression comes to. Missing spreads through comparison and arithmetic; ``and``, ``or``, ``not`` are three-valued (Kleene).

The browser's engine (``assets/src/js/px``) does the same, step by step: both pass ``tests/portal_config/expressions/vectors.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce

from portal_config.expressions.functions import PLAIN, SPENDING, add, wrong_type
from portal_config.expressions.given import NOTHING, Given
from portal_config.expressions.parse import Call, Literal, Node
from portal_config.expressions.values import ExpressionFailed, Listing, Value, type_of

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
        value, options = chosen(given), given.options.get(name, NOTHING)
        if value is None:
            return None
        if isinstance(value, str):
            found: Value = options.get(value, NOTHING).get(attribute)
            return found
        if not isinstance(value, frozenset):
            raise wrong_type()
        given.spend(len(options))
        each = (options[one].get(attribute) for one in options if one in value)
        items = tuple(one for one in each if one is not None)
        return Listing(type_of(items[0]), items) if items else None

    return run


def _joined(decisive: bool) -> Callable[[Call], Evaluate]:
    """``and`` (no decides) or ``or`` (yes decides): the first decisive part ends it, then a missing one makes the whole missing."""

    def made(node: Call) -> Evaluate:
        parts = [compile(one) for one in node.arguments]

        def run(given: Given) -> Value:
            result: Value = not decisive
            for part in parts:
                value = part(given)
                if value is decisive:
                    return decisive
                if value is None:
                    result = None
                elif not isinstance(value, bool):
                    raise wrong_type()
            return result

        return run

    return made


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
        raise wrong_type()

    return run


def _sum(node: Call) -> Evaluate:
    asked = _field(node) if node.name else compile(node.arguments[0])

    def run(given: Given) -> Value:
        value = asked(given)
        if value is None:
            return None
        if not isinstance(value, Listing):
            raise wrong_type()
        given.spend(len(value.items))
        if value.of == "num":
            items: Sequence[Value] = (Decimal(0), *value.items)
        else:
            items = value.items  # nothing in no currency is no amount
        return reduce(add, items) if items else None

    return run


def _strict(node: Call) -> Evaluate:
    """Functions that see all their arguments first: an error in one is the error, then a missing one makes the whole missing."""
    parts = [compile(one) for one in node.arguments]
    spending = SPENDING.get(node.function)
    if spending is not None:

        def run_spending(given: Given) -> Value:
            values = [part(given) for part in parts]
            return None if any(one is None for one in values) else spending(given, *values)

        return run_spending
    function = PLAIN[node.function]

    def run(given: Given) -> Value:
        values = [part(given) for part in parts]
        return None if any(one is None for one in values) else function(*values)

    return run


_COMPILE: dict[str, Callable[[Call], Evaluate]] = {
    "field": _field,
    "row": _row,
    "ctx": _ctx,
    "option": _option,
    "and": _joined(False),
    "or": _joined(True),
    "if": _if,
    "coalesce": _coalesce,
    "empty": _empty,
    "filled": _filled,
    "count": _count,
    "sum": _sum,
}
