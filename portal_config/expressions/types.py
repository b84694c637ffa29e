"""Whether an expression fits together, before it is ever evaluated: every name is known, every part has the type its place needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from portal_config.expressions.parse import Call, Literal, Node, NotAnExpression, parse
from portal_config.expressions.values import SCALARS, Listing, type_of
from portal_config.faults import Fault

NUMBERS = ("num", "money")
ORDERED = ("text", "num", "money", "date", "instant")
MEASURED = ("num", "money", "date", "instant")
MISSING = "missing"
THING = "thing"
"""The type of an answer that rules can only ask whether it is there: an address, a signature, a row."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name, with its type: ``bool``, ``text``, ``num``, ``money``, ``date``, ``instant``, ``set``, ``list:<scalar>`` or ``thing``.

    ``fields``: questions by id, those inside of repeated rows as lists; ``row``: questions of the same row; ``ctx``: context by name; ``options``:
    question → attribute of its options → type; ``choices``: question → the values one may choose.
    """

    fields: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    row: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    ctx: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NOTHING)
    choices: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit. ``at``: where, as places in the JSON lists from the expression's beginning."""

    at: tuple[int, ...]
    fault: Fault
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked expression: ``node`` is None where it is none at all, ``type`` what it comes to (``missing`` where nothing certain can be said)."""

    node: Node | None
    type: str
    misfits: tuple[Misfit, ...]

    @property
    def fits(self) -> bool:
        """Whether it may be evaluated."""
        return self.node is not None and not any(one.severity == "error" for one in self.misfits)


def check(raw: Any, names: Names, wanted: str | tuple[str, ...] = "") -> Checked:
    """Read and check an expression; ``wanted`` are the types its place takes (empty: any). Never raises."""
    try:
        node = parse(raw)
    except NotAnExpression as error:
        return Checked(None, MISSING, (Misfit(error.at, error.fault),))
    checker = _Checker(names)
    found = checker.type(node)
    takes = (wanted,) if isinstance(wanted, str) else wanted
    if any(takes) and found not in (*takes, MISSING):
        needed = " or ".join(_called(one, small=place > 0) for place, one in enumerate(takes))
        checker.misfit(node, "expr_type", f"{needed} is needed here, and this is {_called(found, small=True)}.")
    return Checked(node, found, tuple(checker.misfits))


class _Checker:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.misfits: list[Misfit] = []

    def misfit(
        self,
        node: Node,
        code: str,
        message: str,
        fix: str | None = None,
        *,
        place: int | None = None,
        severity: str = "error",
    ) -> None:
        at = node.at if place is None else (*node.at, place)
        self.misfits.append(Misfit(at, Fault(code, message, fix), severity))

    def type(self, node: Node) -> str:
        if isinstance(node, Literal):
            return f"list:{node.value.of}" if isinstance(node.value, Listing) else type_of(node.value)
        return str(getattr(self, f"_{node.function}", self._strict)(node))

    def _strict(self, node: Call) -> str:
        signature: Callable[[_Checker, Call], str] = _SIGNATURES[node.function]
        return signature(self, node)

    # names

    def _known(self, node: Call, known: Mapping[str, str], what: str) -> str:
        found = known.get(node.name)
        if found is None:
            self.misfit(node, "ref_missing", f"“{node.name[:70]}” is {what}.", "Choose another one.", place=1)
            return MISSING
        return found

    def _field(self, node: Call) -> str:
        return self._known(node, self.names.fields, "no question of this form")

    def _row(self, node: Call) -> str:
        return self._known(node, self.names.row, "no question of this row")

    def _ctx(self, node: Call) -> str:
        return self._known(node, self.names.ctx, "not known here")

    def _option(self, node: Call) -> str:
        (asked,) = node.arguments
        assert isinstance(asked, Call)
        found = self.type(asked)
        if found not in ("text", "set", MISSING):
            self.misfit(node, "expr_type", "Only a question with choices has options.", place=1)
            return MISSING
        known = self.names.options.get(asked.name, _NOTHING)
        attribute = known.get(node.name)
        if attribute is None:
            if found != MISSING:
                self.misfit(
                    node, "ref_missing", f"No option has “{node.name[:70]}”.", "Give the options this value.", place=2
                )
            return MISSING
        return f"list:{attribute}" if found == "set" else attribute

    # logic

    def _booleans(self, node: Call) -> str:
        for one in node.arguments:
            self._need(one, "bool")
        return "bool"

    _and = _or = _not = _booleans

    def _if(self, node: Call) -> str:
        test, then, otherwise = node.arguments
        self._need(test, "bool")
        return self._alike(node, (then, otherwise))

    def _coalesce(self, node: Call) -> str:
        return self._alike(node, node.arguments)

    def _empty(self, node: Call) -> str:
        self.type(node.arguments[0])
        return "bool"

    _filled = _empty

    # what the functions need

    def _need(self, node: Node, *wanted: str) -> str:
        found = self.type(node)
        if found not in wanted and found != MISSING:
            needed = " or ".join(_called(one, small=place > 0) for place, one in enumerate(wanted))
            self.misfit(node, "expr_type", f"{needed} is needed here, and this is {_called(found, small=True)}.")
            return MISSING
        return found

    def _alike(self, node: Call, parts: tuple[Node, ...], wanted: tuple[str, ...] = ()) -> str:
        """Parts of one type, which is answered. Literals and what is missing fit nothing by themselves."""
        first = MISSING
        for one in parts:
            found = self.type(one)
            if found == MISSING:
                continue
            if (wanted and found not in wanted) or found == THING:
                self.misfit(one, "expr_type", f"{_called(found)} cannot be used here.")
            elif first == MISSING:
                first = found
            elif found != first:
                self.misfit(
                    node,
                    "expr_type",
                    f"{_called(first)} and {_called(found, small=True)} cannot go together here.",
                    _fix(first, found),
                )
                return first
        return first

    def _compare(self, node: Call, wanted: tuple[str, ...] = ()) -> str:
        self._alike(node, node.arguments, wanted)
        self._chosen_from(node)
        return "bool"

    def _chosen_from(self, node: Call) -> None:
        """A choice that is compared with what nobody can choose."""
        asked, other = node.arguments
        if isinstance(asked, Literal):
            asked, other = other, asked
        if not isinstance(asked, Call) or asked.function not in ("field", "row") or not isinstance(other, Literal):
            return
        choices = self.names.choices.get(asked.name)
        if choices is None:
            return
        values = (
            {other.value}
            if isinstance(other.value, str)
            else other.value
            if isinstance(other.value, frozenset)
            else set()
        )
        for value in sorted(values - choices):
            self.misfit(
                other,
                "expr_option",
                f"“{value[:70]}” is no option of this question.",
                "Choose one of its options.",
                severity="warning",
            )

    def _count(self, node: Call) -> str:
        found = self._field(node) if node.name else self.type(node.arguments[0])
        if found not in ("set", MISSING) and not found.startswith("list:"):
            self.misfit(node, "expr_type", f"{_called(found)} cannot be counted.", place=1)
        return "num"

    def _sum(self, node: Call) -> str:
        found = self._field(node) if node.name else self.type(node.arguments[0])
        if found == MISSING:
            return MISSING
        if found not in ("list:num", "list:money"):
            self.misfit(node, "expr_type", f"{_called(found)} has no sum.", place=1)
            return MISSING
        return found.removeprefix("list:")

    def _mul(self, node: Call) -> str:
        found = [self._need(one, *NUMBERS) for one in node.arguments]
        if found.count("money") > 1:
            self.misfit(node, "expr_type", "Money cannot be multiplied by money.")
        return "money" if "money" in found else "num"

    def _div(self, node: Call) -> str:
        upper, lower = (self._need(one, *NUMBERS) for one in node.arguments)
        if upper == "num" and lower == "money":
            self.misfit(node, "expr_type", "A number cannot be divided by money.")
        return "money" if upper == "money" and lower == "num" else "num"

    def _extreme(self, node: Call) -> str:
        if len(node.arguments) == 1:
            found = self.type(node.arguments[0])
            if found.startswith("list:"):
                inner = found.removeprefix("list:")
                if inner not in MEASURED:
                    self.misfit(node, "expr_type", f"{_called(inner)} has no smallest and no largest.", place=1)
                return inner
        return self._alike(node, node.arguments, MEASURED)

    _min = _max = _extreme

    def _has(self, node: Call) -> str:
        found, wanted = self.type(node.arguments[0]), "text"
        if found.startswith("list:"):
            wanted = found.removeprefix("list:")
        elif found not in ("set", MISSING):
            self.misfit(node, "expr_type", f"{_called(found)} is no list of values.", place=1)
            return "bool"
        if found != MISSING:
            self._need(node.arguments[1], wanted)
        self._chosen_from(node)
        return "bool"

    def _sets(self, node: Call) -> str:
        for one in node.arguments:
            self._need(one, "set")
        self._chosen_from(node)
        return "bool"

    _has_any = _has_all = _sets

    def _takes(self, node: Call, result: str, *wanted: str) -> str:
        for one, kind in zip(node.arguments, wanted, strict=False):
            self._need(one, kind)
        return result


_SIGNATURES = {
    "eq": lambda checker, node: checker._compare(node),
    "ne": lambda checker, node: checker._compare(node),
    **dict.fromkeys(("lt", "le", "gt", "ge"), lambda checker, node: checker._compare(node, ORDERED)),
    **dict.fromkeys(("add", "sub"), lambda checker, node: checker._alike(node, node.arguments, NUMBERS)),
    **dict.fromkeys(("contains", "starts"), lambda checker, node: checker._takes(node, "bool", "text", "text")),
    "len": lambda checker, node: checker._takes(node, "num", "text"),
    "round": lambda checker, node: checker._takes(node, "num", "num", "num"),
    **dict.fromkeys(
        ("add_days", "add_months", "add_business_days"),
        lambda checker, node: checker._takes(node, "date", "date", "num"),
    ),
    "days_between": lambda checker, node: checker._takes(node, "num", "date", "date"),
}

_CALLED = {
    "bool": "a yes or no",
    "text": "a text",
    "num": "a number",
    "money": "an amount of money",
    "date": "a day",
    "instant": "a point in time",
    "set": "a choice of several",
    THING: "this answer",
    MISSING: "nothing",
}


def _called(kind: str, *, small: bool = False) -> str:
    words = f"a list of {_PLURAL[kind.removeprefix('list:')]}" if kind.startswith("list:") else _CALLED[kind]
    return words if small else words[0].upper() + words[1:]


_PLURAL = dict(zip(SCALARS, ("answers", "texts", "numbers", "amounts", "days", "points in time"), strict=True)) | {
    THING: "answers"
}


def _fix(first: str, second: str) -> str | None:
    if {first, second} == {"num", "money"}:
        return 'Write the amount as {"money": [minor units, "EUR"]}.'
    if {first, second} == {"num", "text"}:
        return "Write a number without quotes, or a text with them."
    return None
