"""An expression as people write it: ``fld_count > 3 and has(fld_langs, "de")`` becomes JSON, and JSON becomes text again, exactly.

Questions are named by their ids (``fld_count``), those of the same row with ``row.`` before, context by its names (``client.orders``). Texts stand in quotes, amounts as
``100.00 EUR``, days as ``2026-11-20``, sets in braces. ``and or not = != < <= > >= + - * /`` stand between what they join; all else is a function: ``contains(fld_topic, "pump")``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from portal_config.expressions.parse import ARITY, COLUMNS, Call, Literal, Node
from portal_config.expressions.values import Listing, Value, decimal_text, number_written, written
from portal_config.money import EXPONENTS, Money

BETWEEN: Mapping[str, tuple[str, int]] = {
    "or": ("or", 1), "and": ("and", 2), "eq": ("=", 4), "ne": ("!=", 4), "le": ("<=", 4), "ge": (">=", 4), "lt": ("<", 4), "gt": (">", 4),
    "add": ("+", 5), "sub": ("-", 5), "mul": ("*", 6), "div": ("/", 6),
}  # fmt: skip
"""Function → the sign that stands between its parts, and how tightly it binds. ``not`` binds tighter than ``and`` and looser than ``=``."""
NOT, TIGHTEST = 3, 7
CHAINS = frozenset({"or", "and", "add", "mul"})
WORDS: Mapping[str, Any] = {"yes": True, "no": False, "nothing": None}
_SIGNS = {sign: function for function, (sign, _) in BETWEEN.items()}
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<instant>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)|(?P<date>\d{4}-\d\d-\d\d)|(?P<number>\d+(?:\.\d+)?)|(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<word>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?P<sign><=|>=|!=|[=<>+\-*/(){},\[\]])
    )""",
    re.VERBOSE | re.ASCII,
)
_FIELD = re.compile(r"fld_[a-z0-9_]+", re.ASCII)
_CONTEXT = re.compile(r"(?!fld_|row\.)[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
LONGEST = 10_000


class NotWritten(ValueError):
    """The text is no expression; what to do about it, and after how many characters it was found (``at``)."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


def text_of(node: Node) -> str:
    """The text of an expression; ``read`` makes the same expression of it. Raises ValueError for a list whose type its items do not tell, and for names
    that no question and no context has."""
    return _told(node, 0)


def _told(node: Node, around: int) -> str:
    if isinstance(node, Literal):
        words = _value(node.value)
        # A sign before a number would be taken for one between two.
        return f"({words})" if words.startswith("-") and around > NOT else words
    if node.function == "not":
        words, binds = f"not {_told(node.arguments[0], NOT)}", NOT
    elif node.function in BETWEEN and len(node.arguments) > 1:
        sign, binds = BETWEEN[node.function]
        first, *rest = node.arguments
        # What stands first is joined from the left; a chain in a chain of its own kind would become one with it.
        left = binds if binds > 4 and not _same_chain(node, first) else binds + 1
        words = f" {sign} ".join([_told(first, left), *(_told(one, binds + 1) for one in rest)])
    else:
        return _function(node)
    return f"({words})" if binds < around else words


def _same_chain(node: Call, first: Node) -> bool:
    return node.function in CHAINS and isinstance(first, Call) and first.function == node.function


def _function(node: Call) -> str:
    if node.function in ("field", "ctx", "row") or (node.name and node.function in COLUMNS):
        shape = _CONTEXT if node.function == "ctx" else _FIELD
        if not shape.fullmatch(node.name) or node.name in WORDS or node.name in _SIGNS or node.name == "not":
            raise ValueError(f"{node.name!r} cannot be written")
    if node.function in ("field", "ctx"):
        return node.name
    if node.function == "row":
        return f"row.{node.name}"
    if node.function == "option":
        return f"option({_told(node.arguments[0], 0)}, {json.dumps(node.name, ensure_ascii=False)})"
    if node.name:
        return f"{node.function}({node.name})"
    parts = [_told(one, 0) for one in node.arguments]
    if node.function in COLUMNS and isinstance(node.arguments[0], Call) and node.arguments[0].function == "field":
        parts = [f"({parts[0]})"]
    return f"{node.function}({', '.join(parts)})"


def _value(value: Value) -> str:
    for word, meant in WORDS.items():
        if value is meant:
            return word
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, Money):
        digits = EXPONENTS[value.currency]
        return f"{Decimal(value.minor).scaleb(-digits):.{digits}f} {value.currency}"
    if isinstance(value, frozenset):
        return f"{{{', '.join(json.dumps(one, ensure_ascii=False) for one in sorted(value))}}}"
    if isinstance(value, Listing):
        if not value.items:
            raise ValueError("an empty list does not say what it is a list of")
        return f"[{', '.join(map(_value, value.items))}]"
    return str(next(iter(written(value).values())))


def read(text: str) -> Any:
    """The JSON of an expression as people write it. Whether its parts fit together is for ``check`` to say. Raises NotWritten."""
    if len(text) > LONGEST:
        raise NotWritten(f"A rule has at most {LONGEST:,} characters.", LONGEST)
    reader = _Reader(text)
    made = reader.expression(0)
    if reader.kind:
        raise NotWritten(f"“{reader.word}” does not fit here.", reader.at)
    return made


class _Reader:
    """Reads from the left, one sign at a time. ``kind`` is empty at the end."""

    def __init__(self, text: str) -> None:
        self.text, self.next, self.depth = text, 0, 0
        self.kind = self.word = ""
        self.at = 0
        self.step()

    def step(self) -> None:
        found = _TOKEN.match(self.text, self.next)
        if found is None:
            rest = self.text[self.next :].strip()
            if rest:
                missing = "A text ends with a quote." if rest.startswith('"') else f"“{rest[0]}” means nothing here."
                raise NotWritten(missing, self.next)
            self.kind = self.word = ""
            self.at = len(self.text)
            return
        self.kind, self.word = str(found.lastgroup), found[str(found.lastgroup)]
        self.at, self.next = found.start(str(found.lastgroup)), found.end()

    def take(self, word: str) -> None:
        if self.word != word or self.kind == "text":
            there = f"“{self.word}”" if self.kind else "the end"
            raise NotWritten(f"“{word}” is needed before {there}.", self.at)
        self.step()

    def comma(self, end: str) -> None:
        """Over the comma between two parts; nothing at the ``end`` of all."""
        if self.kind == "sign" and self.word == ",":
            self.step()
        elif self.kind != "sign" or self.word != end:
            self.take(end)

    def expression(self, around: int) -> Any:
        self.depth += 1
        if self.depth > 60:
            raise NotWritten("This is nested too deep.", self.at)
        made, closed = self.beginning(around)
        while self.kind in ("sign", "word") and self.word in _SIGNS:
            function = _SIGNS[self.word]
            binds = BETWEEN[function][1]
            if binds < max(around, 1):
                break
            self.step()
            after = self.expression(binds + 1)
            if function in CHAINS and not closed and made[0] == function:
                made = [*made, after]
            else:
                made = [function, made, after]
            closed = False
        self.depth -= 1
        return made

    def beginning(self, around: int) -> tuple[Any, bool]:
        """(the first part, whether nothing may join it to a chain)."""
        kind, word, at = self.kind, self.word, self.at
        if kind == "word" and word == "not":
            if around > NOT:
                raise NotWritten("Put “not …” in brackets here.", at)
            self.step()
            return ["not", self.expression(NOT)], True
        if kind == "sign" and word == "(":
            self.step()
            made = self.expression(0)
            self.take(")")
            return made, True
        if kind == "sign" and word == "{":
            return {"set": self.listed("}", texts=True)}, True
        if kind == "sign" and word == "[":
            return self.a_list(), True
        if kind == "sign" and word == "-":
            self.step()
            if self.kind != "number":
                raise NotWritten("After a sign that stands first a number is needed.", self.at)
            return self.number("-"), True
        if kind == "number":
            return self.number(""), True
        if kind in ("date", "instant"):
            self.step()
            return {kind: word}, True
        if kind == "text":
            return self.quoted(), True
        if kind == "word":
            return self.name(word), True
        raise NotWritten(f"“{word}” cannot stand here." if kind else "Something is missing at the end.", at)

    def number(self, sign: str) -> Any:
        found = Decimal(f"{sign}{self.word}")
        self.step()
        if self.kind == "word" and self.word in EXPONENTS:
            minor = found.scaleb(EXPONENTS[self.word])
            if minor != minor.to_integral_value():
                raise NotWritten(f"{self.word} has {EXPONENTS[self.word]} digits after the point.", self.at)
            currency = self.word
            self.step()
            return {"money": [int(minor), currency]}
        return number_written(found)

    def quoted(self) -> str:
        try:
            made = json.loads(self.word)
        except ValueError:
            raise NotWritten("This text cannot be read.", self.at) from None
        self.step()
        return str(made)

    def name(self, word: str) -> Any:
        self.step()
        if word in ARITY and self.word == "(" and self.kind == "sign":
            return self.call(word)
        if word in WORDS:
            return WORDS[word]
        if word.startswith("fld_"):
            return ["field", word]
        return ["row", word[4:]] if word.startswith("row.") else ["ctx", word]

    def call(self, function: str) -> Any:
        self.step()
        if function in COLUMNS and self.kind == "word" and self.word.startswith("fld_"):
            column, after = self.word, re.match(r"\s*\)", self.text[self.next :])
            if after:
                self.step()
                self.take(")")
                return [function, column]
        made: list[Any] = [function]
        while self.word != ")" or self.kind != "sign":
            made.append(self.expression(0))
            self.comma(")")
        self.take(")")
        return made

    def listed(self, end: str, *, texts: bool) -> list[Any]:
        self.step()
        items: list[Any] = []
        while self.word != end or self.kind != "sign":
            if texts and self.kind != "text":
                raise NotWritten("In braces stand texts in quotes.", self.at)
            items.append(self.quoted() if texts else self.beginning(TIGHTEST)[0])
            self.comma(end)
        self.take(end)
        return items

    def a_list(self) -> Any:
        at = self.at
        items = self.listed("]", texts=False)
        first = items[0] if items else None
        of = (
            next(iter(first))
            if isinstance(first, dict)
            else "bool" if isinstance(first, bool) else "text" if isinstance(first, str) else "num"
        )  # fmt: skip
        if first is None or isinstance(first, list):
            raise NotWritten("In brackets stand values of one kind, at least one.", at)
        return {"list": {"of": of, "items": items}}
