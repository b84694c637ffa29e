"""Engine of the time field."""

# ruff: noqa: ARG002 - arguments belong to the interface

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from babel.dates import format_time

from form_schemas.context import FormContext
from form_schemas.field import FieldEngine
from form_schemas.fields.number.field import locale_of
from portal_config.compiled import Field
from words import say

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::00)?", re.ASCII)


class TimeEngine(FieldEngine):
    """Stores ``14:30``: a time without a day or a zone."""

    kind = "time"
    template = "short_text/field.html"
    sample = "14:30"

    def read(self, field: Field, text: str, context: FormContext) -> str:
        """Raises AnswerRefused: time, min, max, step."""
        found = _TIME.fullmatch(text)
        if found is None:
            self.refuse("time", field, context)
        value, settings = f"{found[1]}:{found[2]}", field.settings
        if settings["min"] and value < settings["min"]:
            self.refuse("min", field, context)
        if settings["max"] and value > settings["max"]:
            self.refuse("max", field, context)
        if (minutes(value) - minutes(settings["min"] or "00:00")) % settings["step"]:
            self.refuse("step", field, context)
        return value

    def show(self, value: Any, field: Field, locale: str = "en") -> str:
        """As the language writes a time; in English of 24 hours, as everywhere on our pages."""
        return written_time(time.fromisoformat(value), locale)

    def messages(self, field: Field, context: FormContext) -> Mapping[str, str]:
        """Shape, range and steps."""
        settings = field.settings
        messages = {"time": say("Write a time, like 14:30.")}
        if settings["min"]:
            messages["min"] = say("Choose {day} or later.", day=self.show(settings["min"], field, context.locale))
        if settings["max"]:
            messages["max"] = say("Choose {day} or earlier.", day=self.show(settings["max"], field, context.locale))
        if settings["step"] > 1:
            messages["step"] = say("Choose a time in steps of {step} minutes.", step=settings["step"])
            if settings["min"]:
                messages["step"] = say(
                    "Choose a time in steps of {step} minutes, starting at {start}.",
                    step=settings["step"],
                    start=settings["min"],
                )
        return messages

    def attributes(self, field: Field, context: FormContext) -> Mapping[str, str | int | bool]:
        """The browser's own control; its steps are in seconds."""
        settings = field.settings
        attributes: dict[str, str | int | bool] = {
            "type": "time",
            "step": settings["step"] * 60,
            "data-step": settings["step"],
        }
        for name in ("min", "max"):
            if settings[name]:
                attributes[name] = attributes[f"data-{name}"] = settings[name]
        return attributes

    def missing(self, field: Field) -> str:
        """Says what to do."""
        return say("Choose a time.")


def minutes(text: str) -> int:
    """Since midnight."""
    return int(text[:2]) * 60 + int(text[3:5])


def written_time(moment: time, locale: str) -> str:
    """The time as the language writes it, without seconds."""
    spoken = locale_of(locale)
    return format_time(moment, "HH:mm" if spoken.language == "en" else "short", locale=spoken)
