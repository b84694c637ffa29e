"""Engine of the field with two days."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from form_schemas.context import FormContext
from form_schemas.fields.date.field import DateEngine, written
from form_schemas.posted import Posted
from portal_config.compiled import Field
from words import say, say_many


class DateRangeEngine(DateEngine):
    """Stores ``{"from": "2026-11-20", "to": "2026-11-27"}``; both days are within. The controls are the parts ``from`` and ``to``."""

    kind = "date_range"
    template = "date_range/field.html"
    grouped = True
    sample = {"from": "2027-03-01", "to": "2027-03-31"}

    def parse(self, field: Field, posted: Posted, context: FormContext) -> dict[str, str] | None:
        """Raises AnswerRefused: both, date, order, min, max, weekdays, min_days, max_days."""
        texts = {name: super(DateRangeEngine, self).parse(field, posted.part(name), context) for name in ("from", "to")}
        first, last = texts["from"], texts["to"]
        if first is None and last is None:
            return None
        if first is None or last is None:
            self.refuse("both", field, context)
        days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
        if days < 1:
            self.refuse("order", field, context)
        if days < field.settings["min_days"]:
            self.refuse("min_days", field, context)
        if field.settings["max_days"] is not None and days > field.settings["max_days"]:
            self.refuse("max_days", field, context)
        return {"from": first, "to": last}

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """20 Nov 2026 – 27 Nov 2026."""
        return (
            f"{written(date.fromisoformat(value['from']), locale)} – {written(date.fromisoformat(value['to']), locale)}"
        )

    def given(self, value: Any, field: Field, locale: str) -> Posted:
        """Both days."""
        return Posted.made((), **value)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Those of a day, and what joins the two."""
        least, most = field.settings["min_days"], field.settings["max_days"]
        messages = {
            **super().messages(field, context),
            "both": say("Choose both days."),
            "order": say("The last day comes before the first. Choose it later."),
        }
        if least > 1:
            messages["min_days"] = say("Choose at least {least} days.", least=least)
        if most is not None:
            messages["max_days"] = say_many("Choose at most {count} day.", "Choose at most {count} days.", most)
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """The rules of both days, and how many there may be."""
        days = {name: value for name, value in super().attributes(field, context).items() if name.startswith("data-")}
        days["data-min-days"] = field.settings["min_days"]
        if field.settings["max_days"] is not None:
            days["data-max-days"] = field.settings["max_days"]
        return days

    def more(self, field: Field, posted: Posted, context: FormContext) -> Mapping[str, Any]:
        """What both controls hold, and between which days."""
        bounds = super().attributes(field, context)
        return {
            "days": [
                ("from", say("First day"), posted.part("from").text),
                ("to", say("Last day"), posted.part("to").text),
            ],
            "min": bounds.get("min", ""),
            "max": bounds.get("max", ""),
        }

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose the first and the last day.")
