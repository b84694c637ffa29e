"""What something costs, as the inspector sets it: by which model, with which figures, and what that comes to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from builder.studio.controls import Control, Option, controls
from builder.studio.controls.control import with_findings
from builder.studio.controls.numbers import written
from builder.studio.controls.tiers import number
from builder.studio.palette import new_id
from builder.studio.place import Studio
from commerce.pricing import Quoted, least_of, quote, table
from commerce.pricing.labels import pieces
from commerce.pricing.rounding import half_away
from commerce.pricing.tiers import plain
from foundation.errors import Refused
from foundation.formats import amount, money
from portal_config.compiled import Price
from portal_config.findings import pointer
from portal_config.kinds import Kind, registry
from portal_config.money import EXPONENTS

LINES = {
    "flat": "One amount, however many are ordered.",
    "per_unit": "The same for each.",
    "graduated": "Each one costs what the step it falls into says.",
    "volume": "All of them cost what the step of the whole number says.",
    "package": "Whole packs are paid, however much of the last one is used.",
    "percent": "A part of what the service costs.",
    "graduated_percent": "Of each step of what the service costs its own part.",
}
"""How each model works, in one sentence."""
UNITS = 100
"""What something new costs, in units of its currency."""
TIMES = "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"
PERCENT = "10"
PACK = 10
SAMPLE, OF = 3, 1_000
"""What is worked out while no step says what to take: so many pieces, and a service of so many units of the currency."""


def models(*, of_service: bool) -> tuple[type[Kind], ...]:
    """The models a price may have; those that are a part of what a service costs only where it is the price of an add-on."""
    return tuple(kind for kind in registry.family("price_model") if of_service or "of" not in kind.schema().load_fields)


def price_controls(here: Studio, ptr: str, *, of_service: bool) -> list[Control]:
    """Everything that is set of the price at ``ptr``: its model, the model's settings, and what it comes to."""
    raw = here.raw(ptr)
    if not isinstance(raw, Mapping):
        return []
    kind = registry.get("price_model", str(raw.get("model")))
    made = [with_findings(_model(here, ptr, raw, of_service=of_service), here)]
    if kind is not None:
        made += controls(kind.schema(), here, ptr)
    price = here.compiled.prices.get(ptr.rpartition("/")[2])
    worked = examples(price, here.compiled.currency) if price is not None else ()
    if worked:
        made.append(Control("worked", f"{ptr}/worked", "What that comes to", extra={"lines": worked}))
    return made


def _model(here: Studio, ptr: str, raw: Mapping[str, Any], *, of_service: bool) -> Control:
    present = str(raw.get("model"))
    offered = list(models(of_service=of_service))
    known = registry.get("price_model", present)
    if known is not None and known not in offered:
        offered.append(known)
    edits = {
        kind.name: json.dumps(
            [{"op": "set", "ptr": ptr, "value": repriced(raw, kind, here.compiled.currency)}], separators=(",", ":")
        )
        for kind in offered
    }
    return Control(
        "pick",
        f"{ptr}/model",
        "How it is priced",
        value=present,
        help=LINES.get(present, ""),
        options=tuple(Option(kind.name, kind.label, kind.name == present) for kind in offered),
        extra={"edits": edits},
    )


def new_price(model: str, currency: str) -> dict[str, Any]:
    """A price of a model, to begin with."""
    kind = registry.get("price_model", model)
    assert kind is not None
    return repriced({}, kind, currency)


def repriced(raw: Mapping[str, Any], kind: type[Kind], currency: str) -> dict[str, Any]:
    """The price ``raw`` by another model: what both can say is kept, what only the new one says begins with something simple. ``currency``: where none is
    written."""
    amounts = _amounts(raw)
    written_in = amounts.get("currency") or currency
    begin = UNITS * 10 ** EXPONENTS.get(written_in, 2)
    each = amounts.get("each", Decimal(begin))
    percent = amounts.get("percent", PERCENT)
    tiers = raw.get("tiers") if isinstance(raw.get("tiers"), list) else None
    by_percent = "percent" in amounts
    values: dict[str, Any] = {
        "money": [max(half_away(each), 1), written_in],
        "currency": written_in,
        "unit": raw.get("unit") or "piece",
        "package_size": raw.get("package_size") or PACK,
        "of": "service",
        "percent": percent,
        "tiers": [{"up_to": None, "unit_amount": written(each)}],
    }
    fields = kind.schema().load_fields
    if "tiers" in fields:
        steps = fields["tiers"].inner.schema.load_fields  # type: ignore[attr-defined]  # tiers are a list of parts
        if "percent" in steps:
            values["tiers"] = tiers if tiers and by_percent else [{"up_to": None, "percent": percent}]
        elif tiers and not by_percent:
            values["tiers"] = tiers
    own = {(field.data_key or name): raw.get(field.data_key or name) for name, field in fields.items()}
    kept = {name: value for name, value in own.items() if value is not None and name not in values}
    common = {name: raw[name] for name in ("every", "archived") if name in raw}
    made = {name: value for name, value in values.items() if name in fields}
    return {"model": kind.name, **made, **kept, **common}


def _amounts(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a price says of one: ``each`` in minor units with its ``currency``, or its ``percent``."""
    found: dict[str, Any] = {}
    amount_, tiers = raw.get("money"), raw.get("tiers")
    first = tiers[0] if isinstance(tiers, list) and tiers and isinstance(tiers[0], Mapping) else {}
    if isinstance(amount_, list) and len(amount_) == 2 and amount_[1] in EXPONENTS:
        found["currency"] = amount_[1]
        if (each := number(amount_[0])) is not None:
            found["each"] = each
    elif (each := number(first.get("unit_amount"))) is not None:
        found["each"] = each
    if raw.get("currency") in EXPONENTS:
        found["currency"] = raw["currency"]
    percent = first.get("percent") if "percent" in first else raw.get("percent")
    if percent is not None:
        found["percent"] = percent
    return found


def examples(price: Price, currency: str) -> tuple[str, ...]:
    """What a few quantities come to by this price, worked out as an order is. ``currency``: where the price has none of its own."""
    made = (_worked(price, each, price.currency or currency) for each in _samples(price, price.currency or currency))
    return tuple(dict.fromkeys(each for each in made if each))


def _samples(price: Price, currency: str) -> Iterator[Decimal]:
    """Quantities worth a look (of a part of a service: what it costs, in minor units): where the first step ends, beyond it, and beyond the last one."""
    if price.of_service:
        steps = [tier["up_to"] for tier in price.settings.get("tiers", ())]
        yield (steps[0] * 2 if steps and steps[0] else Decimal(OF).scaleb(EXPONENTS.get(currency, 2)))
        return
    ends = [row.up_to for row in table(price) if row.up_to is not None]
    if ends:
        yield from dict.fromkeys((ends[0], ends[0] + 2, ends[-1] + 2))
    elif price.unit:
        yield price.settings.get("package_size", Decimal(1)) + SAMPLE - 1


def _worked(price: Price, sample: Decimal, currency: str) -> str:
    """One of them as a sentence; empty where it cannot be ordered."""
    base = half_away(sample) if price.of_service else 0
    try:
        quoted = quote(price, Decimal(1) if price.of_service else sample, currency, base)
    except Refused:
        return ""
    total = money(quoted.net_minor, currency)
    if price.of_service:
        what = f"Of a service of {money(base, currency)} it is {total}"
        return f"{what}: {_sum(quoted, currency)}." if len(quoted.lines) > 1 else f"{what}."
    return f"{pieces(plain(sample), price.unit or 'piece')} cost {total}: {_sum(quoted, currency)}."


def _sum(quoted: Quoted, currency: str) -> str:
    return " + ".join(
        f"{plain(line.quantity)}{TIMES}{amount(line.unit_price, currency)}"
        if line.times and line.quantity != 1
        else amount(line.net_minor, currency)
        for line in quoted.lines
    )


def without_price(here: Studio, price: Any, *gone: str) -> list[dict[str, Any]]:
    """The edit that takes a price away which nothing names but what stands at and below the pointers ``gone``; none where something else does."""
    if not isinstance(price, str) or here.raw(pointer("prices", price)) is None:
        return []
    kept = [
        each
        for each in here.price_users.get(price, ())
        if not any(each == one or each.startswith(f"{one}/") for one in gone)
    ]
    return [] if kept else [{"op": "remove", "ptr": pointer("prices", price)}]


def own_price(here: Studio, ptr: str) -> list[Mapping[str, Any]]:
    """The edits that give the part at ``ptr`` a copy of its price, where others have the same."""
    price = here.raw(f"{ptr}/price")
    if not isinstance(price, str) or len(here.price_users.get(price, ())) < 2:
        return []
    fresh = new_id("prc")
    return [
        {"op": "duplicate", "ptr": pointer("prices", price), "ids": {price: fresh}},
        {"op": "set", "ptr": f"{ptr}/price", "value": fresh},
    ]


def words_of(here: Studio, prices: Sequence[Any]) -> str:
    """What something costs in a few words: its price, or the smallest of several."""
    known = [here.compiled.prices[each] for each in prices if each in here.compiled.prices]
    if not known:
        return ""
    if known[0].of_service:
        percent = known[0].settings.get("percent")
        return f"{plain(percent)} %" if percent is not None else "by steps"
    found = min((least_of(price) for price in known), key=lambda one: one.minor)
    words = money(found.minor, known[0].currency)
    words = words if found.exact and len(known) == 1 else f"from {words}"
    return f"{words} per {found.unit}" if found.unit else words
