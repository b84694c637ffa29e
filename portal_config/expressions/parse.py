"""From JSON to an expression: its shape, its limits, its literals. What the names in it are is for ``types`` to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal_config.expressions.values import NoLiteral, Value, literal
from portal_config.faults import Fault

DEPTH = 12
NODES = 200
NAMED = frozenset(("field", "row", "ctx"))
"""Take one name and nothing else."""
COLUMNS = frozenset(("count", "sum"))
"""Take the name of a field in place of an expression."""
ARITY: dict[str, tuple[int, int]] = {
    "field": (1, 1),
    "row": (1, 1),
    "ctx": (1, 1),
    "option": (2, 2),
    "and": (1, 50),
    "or": (1, 50),
    "not": (1, 1),
    "if": (3, 3),
    "eq": (2, 2),
    "ne": (2, 2),
    "lt": (2, 2),
    "le": (2, 2),
    "gt": (2, 2),
    "ge": (2, 2),
    "empty": (1, 1),
    "filled": (1, 1),
    "coalesce": (2, 20),
    "has": (2, 2),
    "has_any": (2, 2),
    "has_all": (2, 2),
    "contains": (2, 2),
    "starts": (2, 2),
    "len": (1, 1),
    "add": (2, 50),
    "sub": (2, 2),
    "mul": (2, 50),
    "div": (2, 2),
    "round": (1, 2),
    "min": (1, 50),
    "max": (1, 50),
    "sum": (1, 1),
    "count": (1, 1),
    "add_days": (2, 2),
    "add_months": (2, 2),
    "add_business_days": (2, 2),
    "days_between": (2, 2),
}
"""Every function with the fewest and most arguments."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the expression. ``at``: where, from the expression's beginning."""

    value: Value
    at: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; ``name`` is what ``field``, ``row``, ``ctx`` and columns name, and the attribute of ``option``."""

    function: str
    arguments: tuple[Node, ...]
    name: str = ""
    at: tuple[int, ...] = ()


Node = Literal | Call


class NotAnExpression(ValueError):
    """The JSON is no expression: ``fault`` says why, ``at`` where."""

    def __init__(self, at: tuple[int, ...], code: str, message: str, fix: str | None = None) -> None:
        super().__init__(message)
        self.at = at
        self.fault = Fault(code, message, fix)


def parse(raw: Any) -> Node:
    """The expression that JSON writes. Raises NotAnExpression: ``expr_shape``, ``expr_unknown``, ``expr_arity``, ``expr_literal``, ``expr_limit``."""
    return _Parser().node(raw, ())


class _Parser:
    def __init__(self) -> None:
        self._nodes = 0

    def node(self, raw: Any, at: tuple[int, ...]) -> Node:
        self._nodes += 1
        if self._nodes > NODES:
            raise NotAnExpression((), "expr_limit", f"A rule has at most {NODES} parts.", "Split it up.")
        if len(at) >= DEPTH:
            raise NotAnExpression(at, "expr_limit", f"A rule is at most {DEPTH} deep.", "Split it up.")
        if not isinstance(raw, list):
            try:
                return Literal(literal(raw), at)
            except NoLiteral as error:
                raise NotAnExpression(at, "expr_literal", f"{error}.") from None
        return self._call(raw, at)

    def _call(self, raw: list[Any], at: tuple[int, ...]) -> Call:
        function = raw[0] if raw else None
        if not isinstance(function, str):
            raise NotAnExpression(
                at, "expr_shape", "A list is an operation: its name comes first.", 'Write ["eq", …, …].'
            )
        arity = ARITY.get(function)
        if arity is None:
            raise NotAnExpression(
                (*at, 0), "expr_unknown", f"“{function[:40]}” is no function.", f"Use one of: {', '.join(ARITY)}."
            )
        fewest, most = arity
        if not fewest <= len(raw) - 1 <= most:
            count = f"{fewest}" if fewest == most else f"{fewest} to {most}"
            raise NotAnExpression(
                at, "expr_arity", f"“{function}” takes {count} argument{'' if count == '1' else 's'}."
            )
        if function in NAMED or (function in COLUMNS and isinstance(raw[1], str)):
            return Call(function, (), _name(raw[1], (*at, 1)), at)
        if function == "option":
            asked = self.node(raw[1], (*at, 1))
            if not isinstance(asked, Call) or asked.function not in ("field", "row"):
                raise NotAnExpression((*at, 1), "expr_shape", "“option” asks the answer of a question with choices.")
            return Call(function, (asked,), _name(raw[2], (*at, 2)), at)
        return Call(function, tuple(self.node(one, (*at, place)) for place, one in enumerate(raw[1:], 1)), "", at)


def _name(raw: Any, at: tuple[int, ...]) -> str:
    if not isinstance(raw, str) or not raw:
        raise NotAnExpression(at, "expr_shape", "A name is needed here.")
    return raw


def walk(node: Node) -> Iterator[Node]:
    """The expression and every part of it, outermost first."""
    yield node
    if isinstance(node, Call):
        for one in node.arguments:
            yield from walk(one)


def raw_of(node: Node) -> Any:
    """The JSON of an expression; ``parse`` reads it back."""
    from portal_config.expressions.values import written

    if isinstance(node, Literal):
        return written(node.value)
    if node.function == "option":
        return [node.function, raw_of(node.arguments[0]), node.name]
    if node.name:
        return [node.function, node.name]
    return [node.function, *(raw_of(one) for one in node.arguments)]
