"""Lists whose entries carry no ids: tiers of a price by where they end, moves of a pipeline by from and to, checks of a question by their message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from portal_config.diff.change import Words
from portal_config.diff.names import Names, short, value_words
from portal_config.diff.wording import choice, figure, joined, quoted, say, words
from portal_config.money import EXPONENTS

MOST = 4
"""Entries that one sentence tells."""

Entry = tuple[str, str]
"""What an entry is found by, and what it comes to."""


def told_entries(
    start: str, key: str, before: Any, after: Any, *, part: Any, old: Names, new: Names
) -> tuple[Words, ...]:
    """The sentence of the entries that came, went and changed; empty for lists that are not told by their entries, and where only their order differs."""
    read = _READ.get(key)
    if read is None or not all(_entries(each) for each in (before, after)):
        return ()
    one, two = (_keyed(values or (), read, part, names) for values, names in ((before, old), (after, new)))
    pieces = [
        *(say("entry_changed", what=what, old=one[what], new=two[what]) for what in two if what in one and one[what] != two[what]),
        *(say("entry_gone", what=_whole(what, one[what])) for what in one if what not in two),
        *(say("entry_came", what=_whole(what, two[what])) for what in two if what not in one),
    ]  # fmt: skip
    if not pieces:
        return ()
    sentence = [Words(f"{start}: ")]
    for place, piece in enumerate(pieces[:MOST]):
        sentence += [Words("; "), *piece] if place else piece
    return (*sentence, Words("; …")) if len(pieces) > MOST else tuple(sentence)


def _entries(values: Any) -> bool:
    return values is None or (isinstance(values, list) and all(isinstance(each, dict) for each in values))


def _keyed(values: Iterable[Any], read: Callable[[Any, Any, Names], Entry], part: Any, names: Names) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in values:
        what, comes_to = read(each, part, names)
        found[what] = joined([found[what], comes_to]) if what in found else comes_to
    return found


def _whole(what: str, comes_to: str) -> str:
    return f"{what}: {comes_to}" if comes_to else what


def _tier(tier: Mapping[str, Any], part: Any, _names: Names) -> Entry:
    currency = part.get("currency") if isinstance(part, dict) else None
    end = tier.get("up_to")
    if end is None:
        what = words("beyond")
    else:
        what = words("up_to", end=_amount(end, currency) if "percent" in tier else _number(end))
    percent = tier.get("percent")
    comes_to = _amount(tier.get("unit_amount"), currency) if percent is None else f"{_number(percent)} %"
    flat = tier.get("flat_amount")
    return what, comes_to if flat in (None, 0, "0") else words("plus", one=comes_to, other=_amount(flat, currency))


def _amount(minor: Any, currency: Any) -> str:
    """Minor units, of which there may be fractions, as an amount."""
    digits = EXPONENTS.get(currency) if isinstance(currency, str) else None
    try:
        amount = Decimal(str(minor)).scaleb(-(digits or 0))
    except InvalidOperation:
        return short(str(minor))
    if digits is None or not amount.is_finite():
        return _number(minor)
    places = max(digits, -int(amount.normalize().as_tuple().exponent))
    return f"{currency} {figure(f'{amount:,.{min(places, 12)}f}')}"


def _number(value: Any) -> str:
    try:
        return figure(f"{Decimal(str(value)):,f}")
    except (InvalidOperation, ValueError):
        return short(str(value))


def _move(move: Mapping[str, Any], _part: Any, names: Names) -> Entry:
    one, two, by = (_named(move.get(key), names) for key in ("from", "to", "by"))
    return f"{one} → {two}", words("by_whom", who=by)


def _named(part_ids: Any, names: Names) -> str:
    called = (
        [quoted(names.of(each)) for each in part_ids if isinstance(each, str)] if isinstance(part_ids, list) else []
    )
    return joined(called) if called else words("nothing")


def _check(one: Mapping[str, Any], _part: Any, names: Names) -> Entry:
    comes_to = value_words(one.get("test"), names) if "test" in one else ""
    level = one.get("level")
    if isinstance(level, str) and level != "error":
        comes_to = f"{comes_to}, {choice(level)}" if comes_to else choice(level)
    return quoted(short(str(one.get("message") or ""))), comes_to


_READ: Mapping[str, Callable[[Any, Any, Names], Entry]] = {"tiers": _tier, "moves": _move, "check": _check}
