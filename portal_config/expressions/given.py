"""What an expression is evaluated with, also as JSON: the same for both engines, for vectors and for what is pinned beside an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from portal_config.expressions.calendar import Calendar
from portal_config.expressions.types import Names
from portal_config.expressions.values import ExpressionFailed, Listing, Value, literal, type_of, written

BUDGET = 20_000
"""How many elements of lists and days of calendars one evaluation may look at."""
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class Given:
    """What an expression is evaluated with. ``fields``: values of visible answered fields by id, columns of repeated ones as lists; ``row``: those of
    the present row; ``ctx``: pinned context by name; ``options``: field id → option value → attribute → value."""

    fields: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    row: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    ctx: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    options: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=lambda: NOTHING)
    calendar: Calendar = field(default_factory=Calendar)
    spent: int = 0

    def spend(self, steps: int) -> None:
        """Count what a function looks at. Raises ExpressionFailed ``budget``."""
        self.spent += steps
        if self.spent > BUDGET:
            raise ExpressionFailed("budget", "This rule takes too long.")


def read_given(raw: Mapping[str, Any]) -> Given:
    """``{"fields", "row", "ctx", "options": {field: [[value, {attribute: …}], …]}, "calendar": {"weekdays": [0 …], "holidays": [day …]}}``, each of them
    optional, with literals of PX as values. Raises NoLiteral, KeyError, TypeError, ValueError."""
    given = Given(
        fields=_values(raw.get("fields", {})),
        row=_values(raw.get("row", {})),
        ctx=_values(raw.get("ctx", {})),
        options={
            name: {value: _values(known) for value, known in options}
            for name, options in raw.get("options", {}).items()
        },
    )
    if "calendar" in raw:
        calendar = raw["calendar"]
        holidays = frozenset(literal({"date": one}) for one in calendar["holidays"])
        given.calendar = Calendar(frozenset(calendar["weekdays"]), holidays)  # type: ignore[arg-type]  # each literal is a day
    return given


def written_given(given: Given) -> dict[str, Any]:
    """The JSON that ``read_given`` reads."""
    return {
        "fields": {name: written(value) for name, value in given.fields.items()},
        "row": {name: written(value) for name, value in given.row.items()},
        "ctx": {name: written(value) for name, value in given.ctx.items()},
        "options": {
            name: [[value, {key: written(one) for key, one in known.items()}] for value, known in options.items()]
            for name, options in given.options.items()
        },
        "calendar": {
            "weekdays": sorted(given.calendar.weekdays),
            "holidays": sorted(day.isoformat() for day in given.calendar.holidays),
        },
    }


def names_of(given: Given) -> Names:
    """What an expression may name where nothing else is known but this one case: each name has the type its value has here."""
    attributes = {
        name: {key: _typed(one) for known in options.values() for key, one in known.items() if one is not None}
        for name, options in given.options.items()
    }
    return Names(
        fields=_types(given.fields),
        row=_types(given.row),
        ctx=_types(given.ctx),
        options=attributes,
        choices={name: frozenset(options) for name, options in given.options.items()},
    )


def _types(values: Mapping[str, Value]) -> dict[str, str]:
    return {name: _typed(value) for name, value in values.items()}


def _typed(value: Value) -> str:
    return f"list:{value.of}" if isinstance(value, Listing) else type_of(value)


def _values(raw: Mapping[str, Any]) -> dict[str, Value]:
    return {name: literal(value) for name, value in raw.items()}
