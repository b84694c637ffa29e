"""Engine of the appointment field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_gmt

from form_schemas.context import FormContext, Listed
from form_schemas.field import AnswerRefused, FieldEngine
from form_schemas.fields.date.field import written
from form_schemas.fields.number.field import locale_of
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Value
from words import say

MOST_SLOTS = 300


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time as it is drawn. ``words`` are its hours in its zone."""

    id: str
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Day:
    """The free times of one day."""

    title: str
    slots: tuple[Slot, ...]


class AppointmentEngine(FieldEngine):
    """Stores ``{slot, start, end, zone}``: the slot's id, both moments (UTC), and the zone in which they were shown. The lookup's entries carry
    ``start``, ``end`` (UTC, as ``2026-11-27T09:00:00Z``) and ``zone`` in ``more``."""

    kind = "appointment"
    template = "appointment/field.html"
    grouped = True

    def parse(self, field: Field, posted: Posted, context: FormContext) -> dict[str, str] | None:
        """Raises AnswerRefused: slot, lead."""
        chosen = posted.text
        if not chosen:
            return None
        lookup = context.lookups.get(self.kind)
        entry = lookup.entry(field, chosen) if lookup is not None else None
        if entry is None:
            raise AnswerRefused("slot", "This time is no longer free. Choose another one.")
        if _moment(entry.more["start"]) < _earliest(field, context):
            raise AnswerRefused("lead", "This time is too soon. Choose a later one.")
        return {"slot": entry.value, **{name: str(entry.more[name]) for name in ("start", "end", "zone")}}

    def px(self, value: Any, field: Field) -> Value:
        """When it begins."""
        return _moment(value["start"])

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """Day, hours and zone: 27 Nov 2026, 10:00–10:30, Europe/Berlin."""
        zone = ZoneInfo(value["zone"])
        start = _moment(value["start"]).astimezone(zone)
        return f"{written(start.date(), locale)}, {_hours(value['start'], value['end'], zone, locale)}, {value['zone']}"

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """The slot."""
        return (value["slot"],)

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The free times by day, and their zone."""
        days = tuple(self._days(field, posted, context))
        zones = sorted({str(entry.more["zone"]) for entry in self._free(field, context)})
        return {"days": days, "zone": ", ".join(_zone(zone, context) for zone in zones)}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose a time.")

    def _free(self, field: Field, context: FormContext) -> list[Listed]:
        lookup = context.lookups.get(self.kind)
        earliest = _earliest(field, context)
        found = lookup.entries(field) if lookup is not None else ()
        free = sorted((each for each in found if _moment(each.more["start"]) >= earliest), key=_start)
        return free[:MOST_SLOTS]

    def _days(self, field: Field, posted: Posted, context: FormContext) -> Iterator[Day]:
        number = 0
        for day, entries in groupby(self._free(field, context), key=_day):
            slots = []
            for entry in entries:
                # The first one bears the name of the question: an error leads to it.
                name = f"-{number}" if number else ""
                zone = ZoneInfo(entry.more["zone"])
                words = _hours(entry.more["start"], entry.more["end"], zone, context.locale)
                slots.append(Slot(name, entry.value, words, entry.value == posted.text))
                number += 1
            yield Day(_day_words(day, context.locale), tuple(slots))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _start(entry: Listed) -> datetime:
    return _moment(entry.more["start"])


def _day(entry: Listed) -> date:
    return _start(entry).astimezone(ZoneInfo(entry.more["zone"])).date()


def _earliest(field: Field, context: FormContext) -> datetime:
    return context.now + timedelta(hours=field.settings["lead_hours"])


def _day_words(day: date, locale: str) -> str:
    spoken = locale_of(locale)
    return format_date(day, "EEEE, d MMMM y" if spoken.language == "en" else "full", locale=spoken)


def _hours(start: str, end: str, zone: ZoneInfo, locale: str) -> str:
    spoken = locale_of(locale)
    shape = "HH:mm" if spoken.language == "en" else "short"
    first, last = (format_time(_moment(each).astimezone(zone).time(), shape, locale=spoken) for each in (start, end))
    return f"{first}–{last}"


def _zone(zone: str, context: FormContext) -> str:
    offset = get_timezone_gmt(context.now.astimezone(ZoneInfo(zone)), width="long", locale="en")
    return f"{zone} ({offset})"
