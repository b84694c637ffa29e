"""The appointment field. The clock says 20 November, 23:30 UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from form_schemas.context import Listed
from form_schemas.posted import Posted


def _slot(slot: str, start: str, end: str) -> Listed:
    return Listed(slot, "", more={"start": start, "end": end, "zone": "Europe/Berlin"})


SLOTS = (
    _slot("late", "2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z"),
    _slot("soon", "2026-11-21T23:29:00Z", "2026-11-21T23:59:00Z"),
    _slot("edge", "2026-11-21T23:30:00Z", "2026-11-22T00:00:00Z"),
    _slot("noon", "2026-11-24T11:00:00Z", "2026-11-24T11:30:00Z"),
)


class Free:
    def entries(self, asked: Any) -> tuple[Listed, ...]:
        return SLOTS

    def entry(self, asked: Any, value: str) -> Listed | None:
        return next((each for each in SLOTS if each.value == value), None)


OUTSIDE = {"lookups": {"appointment": Free()}}


def test_a_free_time_is_kept_with_its_zone(ask: Callable[..., Any]) -> None:
    field = ask("appointment", outside=OUTSIDE)
    value = field.value("late")
    assert value == {
        "slot": "late", "start": "2026-11-24T08:00:00Z", "end": "2026-11-24T08:30:00Z", "zone": "Europe/Berlin",
    }  # fmt: skip
    assert field.shown(value) == "24 Nov 2026, 09:00–09:30, Europe/Berlin"
    assert field.shown(value, "de") == "24.11.2026, 09:00–09:30, Europe/Berlin"
    assert field.engine.px(value, field.field) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert field.engine.given(value, field.field, "en") == ("late",)
    assert field.value("") is None


def test_what_is_taken_or_too_soon_is_refused(ask: Callable[..., Any]) -> None:
    field = ask("appointment", outside=OUTSIDE)
    assert field.code("gone") == "slot" and field.code("\ud800") == "slot"
    assert field.code("soon") == "lead" and field.value("edge")
    assert ask("appointment", outside=OUTSIDE, lead_hours=0).value("soon")
    assert ask("appointment").code("late") == "slot"


def test_times_come_by_day_in_their_zone(ask: Callable[..., Any]) -> None:
    field = ask("appointment", outside=OUTSIDE)
    more = field.engine.more(field.field, Posted(("noon",)), field.context)
    assert more["zone"] == "Europe/Berlin (GMT+01:00)"
    told = [(day.title, [(slot.id, slot.words, slot.chosen) for slot in day.slots]) for day in more["days"]]
    assert told == [
        ("Sunday, 22 November 2026", [("", "00:30–01:00", False)]),
        ("Tuesday, 24 November 2026", [("-1", "09:00–09:30", False), ("-2", "12:00–12:30", True)]),
    ]
    german = ask("appointment", "de", outside=OUTSIDE)
    assert german.engine.more(german.field, Posted(), german.context)["days"][0].title == "Sonntag, 22. November 2026"
