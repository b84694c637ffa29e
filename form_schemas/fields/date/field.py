"""Engine of the date field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from portal_config.compiled import Field
from portal_config.settings import WEEKDAYS
from words import say, unsaid

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NAMES = (
    unsaid("Monday"),
    unsaid("Tuesday"),
    unsaid("Wednesday"),
    unsaid("Thursday"),
    unsaid("Friday"),
    unsaid("Saturday"),
    unsaid("Sunday"),
)


class DateEngine(FieldEngine):
    """Stores ``2026-11-20``: a day without a zone."""

    kind = "date"
    sample: ClassVar[Any] = "2027-03-01"
    template = "short_text/field.html"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: date, min, max, weekdays."""
        try:
            day = date.fromisoformat(text) if _ISO.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None or not 1900 <= day.year <= 2999:
            self.refuse("date", field, context)
        first, last = bounds(field, context)
        if first is not None and day < first:
            self.refuse("min", field, context)
        if last is not None and day > last:
            self.refuse("max", field, context)
        weekdays = field.settings["weekdays"]
        if weekdays and WEEKDAYS[day.weekday()] not in weekdays:
            self.refuse("weekdays", field, context)
        return day.isoformat()

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """As the language writes a day: 20 Nov 2026."""
        return written(date.fromisoformat(value), locale)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape, range and weekdays."""
        messages = {"date": say("Choose a day, like 2026-11-20.")}
        first, last = bounds(field, context)
        if first is not None:
            messages["min"] = say("Choose {day} or later.", day=written(first, context.locale))
        if last is not None:
            messages["max"] = say("Choose {day} or earlier.", day=written(last, context.locale))
        if field.settings["weekdays"]:
            names = [
                say(name) for short, name in zip(WEEKDAYS, _NAMES, strict=True) if short in field.settings["weekdays"]
            ]
            messages["weekdays"] = say(
                "Choose a {days}.", days=f" {say('or')} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
            )
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """The browser's own picker with its range."""
        attributes: dict[str, str | int | bool] = {"type": "date"}
        for name, bound in zip(("min", "max"), bounds(field, context), strict=True):
            if bound is not None:
                attributes[name] = attributes[f"data-{name}"] = bound.isoformat()
        if field.settings["weekdays"]:
            attributes["data-weekdays"] = " ".join(field.settings["weekdays"])
        return attributes


def bounds(field: Field, context: FormContext) -> tuple[date | None, date | None]:
    """First and last day of a field: as it stands there, counted from the portal's day, or what a rule comes to."""

    def day(bound: Any) -> date | None:
        if isinstance(bound, int):
            return context.today + timedelta(days=bound)
        found = context.value(bound)
        return found if isinstance(found, date) else None

    return day(field.settings["min"]), day(field.settings["max"])


def written(day: date, locale: str) -> str:
    """The day as the language writes it, of middle length; in English day first, as everywhere on our pages."""
    try:
        spoken = Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        spoken = Locale("en")
    return format_date(day, "d MMM y" if spoken.language == "en" else "medium", locale=spoken)
