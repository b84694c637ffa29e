"""Engine of the field with a day and a time."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from form_schemas.fields.date.field import written
from form_schemas.fields.number.field import locale_of
from form_schemas.fields.time.field import written_time
from form_schemas.posted import Posted
from portal_config.compiled import Field
from portal_config.expressions import Value
from words import say

_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::00)?", re.ASCII)


class DateTimeEngine(FieldEngine):
    """Stores ``{"at": "2026-11-20T13:30:00Z", "zone": "Europe/Berlin"}``: the moment (UTC), and the zone in which it was said.

    A time that does not exist there because clocks go forward is refused; one that comes twice because they go back is taken as the first.
    """

    kind = "datetime"
    template = "datetime/field.html"
    sample = {"at": "2027-03-01T13:30:00Z", "zone": "Etc/UTC"}

    def read(self, field: Field, text: str, context: FormContext) -> dict[str, str]:
        """Raises AnswerRefused: datetime, gap, min, max, step."""
        try:
            local = datetime.fromisoformat(text) if _LOCAL.fullmatch(text) else None
        except ValueError:
            local = None
        if local is None or not 1900 <= local.year <= 2999:
            self.refuse("datetime", field, context)
        zone = ZoneInfo(zone_of(field, context))
        moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != local:
            self.refuse("gap", field, context)
        first, last = _bounds(field, context)
        if first is not None and moment < first:
            self.refuse("min", field, context)
        if last is not None and moment > last:
            self.refuse("max", field, context)
        if (local.hour * 60 + local.minute) % field.settings["step"]:
            self.refuse("step", field, context)
        return {"at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "zone": str(zone)}

    def px(self, value: Any, field: Field) -> Value:
        """The moment."""
        return _moment(value["at"])

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """20 Nov 2026, 14:30 (Berlin)."""
        local = _moment(value["at"]).astimezone(ZoneInfo(value["zone"]))
        return f"{written(local.date(), locale)}, {written_time(local.time(), locale)} ({zone_named(value['zone'], locale)})"

    def given(self, value: Any, field: Field, locale: str) -> tuple[str, ...]:
        """The time on the clocks of its zone."""
        return (_moment(value["at"]).astimezone(ZoneInfo(value["zone"])).strftime("%Y-%m-%dT%H:%M"),)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape, range and steps."""
        messages = {
            "datetime": say("Choose a day and a time, like 2026-11-20, 14:30."),
            "gap": say("This time does not exist: clocks go forward over it. Choose another one."),
        }
        for code, bound in zip(("min", "max"), _bounds(field, context), strict=True):
            if bound is not None:
                value = {"at": bound.strftime("%Y-%m-%dT%H:%M:%SZ"), "zone": zone_of(field, context)}
                shown = self.show(value, field, context.locale)
                messages[code] = (
                    say("Choose {day} or later.", day=shown)
                    if code == "min"
                    else say("Choose {day} or earlier.", day=shown)
                )
        if field.settings["step"] > 1:
            messages["step"] = say("Choose a time in steps of {step} minutes.", step=field.settings["step"])
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """The browser's own control; its steps are in seconds."""
        zone = ZoneInfo(zone_of(field, context))
        attributes: dict[str, str | int | bool] = {
            "type": "datetime-local",
            "step": field.settings["step"] * 60,
            "data-step": field.settings["step"],
        }
        for name, bound in zip(("min", "max"), _bounds(field, context), strict=True):
            if bound is not None:
                attributes[name] = attributes[f"data-{name}"] = bound.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        return attributes

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """The zone in words."""
        zone = zone_of(field, context)
        return {"zone": zone_named(zone, context.locale), "name": zone}

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose a day and a time.")


def zone_of(field: Field, context: FormContext) -> str:
    """The time zone in which the answer is said."""
    return str(field.settings["zone"] or context.zone)


def zone_named(zone: str, locale: str) -> str:
    """The city whose clocks are meant; UTC for those without one."""
    if zone in ("Etc/UTC", "UTC") or zone.startswith("Etc/"):
        return zone.removeprefix("Etc/")
    return get_timezone_location(zone, locale=locale_of(locale), return_city=True)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _bounds(field: Field, context: FormContext) -> tuple[datetime | None, datetime | None]:
    def moment(bound: Any) -> datetime | None:
        if isinstance(bound, timedelta):
            # Whole minutes, as the control has them; a bound in the past minute must not refuse what it offers.
            return (context.now + bound).astimezone(UTC).replace(second=0, microsecond=0)
        found = context.value(bound)
        return found if isinstance(found, datetime) else None

    return moment(field.settings["min"]), moment(field.settings["max"])
