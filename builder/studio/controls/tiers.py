"""Tiers of a price, as a table: a row for each, the last without an end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from builder.studio.controls.control import Control, Setting, renders
from builder.studio.controls.numbers import shown, written
from portal_config.findings import Finding
from portal_config.money import EXPONENTS
from portal_config.settings import Tiers

BEGINS = 10
"""Where the first tier ends while there is no other to go by."""
HEADS = {"up_to": "Up to", "unit_amount": "Each", "percent": "Percent", "flat_amount": "Once"}
AMOUNTS = frozenset({"unit_amount", "flat_amount"})


@dataclass(frozen=True, slots=True)
class TierRow:
    """One tier. ``first`` is where it begins, in words; ``remove`` are the edits that take it away, empty for the only one."""

    first: str
    cells: tuple[Control, ...]
    open: bool
    remove: str
    findings: tuple[Finding, ...]


@renders(Tiers)
def tiers(setting: Setting) -> Control:
    """The rows with their fields, findings at their row, and the edits that add and remove rows."""
    field = setting.field
    assert isinstance(field, Tiers)
    price = setting.here.raw(setting.ptr.rpartition("/")[0])
    currency = str(price.get("currency") or "") if isinstance(price, Mapping) else ""
    digits = EXPONENTS.get(currency, 2)
    listed = [each for each in setting.raw if isinstance(each, Mapping)] if isinstance(setting.raw, list) else []
    names = list(field.inner.schema.load_fields)  # type: ignore[attr-defined]  # the inner setting is a Part
    # What a percentage is of is an amount, so its tiers end at one.
    minor = AMOUNTS | ({"up_to"} if "percent" in names else set())
    rows = tuple(_row(setting, listed, place, names, minor, digits) for place in range(len(listed)))
    told = {one for row in rows for one in row.findings}
    return setting.control(
        "tiers",
        value="",
        extra={
            "rows": rows,
            "told": told,
            "heads": [
                f"{HEADS[name]}, {currency}" if name in minor and name != "flat_amount" else HEADS[name]
                for name in names
            ],
            "add": added(setting.ptr, listed, names, Decimal(1).scaleb(digits) if "up_to" in minor else Decimal(1)),
            "full": len(listed) >= field.at_most,
            "amount": next(name for name in names if name in ("unit_amount", "percent")),
            "focus": f"{setting.ptr}/{max(len(listed) - 1, 0)}/up_to",
        },
    )


def _row(
    setting: Setting,
    listed: Sequence[Mapping[str, Any]],
    place: int,
    names: Sequence[str],
    minor: frozenset[str] | set[str],
    digits: int,
) -> TierRow:
    ptr, tier, last = f"{setting.ptr}/{place}", listed[place], place == len(listed) - 1
    before = listed[place - 1].get("up_to") if place else None
    first = f"After {shown(before, digits if 'up_to' in minor else 0)}" if place else "From the first"
    cells = tuple(
        Control(
            "decimal",
            f"{ptr}/{name}",
            f"{HEADS[name]}, tier {place + 1}",
            value=shown(tier.get(name), digits if name in minor else 0),
            required=name in ("unit_amount", "percent") or (name == "up_to" and not last),
            extra={"digits": digits if name in minor else 0, "text": isinstance(tier.get(name), str)},
        )
        for name in names
        if not (name == "up_to" and last and tier.get("up_to") is None)
    )
    findings = tuple(one for one in setting.here.findings if one.pointer == ptr or one.pointer.startswith(f"{ptr}/"))
    return TierRow(first, cells, len(cells) < len(names), removed(setting.ptr, listed, place), findings)


def added(ptr: str, listed: Sequence[Mapping[str, Any]], names: Sequence[str], one: Decimal) -> str:
    """The edits that put a tier before the last one, at what each costs there. It ends where the one before it does, doubled; the first at ten times ``one``."""
    each_costs = {
        name: listed[-1].get(name, 0) if listed else 0 for name in names if name not in ("up_to", "flat_amount")
    }
    if not listed:
        return _edits({"op": "insert", "ptr": f"{ptr}/0", "value": {"up_to": None, **each_costs}})
    ends = [number(each.get("up_to")) for each in listed[:-1]]
    known = [each for each in ends if each is not None and each > 0]
    end = known[-1] * 2 if known else BEGINS * one
    place = len(listed) - 1
    return _edits({"op": "insert", "ptr": f"{ptr}/{place}", "value": {"up_to": written(end), **each_costs}})


def removed(ptr: str, listed: Sequence[Mapping[str, Any]], place: int) -> str:
    """The edits that take a tier away; without the last one the one before it has no end."""
    if len(listed) < 2:
        return ""
    edits: list[dict[str, Any]] = [{"op": "remove", "ptr": f"{ptr}/{place}"}]
    if place == len(listed) - 1 and listed[place - 1].get("up_to") is not None:
        edits.append({"op": "set", "ptr": f"{ptr}/{place - 1}/up_to", "value": None})
    return _edits(*edits)


def number(raw: Any) -> Decimal | None:
    """A decimal of the document, None for anything that is none."""
    try:
        return Decimal(str(raw)) if isinstance(raw, int | str) and not isinstance(raw, bool) else None
    except ArithmeticError:
        return None


def _edits(*edits: Mapping[str, Any]) -> str:
    return json.dumps(edits, separators=(",", ":"))
